package org.letterlock.pop3;

import java.util.concurrent.Executor;
import org.letterlock.mailbox.MailStore;
import org.letterlock.protocol.sasl.SaslServer;

/**
 * What POP3 needs from outside, shared by all its listeners.
 *
 * @param workers runs the sessions' turns; bounded, and not an event loop
 * @param loginDelay one for all listeners, so that no port is a way around it
 */
public record Pop3Services(
        Pop3Config config, MailStore store, SaslServer sasl, Executor workers, LoginDelay loginDelay) {}
