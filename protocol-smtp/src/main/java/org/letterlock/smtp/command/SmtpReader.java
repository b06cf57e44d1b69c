package org.letterlock.smtp.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.smtp.address.PathReader;
import org.letterlock.smtp.address.SyntaxException;

/** A cursor over the arguments of one command: keywords, paths, parameters. RFC 5321, 4.1.1 and 4.1.2. */
public final class SmtpReader extends PathReader {
    private static final int MAX_KEYWORD = 32;

    private SmtpReader(byte[] octets, int from) {
        super(octets, from);
    }

    /** What stands behind the verb, which has {@code verb} octets; white space at the end of a line is tolerated (RFC 5321, 4.1.1). */
    static SmtpReader behind(int verb, byte[] line) {
        int end = line.length;
        while (end > verb && isSpace(line[end - 1])) end--;
        int start = verb;
        while (start < end && isSpace(line[start])) start++;
        return new SmtpReader(end == line.length ? line : Arrays.copyOf(line, end), start);
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** {@code FROM:} or {@code TO:}; a space behind it is forgiven. */
    void keyword(String keyword) throws SyntaxException {
        for (int i = 0; i < keyword.length(); i++) {
            int c = peek();
            if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
            if (c != keyword.charAt(i)) throw fault(keyword + "<address> is needed");
            skip();
        }
        while (take(' ')) {}
    }

    /** The name in EHLO or HELO. */
    String host() throws SyntaxException {
        var host = greetedAs();
        end();
        return host;
    }

    /** A word up to the next space; empty at the end of the line. */
    String word() {
        int start = position();
        while (!atEnd() && peek() != ' ') skip();
        return ascii(start, position());
    }

    /** The same, undecoded. */
    byte[] octets() {
        int start = position();
        while (!atEnd() && peek() != ' ') skip();
        return slice(start, position());
    }

    /** The space between two words; false at the end of the line. */
    boolean space() {
        if (!take(' ')) return false;
        while (take(' ')) {}
        return !atEnd();
    }

    /** Nothing may follow. */
    void end() throws SyntaxException {
        if (!atEnd()) throw fault("nothing may follow here");
    }

    SyntaxException faultAt(String syntax) {
        return fault(syntax);
    }

    /** Whether there is nothing left. */
    boolean isAtEnd() {
        return atEnd();
    }

    /** The next parameter of MAIL or RCPT, behind its space; empty at the end of the line. */
    Optional<Parameter> parameter() throws SyntaxException {
        if (atEnd()) return Optional.empty();
        if (!space()) throw fault("a space goes before each parameter");
        int start = position();
        while (isLetterOrDigit(peek()) || (peek() == '-' && position() > start)) skip();
        int length = position() - start;
        if (length == 0 || length > MAX_KEYWORD) throw fault("a parameter is KEYWORD or KEYWORD=value");
        var keyword = ascii(start, position()).toUpperCase(Locale.ROOT);
        if (!take('=')) return Optional.of(new Parameter(keyword, Optional.empty()));
        int value = position();
        while (peek() > ' ' && peek() != '=' && peek() != 0x7F) skip();
        if (position() == value) throw fault("the parameter has no value");
        return Optional.of(new Parameter(keyword, Optional.of(utf8(value, position()))));
    }

    /** One parameter; its keyword in upper case. */
    record Parameter(String keyword, Optional<String> value) {
        String needed() throws SyntaxException {
            if (value.isEmpty()) throw malformed();
            return value.get();
        }

        void none() throws SyntaxException {
            if (value.isPresent()) throw malformed();
        }

        SyntaxException malformed() {
            return new SyntaxException(
                    SyntaxException.Part.ARGUMENT, "the value of a parameter is not as it should be");
        }

        SyntaxException unknown() {
            return new SyntaxException(SyntaxException.Part.UNKNOWN_PARAMETER, "Parameter not recognized");
        }
    }
}
