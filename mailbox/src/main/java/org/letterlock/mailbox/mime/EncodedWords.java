package org.letterlock.mailbox.mime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns header text, octets as characters, into Unicode: encoded words (RFC 2047) and plain UTF-8 (RFC 6532). What is
 * broken stays as it is. Each octet is looked at a bounded number of times.
 */
final class EncodedWords {
    private static final int LONGEST_CHARSET = 100;
    private static final int MOST_CHARSETS = 64; // looking for one that is not there takes long
    private final Map<String, Optional<Charset>> charsets = new HashMap<>();
    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final ByteArrayOutputStream word = new ByteArrayOutputStream();
    private @Nullable Charset charset; // of the octets in word
    private int at;

    private EncodedWords(String text) {
        this.text = text;
    }

    static String decode(String text) {
        if (text.indexOf("=?") < 0) return plain(text);
        return new EncodedWords(text).run();
    }

    private String run() {
        int done = 0; // everything before is in out or in word
        boolean afterWord = false;
        for (int next = text.indexOf("=?"); next >= 0; next = text.indexOf("=?", next)) {
            if (!word(next)) {
                next += 2;
                continue;
            }
            if (!(afterWord && text.substring(done, next).isBlank())) { // RFC 2047, 6.2: nothing between two words
                flush();
                out.append(plain(text.substring(done, next)));
            }
            take();
            afterWord = true;
            done = at;
            next = at;
        }
        flush();
        return out.append(plain(text.substring(done))).toString();
    }

    private int dataFrom;
    private int dataTo;
    private boolean base64;
    private @Nullable Charset wordCharset;

    /** Whether an encoded word stands at {@code from}; then {@code at} is behind it. */
    private boolean word(int from) {
        int q1 = from + 2;
        while (q1 < text.length() && q1 - from < LONGEST_CHARSET && isToken(text.charAt(q1))) q1++;
        if (q1 + 2 >= text.length() || text.charAt(q1) != '?' || text.charAt(q1 + 2) != '?') return false;
        char encoding = text.charAt(q1 + 1);
        base64 = encoding == 'B' || encoding == 'b';
        if (!base64 && encoding != 'Q' && encoding != 'q') return false;
        dataFrom = q1 + 3;
        dataTo = text.indexOf('?', dataFrom);
        if (dataTo < 0 || dataTo + 1 >= text.length() || text.charAt(dataTo + 1) != '=') return false;
        var name = text.substring(from + 2, q1);
        int language = name.indexOf('*'); // RFC 2231, 5
        if (language >= 0) name = name.substring(0, language);
        if (!charsets.containsKey(name) && charsets.size() == MOST_CHARSETS) return false;
        wordCharset = charsets.computeIfAbsent(name, EncodedWords::charset).orElse(null);
        if (wordCharset == null) return false;
        at = dataTo + 2;
        return true;
    }

    private static boolean isToken(char c) {
        return c > ' ' && c < 0x7f && c != '?' && c != '=';
    }

    /** Octets of neighbours in one character set are joined first: some mailers cut characters in two. */
    private void take() {
        if (wordCharset != null && !wordCharset.equals(charset)) flush();
        charset = wordCharset;
        if (base64) base64();
        else quoted();
    }

    private void base64() {
        int bits = 0;
        int held = 0;
        for (int i = dataFrom; i < dataTo; i++) {
            int value = sextet(text.charAt(i));
            if (value < 0) continue;
            bits = bits << 6 | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                word.write(bits >> held);
            }
        }
    }

    static int sextet(char c) {
        if (c >= 'A' && c <= 'Z') return c - 'A';
        if (c >= 'a' && c <= 'z') return c - 'a' + 26;
        if (c >= '0' && c <= '9') return c - '0' + 52;
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }

    private void quoted() {
        for (int i = dataFrom; i < dataTo; i++) {
            char c = text.charAt(i);
            if (c == '_') c = ' ';
            if (c == '=' && i + 2 < dataTo) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    c = (char) (high << 4 | low);
                    i += 2;
                }
            }
            word.write(c);
        }
    }

    private void flush() {
        if (charset != null) out.append(charset.decode(ByteBuffer.wrap(word.toByteArray())));
        word.reset();
        charset = null;
    }

    /** Octets that nobody encoded: UTF-8 if they are, else ISO 8859-1. */
    static String plain(String octets) {
        for (int i = 0; i < octets.length(); i++) if (octets.charAt(i) >= 0x80) return utf8(octets);
        return octets;
    }

    private static String utf8(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return octets;
        }
    }

    /** The character set of that name, if this JVM has it; ASCII is read as UTF-8, which it is a part of. */
    static Optional<Charset> charset(String name) {
        try {
            var charset = Charset.forName(name);
            return Optional.of(charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset);
        } catch (IllegalArgumentException e) { // unknown, or no name at all
            return Optional.empty();
        }
    }
}
