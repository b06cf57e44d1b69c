package org.letterlock.smtp.reply;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.letterlock.protocol.Output;
import org.letterlock.smtp.address.SyntaxException;

/**
 * What the server says to one command: code, enhanced status code (RFC 2034, 4), text. Its text is ours alone: nothing a
 * client wrote is ever repeated in it. RFC 5321, 4.2.
 */
public final class SmtpReply {
    // ---------------------------------------------------------------- 2xx and 3xx
    public static final SmtpReply BYE = of(221, "2.0.0", "Goodbye");
    public static final SmtpReply AUTHENTICATED = of(235, "2.7.0", "Authentication successful"); // RFC 4954, 4
    public static final SmtpReply OK = of(250, "2.0.0", "Ok");
    public static final SmtpReply SENDER_OK = of(250, "2.1.0", "Sender ok");
    public static final SmtpReply RECIPIENT_OK = of(250, "2.1.5", "Recipient ok");
    public static final SmtpReply CANNOT_VERIFY = of(252, "2.5.2", "Send some mail, and see"); // RFC 5321, 7.3
    public static final SmtpReply READY_FOR_TLS = of(220, "2.0.0", "Ready to start TLS"); // RFC 3207, 4
    public static final SmtpReply START_MAIL = plain(354, "End the message with <CRLF>.<CRLF>");

    // ---------------------------------------------------------------- 4xx
    public static final SmtpReply SHUTTING_DOWN = of(421, "4.3.2", "The server is shutting down");
    public static final SmtpReply MAKING_ROOM = of(421, "4.3.2", "Too many connections, try again later");
    public static final SmtpReply TIMEOUT = of(421, "4.4.2", "Timeout, closing the connection");
    public static final SmtpReply TOO_SLOW = of(421, "4.4.2", "The message comes too slowly");
    public static final SmtpReply LOGIN_TOO_SLOW = of(421, "4.4.2", "Log-in took too long");
    public static final SmtpReply TOO_MANY_ERRORS = of(421, "4.7.0", "Too many errors");
    public static final SmtpReply TOO_MANY_UNKNOWN = of(421, "4.7.0", "Too many unknown recipients");
    public static final SmtpReply TRY_LATER = of(451, "4.3.0", "Try again later");
    public static final SmtpReply NO_ROOM = of(452, "4.3.1", "Not enough storage, try again later");
    public static final SmtpReply MAILBOX_FULL = of(452, "4.2.2", "The mailbox is full"); // RFC 3463, 3.3
    public static final SmtpReply TOO_MANY_RECIPIENTS =
            of(452, "4.5.3", "Too many recipients, send another message for these"); // RFC 5321, 4.5.3.1.10
    public static final SmtpReply CANNOT_CHECK_CREDENTIALS =
            of(454, "4.7.0", "Credentials cannot be checked now, try again later"); // RFC 4954, 6

    // ---------------------------------------------------------------- 5xx: how it is written
    public static final SmtpReply UNKNOWN_COMMAND = of(500, "5.5.2", "Unknown command");
    public static final SmtpReply LINE_TOO_LONG = of(500, "5.5.2", "Line too long"); // RFC 5321, 4.5.3.1.4
    public static final SmtpReply AUTH_TOO_LONG = of(500, "5.5.6", "Authentication line too long"); // RFC 4954, 4
    public static final SmtpReply BARE_NEWLINE = of(500, "5.5.2", "Lines end with CRLF; this one has a bare CR or LF");
    public static final SmtpReply NOT_TEXT = of(500, "5.5.2", "The line has control characters");
    public static final SmtpReply NO_ARGUMENT = of(501, "5.5.4", "This command has no arguments");
    public static final SmtpReply CANCELLED = of(501, "5.7.0", "Authentication cancelled"); // RFC 4954, 4
    public static final SmtpReply NOT_BASE64 = of(501, "5.5.2", "This is not base64"); // RFC 4954, 4
    public static final SmtpReply MALFORMED_RESPONSE = of(501, "5.5.2", "This is not a response of the mechanism");
    public static final SmtpReply NOT_IMPLEMENTED = of(502, "5.5.1", "Command not available here");
    public static final SmtpReply SAY_EHLO = of(503, "5.5.1", "EHLO comes first");
    public static final SmtpReply NESTED_MAIL = of(503, "5.5.1", "A mail transaction is open already");
    public static final SmtpReply NEED_MAIL = of(503, "5.5.1", "MAIL comes first");
    public static final SmtpReply NEED_RECIPIENT = of(503, "5.5.1", "RCPT comes first");
    public static final SmtpReply IN_CHUNKS = of(503, "5.5.1", "BDAT has begun; go on with it, or RSET"); // RFC 3030, 2
    public static final SmtpReply NEEDS_BDAT = of(503, "5.5.1", "A binary message comes by BDAT"); // RFC 3030, 3
    public static final SmtpReply TLS_ALREADY = of(503, "5.5.1", "TLS is active already");
    public static final SmtpReply AUTHENTICATED_ALREADY = of(503, "5.5.1", "Authenticated already"); // RFC 4954, 4
    public static final SmtpReply NOT_IN_TRANSACTION = of(503, "5.5.1", "Not within a mail transaction");
    public static final SmtpReply UNKNOWN_MECHANISM = of(504, "5.5.4", "Authentication mechanism not available");
    public static final SmtpReply PARAMETER_UNKNOWN =
            of(555, "5.5.4", "Parameter not recognized"); // RFC 5321, 4.1.1.11
    public static final SmtpReply OUT_OF_STEP =
            of(554, "5.5.0", "DATA is the last command of a group: wait for its reply"); // RFC 2920, 3.1
    public static final SmtpReply TALKED_EARLY = of(554, "5.5.0", "Wait for the greeting"); // RFC 5321, 4.3.1
    public static final SmtpReply NOT_HTTP = of(554, "5.5.0", "This is no web server");

    // ---------------------------------------------------------------- 5xx: who may what
    public static final SmtpReply NEED_TLS = of(530, "5.7.0", "Must issue a STARTTLS command first"); // RFC 3207, 4
    public static final SmtpReply REQUIRETLS_NEEDS_TLS =
            of(530, "5.7.10", "REQUIRETLS begins here: issue STARTTLS first"); // RFC 8689, 2
    public static final SmtpReply NEED_AUTHENTICATION = of(530, "5.7.0", "Authentication required"); // RFC 4954, 6
    public static final SmtpReply BAD_CREDENTIALS = of(535, "5.7.8", "Authentication credentials invalid");
    public static final SmtpReply NO_AUTH_BEFORE_TLS =
            of(538, "5.7.11", "Encryption required for authentication"); // RFC 4954, 6
    public static final SmtpReply UNKNOWN_MAILBOX = of(550, "5.1.1", "No such mailbox here");
    public static final SmtpReply NO_RELAYING = of(550, "5.7.1", "This server does not relay");
    public static final SmtpReply NO_RELAYING_YET =
            of(550, "5.7.1", "This server delivers to its own domains only, and relays nowhere");
    public static final SmtpReply SENDER_NOT_OWNED = of(553, "5.7.1", "This account may not send as that address");
    public static final SmtpReply NEED_SMTPUTF8 =
            of(553, "5.6.7", "An address beyond ASCII needs SMTPUTF8"); // RFC 6531, 3.5

    // ---------------------------------------------------------------- 5xx: the message
    public static final SmtpReply TOO_BIG = of(552, "5.3.4", "Message too big"); // RFC 1870, 6.1
    public static final SmtpReply HEADER_TOO_BIG = of(552, "5.3.4", "Header too big");
    public static final SmtpReply TOO_BIG_FOR_MAILBOX =
            of(552, "5.2.3", "Message too big for this mailbox"); // RFC 3463, 3.3
    public static final SmtpReply TOO_MANY_HOPS = of(554, "5.4.6", "Too many hops: this mail loops"); // RFC 5321, 6.3
    public static final SmtpReply HAS_BARE_LF =
            of(554, "5.6.0", "The message has a bare LF; send CRLF at the end of each line"); // RFC 5321, 2.3.8
    public static final SmtpReply HAS_BARE_CR =
            of(554, "5.6.0", "The message has a bare CR; send CRLF at the end of each line");
    public static final SmtpReply HAS_NUL = of(554, "5.6.0", "The message has a NUL octet; encode it"); // RFC 2045, 2.8
    public static final SmtpReply SEVERAL_AUTHORS =
            of(554, "5.6.0", "The message has more than one From or Sender field"); // RFC 5322, 3.6
    public static final SmtpReply FROM_NOT_OWNED =
            of(554, "5.7.1", "Neither From nor Sender names an address of this account"); // RFC 6409, 8.1

    private final int code;
    private final byte[] wire;

    private SmtpReply(int code, String enhanced, List<String> lines) {
        this.code = code;
        var text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i + 1 < lines.size() ? '-' : ' ');
            if (!enhanced.isEmpty()) text.append(enhanced).append(' ');
            text.append(lines.get(i)).append("\r\n");
        }
        this.wire = text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    public static SmtpReply of(int code, String enhanced, String text) {
        return new SmtpReply(code, enhanced, List.of(text));
    }

    /** A reply that has no enhanced status code: the greeting, those to EHLO and HELO, 3xx. RFC 2034, 4. */
    public static SmtpReply plain(int code, String text) {
        return new SmtpReply(code, "", List.of(text));
    }

    /** A reply of several lines. RFC 5321, 4.2.1. */
    public static SmtpReply lines(int code, String enhanced, List<String> lines) {
        return new SmtpReply(code, enhanced, lines);
    }

    /** A challenge of SASL, in base64. RFC 4954, 4. */
    public static SmtpReply challenge(String base64) {
        return plain(334, base64);
    }

    /** The message is stored. */
    public static SmtpReply accepted(String id) {
        return of(250, "2.6.0", "Message accepted, id " + id);
    }

    /** A log-in whose account wants better TLS than there is. RFC 4954, 6. */
    public static SmtpReply protectionTooWeak(String unmet) {
        return of(538, "5.7.11", "Encryption too weak for this account: " + unmet);
    }

    /** Our fault; {@code id} stands in the log. */
    public static SmtpReply ourFault(String id) {
        return of(451, "4.3.0", "Internal error, id " + id);
    }

    /** What the client wrote is no command of RFC 5321. */
    public static SmtpReply to(SyntaxException e) {
        return switch (e.part()) {
            case ARGUMENT -> of(501, "5.5.4", "Syntax: " + e.what());
            case SENDER -> of(501, "5.1.7", "Syntax: " + e.what());
            case RECIPIENT -> of(501, "5.1.3", "Syntax: " + e.what());
            case UNKNOWN_PARAMETER -> of(555, "5.5.4", e.what()); // RFC 5321, 4.1.1.11
        };
    }

    public int code() {
        return code;
    }

    /** Whether the command failed, for now or for good. */
    public boolean isError() {
        return code >= 400;
    }

    public void writeTo(Output out) {
        out.bytes(wire);
    }

    /** As it is sent. */
    public byte[] wire() {
        return wire.clone();
    }

    /** Its last line, without CRLF. */
    @Override
    public String toString() {
        var text = new String(wire, StandardCharsets.US_ASCII).stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
