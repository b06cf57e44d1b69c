package org.letterlock.imap.fetch;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.imap.fetch.FetchItem.Simple;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;

/**
 * What a FETCH asks of each message: each item once, in the order asked. RFC 3501, 6.4.5.
 *
 * @param impliedUid the first is UID, and nobody asked for it but UID FETCH itself
 */
public record FetchItems(List<FetchItem> items, boolean impliedUid) {
    public FetchItems {
        items = List.copyOf(items);
    }

    /** One item, several in parentheses, or a macro. UID is added for UID FETCH. */
    public static FetchItems parse(ImapReader in, boolean uid, int most) throws SyntaxException {
        var items = new ArrayList<FetchItem>();
        boolean asksUid = false;
        if (uid) items.add(Simple.UID);
        if (in.take('(')) {
            do {
                var item = item(in, in.word());
                asksUid |= item == Simple.UID;
                add(items, item, most);
            } while (in.take(' '));
            in.expect(')');
        } else {
            var word = in.word();
            switch (word) {
                case "ALL", "FULL", "FAST" -> {
                    add(items, Simple.FLAGS, most);
                    add(items, Simple.INTERNALDATE, most);
                    add(items, Simple.SIZE, most);
                    if (!word.equals("FAST")) add(items, Simple.ENVELOPE, most);
                    if (word.equals("FULL")) add(items, Simple.BODY, most);
                }
                default -> {
                    var item = item(in, word);
                    asksUid = item == Simple.UID;
                    add(items, item, most);
                }
            }
        }
        return new FetchItems(items, uid && !asksUid);
    }

    private static void add(List<FetchItem> items, FetchItem item, int most) throws SyntaxException {
        for (int i = 0; i < items.size(); i++) {
            var there = items.get(i);
            if (there == item) return;
            if (item instanceof FetchItem.Octets octets && octets.repeats(there)
                    || item instanceof FetchItem.Binary binary && binary.repeats(there)
                    || item instanceof FetchItem.BinarySize size && size.repeats(there)) {
                if (item.setsSeen()) items.set(i, item); // BODY[] and BODY.PEEK[] have one answer
                return;
            }
        }
        if (items.size() == most) throw new SyntaxException("Too many items");
        items.add(item);
    }

    private static FetchItem item(ImapReader in, String word) throws SyntaxException {
        return switch (word) {
            case "UID" -> Simple.UID;
            case "FLAGS" -> Simple.FLAGS;
            case "INTERNALDATE" -> Simple.INTERNALDATE;
            case "RFC822.SIZE" -> Simple.SIZE;
            case "SAVEDATE" -> Simple.SAVEDATE;
            case "MODSEQ" -> Simple.MODSEQ;
            case "ENVELOPE" -> Simple.ENVELOPE;
            case "BODYSTRUCTURE" -> Simple.BODYSTRUCTURE;
            case "BODY" -> in.take('[') ? section(in, false) : Simple.BODY;
            case "BODY.PEEK" -> {
                in.expect('[');
                yield section(in, true);
            }
            case "BINARY" -> binary(in, false);
            case "BINARY.PEEK" -> binary(in, true);
            case "BINARY.SIZE" -> FetchItem.BinarySize.of(binarySection(in));
            case "RFC822" -> FetchItem.Octets.of("RFC822", SectionSpec.WHOLE, false);
            case "RFC822.HEADER" -> FetchItem.Octets.of("RFC822.HEADER", SectionSpec.HEADER, true);
            case "RFC822.TEXT" -> FetchItem.Octets.of("RFC822.TEXT", SectionSpec.TEXT, false);
            default -> throw new SyntaxException("Unknown FETCH item");
        };
    }

    private static FetchItem binary(ImapReader in, boolean peek) throws SyntaxException {
        var section = binarySection(in);
        var name = "BINARY[" + section.wire() + "]";
        if (!in.take('<')) return FetchItem.Binary.of(name, section, -1, 0, peek);
        long origin = in.number();
        in.expect('.');
        long count = in.nzNumber();
        in.expect('>');
        return FetchItem.Binary.of(name + "<" + origin + ">", section, origin, count, peek);
    }

    /** Part numbers and nothing else. RFC 3516, 7: section-binary. */
    private static SectionSpec binarySection(ImapReader in) throws SyntaxException {
        in.expect('[');
        var section = SectionSpec.parse(in);
        if (section.text() != SectionSpec.Text.NONE) throw new SyntaxException("Only parts are decoded");
        return section;
    }

    private static FetchItem section(ImapReader in, boolean peek) throws SyntaxException {
        var section = SectionSpec.parse(in);
        var name = "BODY[" + section.wire() + "]";
        if (!in.take('<')) return FetchItem.Octets.of(name, section, peek);
        long origin = in.number();
        in.expect('.');
        long count = in.nzNumber();
        in.expect('>');
        return FetchItem.Octets.part(name + "<" + origin + ">", section, origin, count, peek);
    }

    /** UID, FLAGS and MODSEQ: what a client that comes back is told of what changed. RFC 7162, 3.2.5.1. */
    public static final FetchItems CHANGES = new FetchItems(List.of(Simple.UID, Simple.FLAGS, Simple.MODSEQ), true);

    /** As they are answered where each response begins with the UID. RFC 9586, 3.3. */
    List<FetchItem> withoutImpliedUid() {
        return impliedUid ? items.subList(1, items.size()) : items;
    }

    /** Whether MODSEQ is among them. */
    public boolean askModSequence() {
        return items.contains(Simple.MODSEQ);
    }

    /** With MODSEQ, which CHANGEDSINCE asks for as well. RFC 7162, 3.1.4.1. */
    public FetchItems withModSequence() {
        if (askModSequence()) return this;
        var all = new ArrayList<>(items);
        all.add(Simple.MODSEQ);
        return new FetchItems(all, impliedUid);
    }

    /** Whether one of them sets {@code \Seen}. */
    public boolean setSeen() {
        for (var item : items) if (item.setsSeen()) return true;
        return false;
    }
}
