package org.letterlock.pop3;

import java.time.Duration;

/**
 * The settings of a POP3 listener.
 *
 * @param hostname what the greeting names; printable ASCII without angle brackets, which would announce APOP (RFC 1939, 7)
 * @param maxLine octets of a command line with its CRLF; at least 255 (RFC 2449, 4)
 * @param maxAuthLine octets of a line with its CRLF while a SASL exchange is on; at least 12288 (RFC 4954, 4, whose base64
 *     is the same)
 * @param maxBadCommands unreadable, unknown and misplaced commands a connection may send, 1 to 1000; the next one ends it
 * @param maxAuthFailures failed log-ins after which the connection ends, 1 to 100
 * @param loginTimeout time from the greeting to a successful log-in, whatever the client sends; at least 10 seconds
 * @param autologout silence after which a connection ends; at least 10 minutes (RFC 1939, 3)
 * @param loginDelay time between two log-ins of one account, announced as LOGIN-DELAY; zero for none (RFC 2449, 6.5)
 * @param strictUtf8 whether a message with UTF-8 in its header is refused with [UTF8] to a client that did not say UTF8
 *     (RFC 6856, 5) instead of being sent as it is
 */
public record Pop3Config(
        String hostname,
        int maxLine,
        int maxAuthLine,
        int maxBadCommands,
        int maxAuthFailures,
        Duration loginTimeout,
        Duration autologout,
        Duration loginDelay,
        boolean strictUtf8) {
    public Pop3Config {
        if (hostname.isEmpty()
                || hostname.length() > 255
                || !hostname.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '<' && c != '>')) {
            throw new IllegalArgumentException("hostname: printable ASCII without <>");
        }
        within("max-line", maxLine, 255, 65536);
        within("max-auth-line", maxAuthLine, 12288, 65536);
        within("max-bad-commands", maxBadCommands, 1, 1000);
        within("max-auth-failures", maxAuthFailures, 1, 100);
        within("login-timeout", loginTimeout, Duration.ofSeconds(10), Duration.ofHours(1));
        within("autologout", autologout, Duration.ofMinutes(10), Duration.ofDays(1));
        within("login-delay", loginDelay, Duration.ZERO, Duration.ofDays(1));
    }

    /** The settings of a host that changes none. */
    public static Pop3Config of(String hostname) {
        return new Pop3Config(
                hostname, 255, 12288, 20, 5, Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ZERO, false);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " is not from " + least + " to " + most);
        }
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " is not from " + least + " to " + most);
        }
    }
}
