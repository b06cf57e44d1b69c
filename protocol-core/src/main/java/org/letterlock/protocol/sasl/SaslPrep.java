package org.letterlock.protocol.sasl;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import org.letterlock.protocol.Line;

/**
 * SASLprep: the one form of a user name or password that can be written in several. What is not assigned in Unicode 3.2
 * is left alone, as for queries. RFC 4013, RFC 3454.
 */
public final class SaslPrep {
    private static final int[] SPACES = {
        0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000
    };
    private static final int[] NOTHING = {
        0xAD, 0xAD, 0x34F, 0x34F, 0x1806, 0x1806, 0x180B, 0x180D, 0x200B, 0x200D, 0x2060, 0x2060, 0xFE00, 0xFE0F,
        0xFEFF, 0xFEFF
    };
    /** RFC 3454, C.2.1 to C.9; in pairs, first and last. */
    private static final int[] PROHIBITED = {
        0, 0x1F, 0x7F, 0x9F, 0x340, 0x341, 0x6DD, 0x6DD, 0x70F, 0x70F, 0x180E, 0x180E, 0x200E, 0x200F, 0x2028, 0x202E,
        0x2061, 0x2063, 0x206A, 0x206F, 0x2FF0, 0x2FFB, 0xD800, 0xF8FF, 0xFDD0, 0xFDEF, 0xFFF9, 0xFFFF, 0x1D173,
        0x1D17A, 0xE0001, 0xE0001, 0xE0020, 0xE007F, 0xF0000, 0x10FFFF
    };

    private SaslPrep() {}

    /** {@code text} prepared; empty when it holds what is prohibited. */
    public static Optional<String> prepare(String text) {
        if (isPrintableAscii(text)) return Optional.of(text);
        var mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (in(SPACES, c)) mapped.append(' ');
            else if (!in(NOTHING, c)) mapped.appendCodePoint(c);
        });
        var prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        boolean allowed = prepared.codePoints().noneMatch(SaslPrep::prohibited) && directionsAgree(prepared);
        return allowed ? Optional.of(prepared) : Optional.empty();
    }

    /** A password, UTF-8, prepared, in an array of its own; empty when it is not well-formed or holds what is prohibited. */
    public static Optional<byte[]> preparePassword(byte[] utf8) {
        for (byte octet : utf8) {
            if (octet < 0x20 || octet == 0x7F) { // above US-ASCII, or a control character
                return Line.utf8(utf8).flatMap(SaslPrep::prepare).map(p -> p.getBytes(StandardCharsets.UTF_8));
            }
        }
        return Optional.of(Arrays.copyOf(utf8, utf8.length));
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }

    private static boolean prohibited(int c) {
        return in(PROHIBITED, c) || (c & 0xFFFE) == 0xFFFE;
    }

    /** RFC 3454, 6. */
    private static boolean directionsAgree(String text) {
        if (text.codePoints().noneMatch(SaslPrep::rightToLeft)) return true;
        return text.codePoints()
                        .noneMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT)
                && rightToLeft(text.codePointAt(0))
                && rightToLeft(text.codePointBefore(text.length()));
    }

    private static boolean rightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static boolean in(int[] ranges, int c) {
        for (int i = 0; i < ranges.length; i += 2) if (c >= ranges[i] && c <= ranges[i + 1]) return true;
        return false;
    }
}
