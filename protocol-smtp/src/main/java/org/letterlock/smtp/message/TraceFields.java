package org.letterlock.smtp.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.address.AddressLiteral;

/**
 * What is put in front of every message: who it comes from ({@code Return-Path}) and how it came here ({@code Received}).
 * RFC 5321, 4.4.
 */
final class TraceFields {
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH); // RFC 5322, 3.3

    private TraceFields() {}

    static byte[] of(Envelope envelope, String hostname, Clock clock) {
        var session = envelope.session();
        var text = new StringBuilder(512);
        text.append("Return-Path: ").append(envelope.from()).append("\r\n");
        text.append("Received: from ").append(session.helo()).append(" (");
        text.append(AddressLiteral.of(session.remote().getAddress())).append(")\r\n\tby ");
        text.append(hostname).append(" with ").append(with(session, envelope.smtpUtf8()));
        session.tls()
                .ifPresent(tls -> text.append("\r\n\t(")
                        .append(tls.protocol())
                        .append(' ')
                        .append(tls.cipher())
                        .append(' ')
                        .append(tls.cipherBits())
                        .append(" bits)"));
        text.append("\r\n\tid ").append(envelope.id());
        if (envelope.recipients().size() == 1) { // more would tell each of the others: RFC 5321, 7.2
            text.append(" for ").append(envelope.recipients().get(0).path());
        }
        session.tls().ifPresent(tls -> text.append("\r\n\ttls ").append(tls.cipherIana())); // RFC 8314, 7.4
        text.append(";\r\n\t").append(date(clock)).append("\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The date and time as a header field writes it. */
    static String date(Clock clock) {
        return DATE_TIME.format(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** The protocol types of RFC 3848 and RFC 6531, 4.3. */
    private static String with(SessionFacts session, boolean utf8) {
        if (!session.esmtp()) return "SMTP";
        var secured =
                (session.tls().isPresent() ? "S" : "") + (session.account().isPresent() ? "A" : "");
        return (utf8 ? "UTF8SMTP" : "ESMTP") + secured;
    }
}
