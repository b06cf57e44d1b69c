package org.letterlock.smtp.command;

import java.util.Optional;
import org.letterlock.smtp.address.PathReader;

/** An address beyond ASCII in an ORCPT parameter, with {@code \x{HEX}} for what could be mistaken. RFC 6533, 3. */
public final class Utf8Xtext {
    private Utf8Xtext() {}

    /** {@code address} as it stands in a parameter, in US-ASCII: also a server without SMTPUTF8 takes it. RFC 6533, 3. */
    public static String encode(String address) {
        var encoded = new StringBuilder(address.length());
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7F && c != '+' && c != '=' && c != '\\') encoded.appendCodePoint(c);
            else encoded.append("\\x{").append(String.format("%02X", c)).append('}');
        });
        return encoded.toString();
    }

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
                if (!PathReader.isText(point)) return Optional.empty();
                text.appendCodePoint(point);
                i = close + 1;
            } else {
                int point = encoded.codePointAt(i);
                if (c <= ' ' || c == '+' || c == '=' || !PathReader.isText(point)) return Optional.empty();
                text.appendCodePoint(point);
                i += Character.charCount(point);
            }
        }
        return Optional.of(text.toString());
    }
}
