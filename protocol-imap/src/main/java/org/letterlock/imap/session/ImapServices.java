package org.letterlock.imap.session;

import java.time.Clock;
import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.mime.MimeCache;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.tls.TlsServerContext;

/** What all sessions of a listener work with. */
public record ImapServices(
        ImapConfig config,
        MailStore store,
        SaslServer sasl,
        MimeCache mime,
        Optional<TlsServerContext> startTls,
        AccountSessions sessions,
        Clock clock) {}
