package org.letterlock.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One line as the client sent it, without its CRLF, cut by a {@link CrlfLine}. A line with a {@link #flaw} is not to be
 * run: it is answered with the protocol's syntax error.
 *
 * @param octets the line; only its beginning when it is {@link Flaw#TOO_LONG}; belongs to the receiver
 */
public record Line(byte[] octets, Flaw flaw) {
    /** What is wrong with a line before anybody has looked at its grammar; the first that was met. */
    public enum Flaw {
        NONE,
        /** Longer than allowed. The rest, up to the next CRLF, is thrown away as it comes. */
        TOO_LONG,
        /** It holds a LF without CR. Given out at once; the rest, up to the next CRLF, is thrown away as it comes. */
        BARE_LF,
        /** It holds a CR without LF. */
        BARE_CR,
        /** It holds U+0000. */
        NUL
    }

    public boolean sound() {
        return flaw == Flaw.NONE;
    }

    /** The line as US-ASCII; empty when an octet is above 0x7F. */
    public Optional<String> ascii() {
        return isAscii() ? Optional.of(new String(octets, StandardCharsets.ISO_8859_1)) : Optional.empty();
    }

    /** The line as UTF-8; empty when it is not well-formed: overlong forms and surrogates are not. RFC 3629, 3. */
    public Optional<String> utf8() {
        return isAscii() ? Optional.of(new String(octets, StandardCharsets.ISO_8859_1)) : utf8(octets);
    }

    /** {@code octets} as UTF-8; empty when they are not well-formed. RFC 3629, 3. */
    public static Optional<String> utf8(byte[] octets) {
        try {
            // a new decoder reports malformed input, where new String(…) would put U+FFFD
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private boolean isAscii() {
        int all = 0;
        for (byte octet : octets) all |= octet;
        return all >= 0;
    }

    /** How long and what is wrong with it; never the text, which may be a password. */
    @Override
    public String toString() {
        return "Line[" + octets.length + " octets, " + flaw + "]";
    }
}
