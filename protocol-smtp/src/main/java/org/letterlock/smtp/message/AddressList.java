package org.letterlock.smtp.message;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.PathReader;
import org.letterlock.smtp.address.SyntaxException;

/**
 * The mailboxes that a {@code From} or {@code Sender} field names. Understands what RFC 5322, 3.4 writes; whatever else
 * there may be in it makes the whole field not understood, never one address less. One pass, no recursion.
 */
final class AddressList {
    private static final int MAX_ADDRESSES = 100;

    private final byte[] field;
    private int at;
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private final ByteArrayOutputStream bare = new ByteArrayOutputStream(); // an address without brackets, or a phrase
    private byte last; // octet of it; the closing quote of a quoted string
    private boolean gap; // white space or a comment behind that
    private boolean words; // a gap where an address has none: this is a phrase
    private boolean special; // an octet that no phrase has outside quotes: this is an address
    private boolean angle; // this address had its brackets

    private AddressList(byte[] field) {
        this.field = field;
    }

    /** All mailboxes; empty when the field is not understood, or names none. */
    static Optional<List<Mailbox>> parse(byte[] field) {
        try {
            var list = new AddressList(field);
            list.read();
            return list.mailboxes.isEmpty() ? Optional.empty() : Optional.of(list.mailboxes);
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    private void read() throws SyntaxException {
        while (at < field.length) {
            byte c = field[at];
            switch (c) {
                case ' ', '\t', '\r', '\n' -> {
                    gap = true;
                    at++;
                }
                case '(' -> skipComment();
                case '"' -> quotedString();
                case '<' -> angleAddress();
                case ',', ';' -> {
                    endAddress();
                    at++;
                }
                case ':' -> { // the name of a group
                    endPhrase();
                    at++;
                }
                default -> {
                    joins(c);
                    if ("@[]\\>)".indexOf(c) >= 0) special = true;
                    bare.write(c);
                    at++;
                }
            }
        }
        endAddress();
    }

    /** Another octet of an address or a phrase: white space stands around the dots and signs of an address only. */
    private void joins(byte next) throws SyntaxException {
        if (angle) throw fault(); // behind the brackets, nothing is left to say
        if (gap && bare.size() > 0 && ".@".indexOf(last) < 0 && ".@".indexOf(next) < 0) words = true;
        gap = false;
        last = next;
    }

    private void endAddress() throws SyntaxException {
        if (bare.size() > 0) {
            if (words) throw fault();
            add(bare.toByteArray());
        }
        forget();
        angle = false;
    }

    /** What came so far was a name, and must look like one to everybody. */
    private void endPhrase() throws SyntaxException {
        if (angle || special) throw fault();
        forget();
    }

    private void forget() {
        bare.reset();
        gap = false;
        words = false;
        special = false;
    }

    private void angleAddress() throws SyntaxException {
        endPhrase();
        int start = ++at;
        boolean quoted = false;
        while (at < field.length && (quoted || field[at] != '>')) {
            if (field[at] == '"') quoted = !quoted;
            if (quoted && field[at] == '\\') at++;
            at++;
        }
        if (at >= field.length) throw fault();
        var octets = new byte[at - start];
        System.arraycopy(field, start, octets, 0, octets.length);
        add(octets);
        at++;
        angle = true;
    }

    private void quotedString() throws SyntaxException {
        joins((byte) '"');
        bare.write('"');
        at++;
        while (at < field.length && field[at] != '"') {
            if (field[at] == '\\' && at + 1 < field.length) bare.write(field[at++]);
            bare.write(field[at++]);
        }
        if (at >= field.length) throw fault();
        bare.write('"');
        at++;
    }

    private void skipComment() throws SyntaxException {
        gap = true;
        int depth = 0;
        do {
            if (at >= field.length) throw fault();
            byte c = field[at++];
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (c == '\\') at++;
        } while (depth > 0);
    }

    private void add(byte[] octets) throws SyntaxException {
        if (mailboxes.size() == MAX_ADDRESSES) throw fault();
        mailboxes.add(new PathReader(octets, 0).mailbox());
    }

    private static SyntaxException fault() {
        return new SyntaxException(SyntaxException.Part.ARGUMENT, "not an address list");
    }
}
