package org.letterlock.smtp.command;

import java.util.Optional;

/** An address beyond ASCII in an ORCPT parameter, with {@code \x{HEX}} for what could be mistaken. RFC 6533, 3. */
final class Utf8Xtext {
    private Utf8Xtext() {}

    /** What {@code encoded} says; empty when it is not of this form, or holds control characters. */
    static Optional<String> decode(String encoded) {
        var text = new StringBuilder(encoded.length());
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (c == '\\') {
                int close = encoded.indexOf('}', i);
                if (!encoded.startsWith("\\x{", i) || close < 0) return Optional.empty();
                var hex = encoded.substring(i + 3, close);
                if (!hex.matches("[0-9A-F]{2,6}")) return Optional.empty();
                int point = Integer.parseInt(hex, 16);
                if (!isText(point)) return Optional.empty();
                text.appendCodePoint(point);
                i = close + 1;
            } else {
                if (c <= ' ' || c == '+' || c == '=' || c == 0x7F) return Optional.empty();
                text.append(c);
                i++;
            }
        }
        return Optional.of(text.toString());
    }

    private static boolean isText(int point) {
        return point >= ' '
                && point <= Character.MAX_CODE_POINT
                && !(point >= 0x7F && point <= 0x9F)
                && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
