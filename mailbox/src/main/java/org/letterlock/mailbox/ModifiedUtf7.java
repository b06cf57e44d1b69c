package org.letterlock.mailbox;

import java.util.Optional;

/** Mailbox names as IMAP4rev1 has them on the wire. Strict: one name has one spelling. RFC 3501, 5.1.3. */
public final class ModifiedUtf7 {
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    private static final byte[] VALUE = new byte[128];

    static {
        java.util.Arrays.fill(VALUE, (byte) -1);
        for (int i = 0; i < BASE64.length(); i++) VALUE[BASE64.charAt(i)] = (byte) i;
    }

    private ModifiedUtf7() {}

    /** {@code name} on the wire: printable US-ASCII only, where {@code name} has no control character of ASCII. */
    public static String encode(String name) {
        int plain = 0;
        while (plain < name.length() && isDirect(name.charAt(plain)) && name.charAt(plain) != '&') plain++;
        if (plain == name.length()) return name;
        var out = new StringBuilder(name.length() + 16).append(name, 0, plain);
        for (int i = plain; i < name.length(); ) {
            char c = name.charAt(i);
            if (c == '&') {
                out.append("&-");
                i++;
            } else if (isDirect(c)) {
                out.append(c);
                i++;
            } else {
                out.append('&');
                int bits = 0;
                int count = 0;
                for (; i < name.length() && !isDirect(name.charAt(i)); i++) {
                    bits = (bits << 16) | name.charAt(i);
                    for (count += 16; count >= 6; count -= 6) out.append(BASE64.charAt((bits >> (count - 6)) & 63));
                    bits &= (1 << count) - 1;
                }
                if (count > 0) out.append(BASE64.charAt((bits << (6 - count)) & 63));
                out.append('-');
            }
        }
        return out.toString();
    }

    /**
     * The name that {@code wire} spells. Empty when it is not modified UTF-7: octets above 0x7E or below 0x20, a shift
     * without end, superfluous or non-zero padding bits, Base64 for what stands for itself, two shifts in a row, half a
     * surrogate pair.
     */
    public static Optional<String> decode(String wire) {
        var out = new StringBuilder(wire.length());
        boolean shiftedBefore = false; // a Base64 run ended just here
        for (int i = 0; i < wire.length(); ) {
            char c = wire.charAt(i++);
            if (!isDirect(c)) return Optional.empty();
            if (c != '&') {
                out.append(c);
                shiftedBefore = false;
                continue;
            }
            int end = wire.indexOf('-', i);
            if (end < 0) return Optional.empty();
            if (end == i) {
                out.append('&');
                shiftedBefore = false;
            } else {
                if (shiftedBefore || !decodeRun(wire, i, end, out)) return Optional.empty();
                shiftedBefore = true;
            }
            i = end + 1;
        }
        return Optional.of(out.toString());
    }

    private static boolean decodeRun(String wire, int from, int end, StringBuilder out) {
        int bits = 0;
        int count = 0;
        int high = 0; // a high surrogate that waits for its other half
        for (int i = from; i < end; i++) {
            char c = wire.charAt(i);
            int value = c < 128 ? VALUE[c] : -1;
            if (value < 0) return false;
            bits = (bits << 6) | value;
            count += 6;
            if (count >= 16) {
                count -= 16;
                char unit = (char) (bits >> count);
                bits &= (1 << count) - 1;
                if (high != 0 ? !Character.isLowSurrogate(unit) : Character.isLowSurrogate(unit)) return false;
                high = Character.isHighSurrogate(unit) ? unit : 0;
                if (isDirect(unit)) return false; // stands for itself
                out.append(unit);
            }
        }
        return high == 0 && count < 6 && bits == 0;
    }

    private static boolean isDirect(char c) {
        return c >= 0x20 && c <= 0x7e;
    }
}
