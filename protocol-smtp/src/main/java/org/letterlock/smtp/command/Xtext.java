package org.letterlock.smtp.command;

import java.util.Optional;

/** Text that travels in a parameter: what could be mistaken is written as {@code +HH}. RFC 3461, 4. */
public final class Xtext {
    private Xtext() {}

    /** {@code text}, printable ASCII and spaces, as it stands in a parameter. */
    public static String encode(String text) {
        var encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '!' && c <= '~' && c != '+' && c != '=') encoded.append(c);
            else if (c < 0x80) encoded.append('+').append(String.format("%02X", (int) c));
            else throw new IllegalArgumentException("xtext is for US-ASCII");
        }
        return encoded.toString();
    }

    /** What {@code encoded} says; empty when it is no xtext, or holds anything but printable ASCII and spaces. */
    static Optional<String> decode(String encoded) {
        var text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '+') {
                if (i + 2 >= encoded.length()) return Optional.empty();
                int high = hex(encoded.charAt(++i));
                int low = hex(encoded.charAt(++i));
                if (high < 0 || low < 0) return Optional.empty();
                c = (char) (high << 4 | low);
                if (c < ' ' || c > '~') return Optional.empty();
            } else if (c < '!' || c > '~' || c == '=') {
                return Optional.empty();
            }
            text.append(c);
        }
        return Optional.of(text.toString());
    }

    /** Upper case only, as the grammar has it. */
    private static int hex(char c) {
        if (c >= '0' && c <= '9') return c - '0';
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
