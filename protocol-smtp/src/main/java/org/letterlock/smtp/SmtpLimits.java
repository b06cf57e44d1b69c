package org.letterlock.smtp;

/**
 * How much one client may send.
 *
 * @param messageSize octets of a message; announced as SIZE. RFC 1870, 3
 * @param recipients of one message; announced as LIMITS RCPTMAX. At least 100: RFC 5321, 4.5.3.1.8
 * @param commandLine octets of a command without CRLF, AUTH excepted. At least 1280: the 510 of RFC 5321, 4.5.3.1.4 and what
 *     the parameters of RFC 1870, RFC 3461, RFC 4954, RFC 6152 and RFC 6531 add
 * @param authLine octets of an AUTH command or response without CRLF. At least 12286: RFC 4954, 4
 * @param receivedHops {@code Received} fields a message may have before it is taken for a loop. At least 100: RFC 5321, 6.3
 * @param headerField octets of one header field with its folds. At least 998: RFC 5322, 2.1.1
 * @param headerSection octets of all header fields
 */
public record SmtpLimits(
        long messageSize,
        int recipients,
        int commandLine,
        int authLine,
        int receivedHops,
        int headerField,
        int headerSection) {
    public static final SmtpLimits DEFAULT = new SmtpLimits(50L << 20, 1000, 2048, 12_286, 100, 256 << 10, 1 << 20);

    public SmtpLimits {
        atLeast("message size", messageSize, 64 << 10, "RFC 5321, 4.5.3.1.7");
        atLeast("recipients", recipients, 100, "RFC 5321, 4.5.3.1.8");
        atLeast("command line", commandLine, 1280, "RFC 5321, 4.5.3.1.4");
        atLeast("AUTH line", authLine, 12_286, "RFC 4954, 4");
        atLeast("Received hops", receivedHops, 100, "RFC 5321, 6.3");
        atLeast("header field", headerField, 998, "RFC 5322, 2.1.1");
        atLeast("header section", headerSection, headerField, "one field must fit");
        atMost("command line", commandLine, 64 << 10);
        atMost("AUTH line", authLine, 64 << 10);
    }

    public SmtpLimits withMessageSize(long octets) {
        return new SmtpLimits(octets, recipients, commandLine, authLine, receivedHops, headerField, headerSection);
    }

    public SmtpLimits withRecipients(int count) {
        return new SmtpLimits(messageSize, count, commandLine, authLine, receivedHops, headerField, headerSection);
    }

    static void atLeast(String what, long value, long bound, String why) {
        if (value < bound) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", must be at least " + bound + " (" + why + ")");
        }
    }

    static void atMost(String what, long value, long bound) {
        if (value > bound) throw new IllegalArgumentException(what + " is " + value + ", must be at most " + bound);
    }
}
