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
                case ' ', '\t', '\r', '\n' -> at++;
                case '(' -> skipComment();
                case '"' -> quotedString();
                case '<' -> angleAddress();
                case ',', ';' -> {
                    endAddress();
                    at++;
                }
                case ':' -> { // the name of a group
                    if (angle) throw fault();
                    bare.reset();
                    at++;
                }
                default -> {
                    bare.write(c);
                    at++;
                }
            }
        }
        endAddress();
    }

    private void endAddress() throws SyntaxException {
        if (!angle && bare.size() > 0) add(bare.toByteArray());
        bare.reset();
        angle = false;
    }

    private void angleAddress() throws SyntaxException {
        if (angle) throw fault();
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
        bare.reset();
    }

    private void quotedString() throws SyntaxException {
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
