package org.letterlock.smtp.client.reply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.Printable;

/**
 * Puts lines together to replies. What is no reply is said to be malformed, never guessed at: behind it nobody knows which reply is
 * to which command. Holds no more than one reply. RFC 5321, 4.2.1.
 */
public final class ReplyLines {
    private static final int SHOWN = 510; // characters of a line that are kept for logs and reports

    private final int most;
    private final List<String> lines = new ArrayList<>();
    private int code;

    /** @param most lines of one reply */
    public ReplyLines(int most) {
        this.most = most;
    }

    /** The peer said what is no reply; the message holds what it said, safe to show. Without stack trace. */
    public static final class MalformedReply extends Exception {
        private static final long serialVersionUID = 1;

        MalformedReply(String what) {
            super(what, null, false, false);
        }

        /** What it is, for logs and reports. */
        public String what() {
            var message = getMessage();
            return message == null ? "" : message;
        }
    }

    /** Takes the next line; gives the reply when this was its last. */
    public @Nullable ServerReply add(Line line) throws MalformedReply {
        if (!line.sound()) throw new MalformedReply(flaw(line));
        byte[] octets = line.octets();
        int said = octets.length < 3
                ? 0
                : digit(octets[0], '2', '5') * 100 + digit(octets[1], '0', '9') * 10 + digit(octets[2], '0', '9');
        boolean more = octets.length > 3 && octets[3] == '-';
        if (said < 200 || octets.length > 3 && octets[3] != ' ' && !more)
            throw new MalformedReply("a line that is no reply: " + text(octets, 0));
        if (!lines.isEmpty() && said != code)
            throw new MalformedReply("a reply with two codes, " + code + " and " + said);
        if (lines.size() == most) throw new MalformedReply("a reply of more than " + most + " lines");
        code = said;
        lines.add(text(octets, Math.min(4, octets.length)));
        if (more) return null;
        var reply = new ServerReply(code, lines);
        lines.clear();
        return reply;
    }

    /** Forgets half a reply. */
    public void reset() {
        lines.clear();
    }

    private static int digit(byte octet, char least, char most) {
        return octet >= least && octet <= most ? octet - '0' : -100;
    }

    private static String flaw(Line line) {
        var what = switch (line.flaw()) {
            case TOO_LONG -> "a reply line that is too long: ";
            case BARE_LF -> "a reply line that ends without CR: ";
            case BARE_CR -> "a reply line with a bare CR: ";
            case NUL -> "a reply line with a NUL: ";
            case NONE -> "";
        };
        return what + text(line.octets(), 0);
    }

    private static String text(byte[] octets, int from) {
        return Printable.of(
                Line.utf8(java.util.Arrays.copyOfRange(octets, from, octets.length))
                        .orElseGet(() -> new String(octets, from, octets.length - from, StandardCharsets.ISO_8859_1)),
                SHOWN);
    }
}
