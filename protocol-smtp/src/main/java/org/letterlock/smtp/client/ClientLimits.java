package org.letterlock.smtp.client;

/**
 * How much the client takes from the other side.
 *
 * @param replyLine octets of one line of a reply without CRLF; at least the 510 of RFC 5321, 4.5.3.1.5
 * @param replyLines lines of one reply
 * @param transactions mail objects over one connection
 */
public record ClientLimits(int replyLine, int replyLines, int transactions) {
    public static final ClientLimits DEFAULT = new ClientLimits(2048, 128, 100);

    public ClientLimits {
        if (replyLine < 510 || replyLine > 64 << 10)
            throw new IllegalArgumentException("reply line " + replyLine + " is not between 510 and 65536");
        if (replyLines < 32 || replyLines > 4096)
            throw new IllegalArgumentException("reply lines " + replyLines + " is not between 32 and 4096");
        if (transactions < 1) throw new IllegalArgumentException("at least one transaction on a connection");
    }
}
