package org.letterlock.smtp.address;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.smtp.address.SyntaxException.Part;

/**
 * A cursor over one command line that reads paths and mailboxes. Linear, without recursion, and without a String before
 * an address is whole. RFC 5321, 4.1.2; UTF-8 as RFC 6531, 3.3 adds it.
 */
public class PathReader {
    /** RFC 5321, 4.5.3.1.1. */
    public static final int MAX_LOCAL_PART = 64;
    /** RFC 5321, 4.5.3.1.2. */
    public static final int MAX_DOMAIN = 255;
    /** With its brackets. RFC 5321, 4.5.3.1.3. */
    public static final int MAX_PATH = 256;

    private static final int MAX_LABEL = 63; // RFC 1035, 2.3.4

    private final byte[] line;
    private int at;
    private Part part = Part.ARGUMENT;

    public PathReader(byte[] line, int from) {
        this.line = line;
        this.at = from;
    }

    /** The argument of MAIL FROM: a path, or {@code <>}. */
    public final ReversePath reversePath() throws SyntaxException {
        part = Part.SENDER;
        expect('<', "a path begins with <");
        ReversePath path;
        if (take('>')) {
            path = ReversePath.NULL;
        } else {
            path = new ReversePath(Optional.of(routed(false)));
        }
        part = Part.ARGUMENT;
        return path;
    }

    /** The argument of RCPT TO: a path, or {@code <postmaster>} without a domain. RFC 5321, 4.1.1.3. */
    public final ForwardPath forwardPath() throws SyntaxException {
        part = Part.RECIPIENT;
        expect('<', "a path begins with <");
        var path = new ForwardPath(routed(true));
        part = Part.ARGUMENT;
        return path;
    }

    /** A mailbox without brackets, up to the end of the line. */
    public final Mailbox mailbox() throws SyntaxException {
        var mailbox = addrSpec(false);
        if (!atEnd()) throw fault("text behind an address");
        return mailbox;
    }

    /** The argument of EHLO: a domain or an address literal; also names that are none, if they are harmless. RFC 5321, 4.1.4. */
    protected final String greetedAs() throws SyntaxException {
        int start = at;
        while (!atEnd()) {
            int c = peek();
            if (!isLetterOrDigit(c) && "-._:[]".indexOf(c) < 0) break;
            at++;
        }
        if (at == start) throw fault("a domain or an address literal is needed");
        if (at - start > MAX_DOMAIN) throw fault("the domain is too long");
        return ascii(start, at);
    }

    // ---------------------------------------------------------------- the cursor

    protected final boolean atEnd() {
        return at >= line.length;
    }

    /** The next octet, 0 to 255; -1 at the end. */
    protected final int peek() {
        return at < line.length ? line[at] & 0xFF : -1;
    }

    protected final boolean take(char c) {
        if (peek() != c) return false;
        at++;
        return true;
    }

    protected final void skip() {
        at++;
    }

    protected final int position() {
        return at;
    }

    protected final String ascii(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    protected final byte[] slice(int from, int to) {
        return Arrays.copyOfRange(line, from, to);
    }

    protected final String utf8(int from, int to) throws SyntaxException {
        try {
            return text(ByteBuffer.wrap(line, from, to - from));
        } catch (CharacterCodingException malformed) {
            throw fault("this is not UTF-8");
        }
    }

    private String text(ByteBuffer utf8) throws CharacterCodingException, SyntaxException {
        var text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        if (!text.codePoints().allMatch(PathReader::isText)) throw fault("an address has no control characters");
        return text;
    }

    /** Whether {@code point} may stand in a line of text: it neither controls nor ends it, to whoever takes it for Unicode. */
    public static boolean isText(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> Character.isValidCodePoint(point);
        };
    }

    /** Letters, digits and their marks, and the few signs that a label may have between letters. RFC 5892, 2.1 and A. */
    private static boolean isOfDomain(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> Character.isLetterOrDigit(point) || ".-\u00B7\u0375\u05F3\u05F4\u30FB".indexOf(point) >= 0;
        };
    }

    protected final void expect(char c, String what) throws SyntaxException {
        if (!take(c)) throw fault(what);
    }

    protected final SyntaxException fault(String what) {
        return new SyntaxException(part, what);
    }

    // ---------------------------------------------------------------- the grammar

    /** Behind the {@code <}: an optional source route, which is read and forgotten (RFC 5321, C), the mailbox, the {@code >}. */
    private Mailbox routed(boolean postmasterAlone) throws SyntaxException {
        int start = at - 1;
        if (peek() == '@') {
            do {
                expect('@', "a source route is a list of @domains");
                domain();
            } while (take(','));
            expect(':', "a source route ends with :");
        }
        var mailbox = addrSpec(postmasterAlone);
        expect('>', "a path ends with >");
        if (at - start > MAX_PATH) throw fault("the path is longer than 256 octets");
        return mailbox;
    }

    private Mailbox addrSpec(boolean postmasterAlone) throws SyntaxException {
        var local = peek() == '"' ? quotedString() : dotString();
        if (postmasterAlone && peek() == '>' && local.equalsIgnoreCase("postmaster")) return new Mailbox(local, "");
        expect('@', "an address is local-part@domain");
        return new Mailbox(local, peek() == '[' ? addressLiteral() : domain());
    }

    private String dotString() throws SyntaxException {
        int start = at;
        int atom = at;
        boolean plain = true;
        while (true) {
            int c = peek();
            if (isAtext(c)) {
                plain &= c < 0x80;
                at++;
            } else if (c == '.' && at > atom) {
                at++;
                atom = at;
            } else {
                break;
            }
        }
        if (at == atom) throw fault("the local part is not a dot-string");
        if (at - start > MAX_LOCAL_PART) throw fault("the local part is longer than 64 octets");
        return plain ? ascii(start, at) : utf8(start, at);
    }

    /** Without its quotes and backslashes. An empty one names nobody, though the grammar lets it pass. */
    private String quotedString() throws SyntaxException {
        int start = ++at;
        var octets = new byte[MAX_LOCAL_PART];
        int length = 0;
        while (true) {
            int c = peek();
            if (c == '"') break;
            if (c == '\\') {
                at++;
                c = peek();
                if (c < 0x20 || c > 0x7E) throw fault("only a printable character may be quoted");
            } else if (c < 0x20 || c == 0x7F) {
                throw fault("the quoted string does not end, or has control characters");
            }
            if (length == MAX_LOCAL_PART) throw fault("the local part is longer than 64 octets");
            octets[length++] = (byte) c;
            at++;
        }
        at++;
        if (at - 1 == start) throw fault("the local part is empty");
        try {
            return text(ByteBuffer.wrap(octets, 0, length));
        } catch (CharacterCodingException malformed) {
            throw fault("this is not UTF-8");
        }
    }

    private String domain() throws SyntaxException {
        int start = at;
        int label = at;
        boolean plain = true;
        while (true) {
            int c = peek();
            if (isLetterOrDigit(c) || c >= 0x80 || (c == '-' && at > label)) {
                plain &= c < 0x80;
                at++;
            } else if (c == '.' && at > label && line[at - 1] != '-') {
                if (at - label > MAX_LABEL) throw fault("a label of the domain is too long");
                at++;
                label = at;
            } else {
                break;
            }
        }
        if (at == label || line[at - 1] == '-') throw fault("this is not a domain");
        if (at - start > MAX_DOMAIN || at - label > MAX_LABEL) throw fault("the domain is too long");
        if (plain) return ascii(start, at);
        var domain = utf8(start, at);
        if (!domain.codePoints().allMatch(PathReader::isOfDomain)) throw fault("this is not a domain");
        return domain;
    }

    /** With its brackets. RFC 5321, 4.1.3. */
    private String addressLiteral() throws SyntaxException {
        int start = at++;
        while (!atEnd() && peek() != ']') {
            int c = peek();
            if (c < 0x21 || c > 0x7E || c == '[' || c == '\\') throw fault("this is not an address literal");
            at++;
        }
        expect(']', "an address literal ends with ]");
        if (at - start > MAX_DOMAIN) throw fault("the address literal is too long");
        var literal = ascii(start, at);
        if (!AddressLiteral.isValid(literal)) throw fault("this is not an address literal");
        return literal.toLowerCase(Locale.ROOT);
    }

    protected static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isAtext(int c) {
        return isLetterOrDigit(c) || c >= 0x80 || (c > ' ' && "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
    }
}
