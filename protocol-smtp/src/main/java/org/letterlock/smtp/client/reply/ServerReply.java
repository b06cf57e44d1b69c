package org.letterlock.smtp.client.reply;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a server said to one command: a code and the text of each line. The text is a stranger's: {@link #shown} is fit for logs
 * and reports. RFC 5321, 4.2.
 *
 * @param code 200 to 599
 * @param lines the text behind the code, at least one; printable, what was not stands escaped
 */
public record ServerReply(int code, List<String> lines) {
    private static final int SHOWN = 1000;

    public ServerReply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599) throw new IllegalArgumentException("no reply has the code " + code);
        if (lines.isEmpty()) throw new IllegalArgumentException("a reply has at least one line");
    }

    /** 2yz: done. */
    public boolean positive() {
        return code < 300;
    }

    /** 3yz: go on. */
    public boolean intermediate() {
        return code >= 300 && code < 400;
    }

    /** 4yz: not now. */
    public boolean transientNegative() {
        return code >= 400 && code < 500;
    }

    /** 5yz: not ever. */
    public boolean permanentNegative() {
        return code >= 500;
    }

    /** Whether the server closes the connection behind it. RFC 5321, 3.8. */
    public boolean closing() {
        return code == 421;
    }

    /** The enhanced status code, where the server gave one of the same class as the code. RFC 2034, 4. */
    public Optional<EnhancedStatus> enhanced() {
        return EnhancedStatus.leading(lines.get(0)).filter(e -> e.classOf() == code / 100);
    }

    /** Its text in one line of at most 1000 characters, without the enhanced status code. */
    public String text() {
        var prefix = enhanced().map(e -> e + " ").orElse("");
        return lines.stream()
                .map(l -> !prefix.isEmpty() && l.startsWith(prefix) ? l.substring(prefix.length()) : l)
                .collect(Collectors.collectingAndThen(Collectors.joining(" "), ServerReply::cut));
    }

    /** Code and text in one line of at most 1000 characters. */
    public String shown() {
        return cut(code + " " + String.join(" ", lines));
    }

    private static String cut(String text) {
        return text.length() <= SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, SHOWN) - 1)) + "…";
    }
}
