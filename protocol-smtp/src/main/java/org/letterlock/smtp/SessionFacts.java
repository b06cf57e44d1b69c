package org.letterlock.smtp;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.letterlock.tls.TlsFacts;

/**
 * What is known of the client while it speaks.
 *
 * @param id unique in this process, printable; stands in replies and in the log
 * @param helo the argument of EHLO or HELO; empty before it
 * @param esmtp whether it was EHLO
 * @param account who logged in, as canonical address
 */
public record SessionFacts(
        String id,
        SmtpRole role,
        InetSocketAddress local,
        InetSocketAddress remote,
        String helo,
        boolean esmtp,
        Optional<TlsFacts> tls,
        Optional<String> account) {}
