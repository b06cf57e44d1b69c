package org.letterlock.server.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.smtp.address.Mailbox;

/**
 * A notice to a sender, written as multipart/report: a text for people, the same for programs, and the message or its header. RFC
 * 3462, RFC 3464; with addresses beyond ASCII RFC 6533.
 */
final class NoticeText {
    private static final int LONGEST_HEADER = 64 * 1024;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String hostname;
    private final QueuedMail mail;
    private final Mailbox to;
    private final List<Told> told;
    private final boolean whole;
    private final String boundary;
    private final boolean international;

    /**
     * @param to who sent {@code mail}
     * @param whole whether the message goes back, not only its header
     * @param unique for the boundary and the Message-ID
     */
    NoticeText(String hostname, QueuedMail mail, Mailbox to, List<Told> told, boolean whole, String unique) {
        this.hostname = hostname;
        this.mail = mail;
        this.to = to;
        this.told = told;
        this.whole = whole;
        boundary = "=_" + unique;
        international = to.internationalized()
                || mail.smtpUtf8()
                || told.stream().anyMatch(t -> t.recipient().path().mailbox().internationalized());
    }

    boolean international() {
        return international;
    }

    /** Writes it, the Return-Path of nobody in front. */
    void writeTo(BodySpool out, Body original, Instant now) {
        var content = Outgoing.of(original);
        put(out, header(now) + part("text/plain; charset=utf-8", "8bit") + forPeople());
        put(
                out,
                part(international ? "message/global-delivery-status" : "message/delivery-status", "8bit")
                        + forPrograms());
        var type = international
                ? (whole ? "message/global" : "message/global-headers")
                : whole ? "message/rfc822" : "text/rfc822-headers";
        put(out, part(type, "8bit"));
        copy(content, whole ? content.size() : headerSize(content), out);
        put(out, "\r\n--" + boundary + "--\r\n");
    }

    private String header(Instant now) {
        return "Return-Path: <>\r\n"
                + "Date: " + DATE.format(now) + "\r\n"
                + "From: Mail delivery <MAILER-DAEMON@" + hostname + ">\r\n"
                + "To: " + to + "\r\n"
                + "Subject: " + subject() + "\r\n"
                + "Message-ID: <" + boundary.substring(2) + "@" + hostname + ">\r\n"
                + "Auto-Submitted: auto-replied\r\n" // RFC 3834, 5
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"" + boundary
                + "\"\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n";
    }

    private String subject() {
        if (told.stream().anyMatch(t -> t.action() == Told.Action.FAILED)) return "Your mail was not delivered";
        return told.stream().anyMatch(t -> t.action() == Told.Action.DELAYED)
                ? "Your mail is late; it is still being tried"
                : "Your mail was delivered";
    }

    private String part(String type, String encoding) {
        return "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding
                + "\r\n\r\n";
    }

    private String forPeople() {
        var text =
                new StringBuilder("This is the mail server ").append(hostname).append(".\r\n\r\n");
        for (var one : told) {
            text.append(one.recipient().path()).append("\r\n    ");
            text.append(
                    switch (one.action()) {
                        case FAILED ->
                            one.status().equals(Told.EXPIRED)
                                    ? "was tried for too long and goes back: "
                                    : "could not be delivered: ";
                        case DELAYED -> "could not be delivered yet: ";
                        case DELIVERED, RELAYED -> "was delivered: ";
                    });
            text.append(line(one.text())).append("\r\n");
            one.until()
                    .ifPresent(until -> text.append("    It is being tried until ")
                            .append(DATE.format(until))
                            .append("; you need not send it again.\r\n"));
        }
        return text.append("\r\nWhat programs want to know of it stands below, and ")
                .append(whole ? "your mail" : "the header of your mail")
                .append(" behind that.\r\n")
                .toString();
    }

    /** RFC 3464, 2.2 and 2.3. */
    private String forPrograms() {
        var text = new StringBuilder();
        mail.envelopeId().ifPresent(id -> field(text, "Original-Envelope-Id", id));
        field(text, "Reporting-MTA", "dns; " + hostname);
        field(text, "Arrival-Date", DATE.format(mail.arrived()));
        for (var one : told) {
            text.append("\r\n");
            var address = one.recipient().path().mailbox();
            one.recipient()
                    .originalRecipient()
                    .ifPresent(original -> field(text, "Original-Recipient", original.replaceFirst(";", "; ")));
            field(text, "Final-Recipient", (address.internationalized() ? "utf-8; " : "rfc822; ") + address);
            field(text, "Action", one.action().text());
            field(text, "Status", one.status().toString());
            one.remote().ifPresent(hop -> field(text, "Remote-MTA", "dns; " + hop.name()));
            one.reply().ifPresent(reply -> field(text, "Diagnostic-Code", "smtp; " + reply.shown()));
            one.until().ifPresent(until -> field(text, "Will-Retry-Until", DATE.format(until)));
        }
        return text.toString();
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(line(value)).append("\r\n");
    }

    /** Without an end of line in it, and no longer than a line may be. RFC 5322, 2.1.1. */
    private static String line(String text) {
        var one = text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .limit(700)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        var octets = one.getBytes(StandardCharsets.UTF_8).length;
        return octets <= 900 ? one : one.substring(0, Math.min(one.length(), 200));
    }

    private static long headerSize(Outgoing content) {
        long most = Math.min(LONGEST_HEADER, content.size());
        int newlines = 0;
        for (long at = 0; at < most; ) {
            var piece = content.read(at, (int) Math.min(8192, most - at));
            while (piece.hasRemaining()) {
                byte octet = piece.get();
                at++;
                if (octet == '\n') newlines++;
                else if (octet != '\r') newlines = 0;
                if (newlines == 2) return at;
            }
        }
        return most;
    }

    private static void copy(Outgoing content, long size, BodySpool out) {
        for (long at = 0; at < size; ) {
            var piece = content.read(at, (int) Math.min(64 * 1024, size - at));
            at += piece.remaining();
            out.write(piece);
        }
    }

    private static void put(BodySpool out, String text) {
        out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
