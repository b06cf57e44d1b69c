package org.letterlock.pop3.command;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads one command line: {@code keyword *(SP param)} (RFC 2449, 3), where the last parameter of USER and PASS is the rest
 * of the line. Works on the octets; of a password there is never a String.
 */
public final class Pop3Reader {
    private static final int MAX_DIGITS = 10;

    private final byte[] line;
    private int at;

    public Pop3Reader(byte[] line) {
        this.line = line;
    }

    /** The verb; empty when there is none of that name. */
    Optional<Pop3Command.Verb> verb() {
        int end = Math.max(0, wordEnd(0));
        at = end;
        return end > Pop3Command.Verb.LONGEST ? Optional.empty() : Pop3Command.Verb.of(ascii(0, end));
    }

    /** Whether another parameter follows. */
    boolean hasMore() {
        return at < line.length;
    }

    /** Nothing follows. */
    void end() throws SyntaxException {
        if (hasMore()) throw new SyntaxException();
    }

    /** The next parameter: printable ASCII. */
    String word() throws SyntaxException {
        space();
        int from = at;
        at = wordEnd(from);
        for (int i = from; i < at; i++) if (line[i] < 0x21 || line[i] > 0x7e) throw new SyntaxException();
        if (at == from) throw new SyntaxException();
        return ascii(from, at);
    }

    /** The next parameter, a number in decimal digits: 0 to 9999999999. */
    long number() throws SyntaxException {
        var digits = word();
        if (digits.length() > MAX_DIGITS) throw new SyntaxException();
        long n = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') throw new SyntaxException();
            n = n * 10 + digit - '0';
        }
        return n;
    }

    /** The next parameter in base64, where {@code =} stands for no octets at all. RFC 5034, 4. */
    byte[] base64() throws SyntaxException {
        space();
        var word = Arrays.copyOfRange(line, at, wordEnd(at));
        at += word.length;
        if (word.length == 0) throw new SyntaxException();
        return word.length == 1 && word[0] == '=' ? new byte[0] : base64(word);
    }

    static byte[] base64(byte[] text) throws SyntaxException {
        if (text.length % 4 != 0) throw new SyntaxException();
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException();
        }
    }

    /** The rest of the line as it stands, spaces too: well-formed UTF-8 without control characters (RFC 6856, 2.2). */
    byte[] rest() throws SyntaxException {
        space();
        var rest = Arrays.copyOfRange(line, at, line.length);
        at = line.length;
        if (rest.length == 0) throw new SyntaxException();
        for (byte octet : rest) if ((octet >= 0 && octet < 0x20) || octet == 0x7f) throw new SyntaxException();
        if (!isUtf8(rest)) throw new SyntaxException();
        return rest;
    }

    private static boolean isUtf8(byte[] octets) {
        var chars = CharBuffer.allocate(octets.length);
        boolean wellFormed = !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets), chars, true)
                .isError();
        Arrays.fill(chars.array(), '\0'); // it may be a password
        return wellFormed;
    }

    private void space() throws SyntaxException {
        if (at >= line.length || line[at] != ' ') throw new SyntaxException();
        at++;
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < line.length && line[end] != ' ') end++;
        return end;
    }

    private String ascii(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
