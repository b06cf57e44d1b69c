package org.letterlock.imap.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.SystemFlag;

/**
 * Reads one command as it stood on the wire, literals and their CRLF included: it is all there, or ends with the mark of
 * a literal that is to be streamed. Each method takes what it is named after, or throws and leaves the rest unread. RFC
 * 3501, 9.
 */
public final class ImapReader {
    private final byte[] octets;
    private final boolean utf8;
    private int at;

    public ImapReader(byte[] octets, int from) {
        this(octets, from, false);
    }

    /** {@code utf8}: mailbox names are UTF-8 rather than modified UTF-7. */
    public ImapReader(byte[] octets, int from, boolean utf8) {
        this.octets = octets;
        this.utf8 = utf8;
        this.at = from;
    }

    // ---------------------------------------------------------------- single octets

    public boolean atEnd() {
        return at == octets.length;
    }

    /** Nothing may follow. */
    public void end() throws SyntaxException {
        if (!atEnd()) throw new SyntaxException("Unexpected text after the arguments");
    }

    /** The next octet, or -1 at the end. */
    public int peek() {
        return at < octets.length ? octets[at] & 0xff : -1;
    }

    /** Takes {@code octet} if it is next. */
    public boolean take(char octet) {
        if (peek() != octet) return false;
        at++;
        return true;
    }

    public void expect(char octet) throws SyntaxException {
        if (!take(octet)) throw new SyntaxException(octet == ' ' ? "Missing argument" : "Expected '" + octet + "'");
    }

    /** Exactly one SP. */
    public void space() throws SyntaxException {
        expect(' ');
    }

    /** All that is left, as characters. */
    public String rest() {
        var rest = new String(octets, at, octets.length - at, StandardCharsets.ISO_8859_1);
        at = octets.length;
        return rest;
    }

    // ---------------------------------------------------------------- words

    /** Takes {@code word} if it is next, without regard to case, and no letter, digit or {@code -} follows. */
    public boolean takeWord(String word) {
        int end = at + word.length();
        if (end > octets.length) return false;
        for (int i = 0; i < word.length(); i++) {
            if (Octets.upper(octets[at + i]) != word.charAt(i)) return false;
        }
        if (end < octets.length && isWord(octets[end])) return false;
        at = end;
        return true;
    }

    /** Takes {@code word} if it is next, without regard to case, and {@code delimiter} follows, which stays. */
    boolean takeWordBefore(String word, char delimiter) {
        int end = at + word.length();
        if (end >= octets.length || octets[end] != delimiter) return false;
        for (int i = 0; i < word.length(); i++) {
            if (Octets.upper(octets[at + i]) != Octets.upper(word.charAt(i))) return false;
        }
        at = end;
        return true;
    }

    /** Letters, digits, {@code . - _ =} and the like up to the next delimiter, in upper case: the name of an item or key. */
    public String word() throws SyntaxException {
        int from = at;
        while (at < octets.length && (isWord(octets[at]) || octets[at] == '.')) at++;
        if (at == from) throw new SyntaxException("Missing argument");
        if (at - from > 64) throw new SyntaxException("Unknown name");
        var upper = new char[at - from];
        for (int i = 0; i < upper.length; i++) upper[i] = (char) Octets.upper(octets[from + i]);
        return new String(upper);
    }

    private static boolean isWord(byte octet) {
        return octet >= '0' && octet <= '9'
                || octet >= 'A' && octet <= 'Z'
                || octet >= 'a' && octet <= 'z'
                || octet == '-'
                || octet == '='
                || octet == '_';
    }

    public String atom() throws SyntaxException {
        int from = at;
        while (at < octets.length && Octets.isAtom(octets[at])) at++;
        if (at == from) throw new SyntaxException("Expected an atom");
        return ascii(from, at);
    }

    // ---------------------------------------------------------------- numbers

    /** 0 to 2^32-1. */
    public long number() throws SyntaxException {
        return number63(LiteralMark.MAX_NUMBER);
    }

    /** 1 to 2^32-1. */
    public long nzNumber() throws SyntaxException {
        long n = number();
        if (n == 0) throw new SyntaxException("Number must not be 0");
        return n;
    }

    /** 0 to {@code max}. */
    public long number63(long max) throws SyntaxException {
        int from = at;
        long n = 0;
        while (at < octets.length && Octets.isDigit(octets[at])) {
            int digit = octets[at] - '0';
            if (n > (max - digit) / 10) throw new SyntaxException("Number too large");
            n = n * 10 + digit;
            at++;
        }
        if (at == from) throw new SyntaxException("Expected a number");
        return n;
    }

    /** 1 to 2^63-1. RFC 7162, 7: mod-sequence-value. */
    public long modSequence() throws SyntaxException {
        long n = modSequenceOrZero();
        if (n == 0) throw new SyntaxException("Number must not be 0");
        return n;
    }

    /** 0 to 2^63-1. RFC 7162, 7: mod-sequence-valzer. */
    public long modSequenceOrZero() throws SyntaxException {
        return number63(Long.MAX_VALUE);
    }

    /** At most {@code maxElements} ranges and numbers; or {@code $}. */
    public SequenceSet sequenceSet(int maxElements) throws SyntaxException {
        if (take('$')) return SequenceSet.SAVED;
        var bounds = new long[8];
        int n = 0;
        do {
            if (n / 2 >= maxElements) throw new SyntaxException("Too many elements in the set");
            if (n == bounds.length) bounds = Arrays.copyOf(bounds, 2 * n);
            long from = sequenceNumber();
            bounds[n++] = from;
            bounds[n++] = take(':') ? sequenceNumber() : from;
        } while (take(','));
        return SequenceSet.of(Arrays.copyOf(bounds, n));
    }

    private long sequenceNumber() throws SyntaxException {
        return take('*') ? SequenceSet.STAR : nzNumber();
    }

    // ---------------------------------------------------------------- strings

    /** A literal stands here, or a quoted string. */
    public boolean atString() {
        int c = peek();
        return c == '"' || c == '{';
    }

    /** The octets of a quoted string or literal. */
    public byte[] string() throws SyntaxException {
        int c = peek();
        if (c == '"') return quoted();
        if (c == '{') return literal();
        throw new SyntaxException("Expected a string");
    }

    /** The octets of an astring. */
    public byte[] astringOctets() throws SyntaxException {
        if (atString()) return string();
        int from = at;
        while (at < octets.length && Octets.isAstring(octets[at])) at++;
        if (at == from) throw new SyntaxException(atEnd() ? "Missing argument" : "Expected an atom or a string");
        return Arrays.copyOfRange(octets, from, at);
    }

    /** An astring as UTF-8, of at most {@code maxOctets}. */
    public String astring(int maxOctets) throws SyntaxException {
        var text = astringOctets();
        if (text.length > maxOctets) throw new SyntaxException("Argument too long");
        return utf8(text);
    }

    /** A string as UTF-8, or empty for NIL. */
    public Optional<String> nstring(int maxOctets) throws SyntaxException {
        if (takeWord("NIL")) return Optional.empty();
        var text = string();
        if (text.length > maxOctets) throw new SyntaxException("Argument too long");
        return Optional.of(utf8(text));
    }

    private byte[] quoted() throws SyntaxException {
        int from = ++at;
        while (at < octets.length && isQuoted(octets[at])) at++;
        if (peek() == '"') return Arrays.copyOfRange(octets, from, at++);
        var text = new ByteArrayOutputStream(); // has escapes
        text.write(octets, from, at - from);
        while (true) {
            int c = peek();
            at++;
            if (c == '"') return text.toByteArray();
            if (c == '\\') {
                c = peek();
                at++;
                if (c != '"' && c != '\\') throw new SyntaxException("Only \\ and \" are written with a backslash");
            } else if (c < 0) {
                throw new SyntaxException("Quoted string without end");
            } else if (!isQuoted(c)) {
                throw new SyntaxException("Octet not allowed in a quoted string");
            }
            text.write(c);
        }
    }

    /** UTF-8 in a quoted string is for those who asked for it; whether it is any is seen by who takes it. RFC 9051, 4.3. */
    private boolean isQuoted(int octet) {
        return Octets.isQuoted(octet) || utf8 && (octet & 0x80) != 0;
    }

    private byte[] literal() throws SyntaxException {
        int size = (int) mark().size(); // it was admitted and is here: so it is small
        if (octets.length - at < size) throw new SyntaxException("Literal out of place");
        var text = Arrays.copyOfRange(octets, at, at + size);
        for (byte octet : text) if (octet == 0) throw new SyntaxException("NUL in a literal");
        at += size;
        return text;
    }

    private LiteralMark mark() throws SyntaxException {
        int from = at;
        expect('{');
        long size = number63(octets.length);
        boolean synchronizing = !take('+');
        expect('}');
        if (!take('\r') || !take('\n')) throw new SyntaxException("Literal out of place");
        return new LiteralMark(size, synchronizing, from);
    }

    /** The mark of the literal that is to be streamed: the end of what is here. Empty when something else is. */
    public Optional<LiteralMark> streamedLiteral() {
        if (peek() != '{') return Optional.empty();
        var rest = Arrays.copyOfRange(octets, at, octets.length);
        var mark = LiteralMark.at(rest);
        if (mark == null || mark.start() != 0) return Optional.empty();
        at = octets.length;
        return Optional.of(mark);
    }

    // ---------------------------------------------------------------- IMAP's own

    /** A mailbox name as the wire has it; see {@link MailboxArgument}. */
    public MailboxArgument mailbox() throws SyntaxException {
        return MailboxArgument.of(astringOctets(), utf8);
    }

    /** The reference of LIST and LSUB: perhaps no name at all. What cannot be one has a NUL, as no name has. */
    public String reference() throws SyntaxException {
        return MailboxArgument.of(astringOctets(), utf8).pattern();
    }

    /** The pattern of LIST and LSUB. RFC 3501, 9: list-mailbox. */
    public String listMailbox() throws SyntaxException {
        if (atString()) return MailboxArgument.of(string(), utf8).pattern();
        int from = at;
        while (at < octets.length && Octets.isList(octets[at])) at++;
        if (at == from) throw new SyntaxException("Missing pattern");
        return MailboxArgument.of(Arrays.copyOfRange(octets, from, at), utf8).pattern();
    }

    /** Flags in parentheses. */
    public Flags flagList() throws SyntaxException {
        expect('(');
        if (take(')')) return Flags.NONE;
        var flags = flags();
        expect(')');
        return flags;
    }

    /** At least one flag, without parentheses. {@code \Recent} and unknown system flags are no flags a client may set. */
    public Flags flags() throws SyntaxException {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> keywords = new ArrayList<>();
        do {
            if (take('\\')) system.add(systemFlag(atom()));
            else keywords.add(atom());
        } while (take(' '));
        return Flags.of(system, keywords);
    }

    private static SystemFlag systemFlag(String name) throws SyntaxException {
        for (var flag : SystemFlag.values()) {
            if (flag.wire().length() == name.length() + 1 && flag.wire().regionMatches(true, 1, name, 0, name.length()))
                return flag;
        }
        throw new SyntaxException("No flag a client may set");
    }

    private String ascii(int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.US_ASCII);
    }

    private static String utf8(byte[] text) throws SyntaxException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SyntaxException("Not UTF-8");
        }
    }
}
