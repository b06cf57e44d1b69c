package org.letterlock.pop3.reply;

import org.letterlock.protocol.Output;

/**
 * A one-line answer, or the first line of a longer one. Response codes: RFC 2449, 8; AUTH, SYS/TEMP and SYS/PERM: RFC
 * 3206, 4; UTF8: RFC 6856, 5. No answer carries what the client sent.
 *
 * @param line without CRLF; printable ASCII, at most 510 octets (RFC 2449, 4)
 */
public record Pop3Reply(String line) {
    // log-in
    public static final Pop3Reply SEND_PASSWORD = ok("Send PASS");
    public static final Pop3Reply WRONG_CREDENTIALS = err("[AUTH] User name or password wrong");
    public static final Pop3Reply CANNOT_CHECK = err("[SYS/TEMP] Cannot check this now, try again later");
    public static final Pop3Reply NEEDS_TLS = err("[SYS/PERM] Only under TLS: say STLS first"); // RFC 8314, 3
    public static final Pop3Reply IN_USE = err("[IN-USE] Another session has this maildrop"); // RFC 2449, 8.1.2
    public static final Pop3Reply LOGIN_DELAY = err("[LOGIN-DELAY] Too soon after the last log-in"); // RFC 2449, 8.1.1
    public static final Pop3Reply NO_MECHANISM = err("No such SASL mechanism here");
    public static final Pop3Reply BAD_RESPONSE = err("Not what the SASL mechanism asks for"); // RFC 5034, 4
    public static final Pop3Reply CANCELLED = err("Cancelled"); // RFC 5034, 4

    // TLS
    public static final Pop3Reply BEGIN_TLS = ok("Begin TLS negotiation");
    public static final Pop3Reply TLS_ACTIVE = err("TLS is already active"); // RFC 2595, 4
    public static final Pop3Reply NO_TLS = err("No TLS on this port");
    public static final Pop3Reply STLS_AFTER_UTF8 = err("STLS may not follow UTF8"); // RFC 6856, 2.1

    // commands
    public static final Pop3Reply OK = ok("");
    public static final Pop3Reply UTF8_MODE = ok("UTF-8 from now on");
    public static final Pop3Reply DELETED = ok("Deleted at QUIT");
    public static final Pop3Reply NO_SUCH_MESSAGE = err("No such message");
    public static final Pop3Reply NEEDS_UTF8 = err("[UTF8] The message has UTF-8 in its header"); // RFC 6856, 5
    public static final Pop3Reply LANGUAGE = ok("en Language changed"); // RFC 6856, 3.2
    public static final Pop3Reply NO_LANGUAGE = err("Only en here");

    // the end
    public static final Pop3Reply GOODBYE = ok("Goodbye");
    public static final Pop3Reply NOT_REMOVED = err("[SYS/TEMP] Some deleted messages not removed"); // RFC 1939, 6

    // what is not a command now
    public static final Pop3Reply SYNTAX = err("Cannot read that");
    public static final Pop3Reply UNKNOWN = err("No such command");
    public static final Pop3Reply TOO_LONG = err("Line too long");
    public static final Pop3Reply WRONG_STATE = err("Not in this state"); // RFC 1939, 3
    public static final Pop3Reply TOO_MANY_ERRORS = err("Too many errors");

    // said by us
    public static final Pop3Reply TOO_SLOW = err("[SYS/TEMP] Log-in took too long");
    public static final Pop3Reply STOPPING = err("[SYS/TEMP] Server is stopping");
    public static final Pop3Reply CROWDED = err("[SYS/TEMP] Too many connections, try again later");

    public Pop3Reply {
        if (line.length() > 510) throw new IllegalArgumentException("reply of " + line.length());
    }

    /** A positive answer; {@code text} may be empty, and begins with {@code [} only as response code. */
    public static Pop3Reply ok(String text) {
        return new Pop3Reply(text.isEmpty() ? "+OK" : "+OK " + text);
    }

    /** A negative answer. */
    public static Pop3Reply err(String text) {
        return new Pop3Reply("-ERR " + text);
    }

    /** The account wants better TLS than there is; trying again as now is no use. RFC 3206, 4. */
    public static Pop3Reply tooWeak(String unmet) {
        return err("[SYS/PERM] Encryption too weak for this account: " + unmet);
    }

    /** Our own failure, to be found in the log by {@code id}. */
    public static Pop3Reply failure(String id) {
        return err("[SYS/TEMP] Internal failure " + id);
    }

    public void writeTo(Output out) {
        out.ascii(line).crlf();
    }
}
