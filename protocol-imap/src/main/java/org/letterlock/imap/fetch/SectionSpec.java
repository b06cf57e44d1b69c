package org.letterlock.imap.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.mime.DecodedPart;
import org.letterlock.mailbox.mime.MimeStructure;
import org.letterlock.mailbox.mime.Section;

/**
 * What stands in the brackets of {@code BODY[…]}. RFC 3501, 9: section.
 *
 * @param path part numbers; empty for the message itself
 * @param fields names for HEADER.FIELDS and HEADER.FIELDS.NOT
 */
record SectionSpec(List<Integer> path, Text text, List<String> fields) {
    static final SectionSpec WHOLE = new SectionSpec(List.of(), Text.NONE, List.of());
    static final SectionSpec HEADER = new SectionSpec(List.of(), Text.HEADER, List.of());
    static final SectionSpec TEXT = new SectionSpec(List.of(), Text.TEXT, List.of());
    private static final int MAX_DEPTH = MimeStructure.MAX_DEPTH;
    private static final int MAX_FIELDS = 1000;

    /** Which part of the part. */
    enum Text {
        NONE(""),
        HEADER("HEADER"),
        HEADER_FIELDS("HEADER.FIELDS"),
        HEADER_FIELDS_NOT("HEADER.FIELDS.NOT"),
        TEXT("TEXT"),
        MIME("MIME");

        private final String wire;

        Text(String wire) {
            this.wire = wire;
        }
    }

    SectionSpec {
        path = List.copyOf(path);
        fields = List.copyOf(fields);
    }

    /** From behind the opening bracket to behind the closing one. */
    static SectionSpec parse(ImapReader in) throws SyntaxException {
        var path = new ArrayList<Integer>();
        var text = Text.NONE;
        var fields = new ArrayList<String>();
        if (!in.take(']')) {
            boolean more = true;
            while (more && in.peek() >= '0' && in.peek() <= '9') {
                if (path.size() == MAX_DEPTH) throw new SyntaxException("Section too deep");
                int number = (int) in.number63(Integer.MAX_VALUE); // no message has more parts
                if (number == 0) throw new SyntaxException("Number must not be 0");
                path.add(number);
                more = in.take('.');
            }
            if (more) {
                text = text(in.word());
                if (text == Text.MIME && path.isEmpty()) throw new SyntaxException("MIME needs a part number");
                if (text == Text.HEADER_FIELDS || text == Text.HEADER_FIELDS_NOT) fields(in, fields);
            }
            in.expect(']');
        }
        return new SectionSpec(path, text, fields);
    }

    private static Text text(String word) throws SyntaxException {
        for (var text : Text.values()) if (!text.wire.isEmpty() && text.wire.equals(word)) return text;
        throw new SyntaxException("Unknown section");
    }

    private static void fields(ImapReader in, List<String> fields) throws SyntaxException {
        in.space();
        in.expect('(');
        do {
            if (fields.size() == MAX_FIELDS) throw new SyntaxException("Too many header fields");
            fields.add(fieldName(in.astring(255)));
        } while (in.take(' '));
        in.expect(')');
    }

    /** RFC 5322, 3.6.8: printable US-ASCII without colon; so it needs no literal in the response. */
    private static String fieldName(String name) throws SyntaxException {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > '~' || c == ':') throw new SyntaxException("Not the name of a header field");
        }
        if (name.isEmpty()) throw new SyntaxException("Not the name of a header field");
        return name;
    }

    /** As the response repeats it, without brackets. */
    String wire() {
        var s = new StringBuilder();
        for (int number : path) s.append(s.isEmpty() ? "" : ".").append(number);
        if (text != Text.NONE) s.append(s.isEmpty() ? "" : ".").append(text.wire);
        if (!fields.isEmpty()) {
            s.append(" (");
            for (int i = 0; i < fields.size(); i++) s.append(i == 0 ? "" : " ").append(astring(fields.get(i)));
            s.append(')');
        }
        return s.toString();
    }

    private static String astring(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!org.letterlock.imap.grammar.Octets.isAstring(name.charAt(i)))
                return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        return name.equalsIgnoreCase("NIL") ? "\"NIL\"" : name;
    }

    /** The octets of it; empty when the message has no such section. */
    Optional<Section> in(MimeStructure mime) {
        return switch (text) {
            case NONE -> mime.part(path);
            case HEADER -> mime.header(path);
            case HEADER_FIELDS -> mime.headerFields(path, fields, false);
            case HEADER_FIELDS_NOT -> mime.headerFields(path, fields, true);
            case TEXT -> mime.text(path);
            case MIME -> mime.mime(path);
        };
    }

    /** The part of it, to be decoded; nothing in the outer one when there is none, in the inner one when its encoding is not known. */
    Optional<Optional<DecodedPart>> decodedIn(MimeStructure mime, Body body) {
        if (path.isEmpty()) return Optional.of(Optional.of(DecodedPart.whole(body)));
        return mime.entity(path).map(part -> DecodedPart.of(body, part));
    }

    /** Whether the whole message is meant, which needs no look into it. */
    boolean isWhole() {
        return text == Text.NONE && path.isEmpty();
    }
}
