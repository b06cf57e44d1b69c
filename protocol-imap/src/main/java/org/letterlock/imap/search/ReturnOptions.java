package org.letterlock.imap.search;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;

/**
 * What SEARCH RETURN asks for. Empty means ALL. RFC 4731, 3.1.
 *
 * @param partial only these of the results; never with ALL (RFC 9394, 3.1)
 */
public record ReturnOptions(Set<Option> options, Optional<PartialRange> partial) {
    /** ESEARCH with all results: how IMAP4rev2 answers a SEARCH without RETURN. RFC 9051, 6.4.4. */
    public static final ReturnOptions ALL = new ReturnOptions(EnumSet.of(Option.ALL), Optional.empty());

    /** Those without arguments. RFC 4731, 3.1; RELEVANCY: RFC 6203, 4; SAVE: RFC 5182, 2.1; CONTEXT and UPDATE: RFC 5267, 4. */
    public enum Option {
        MIN,
        MAX,
        ALL,
        COUNT,
        RELEVANCY,
        SAVE,
        /** A hint, of no consequence here. */
        CONTEXT,
        UPDATE
    }

    public ReturnOptions {
        options = Set.copyOf(options);
    }

    /** The list in parentheses behind RETURN and its space. */
    public static ReturnOptions parse(ImapReader in) throws SyntaxException {
        var options = EnumSet.noneOf(Option.class);
        Optional<PartialRange> partial = Optional.empty();
        in.expect('(');
        while (!in.take(')')) {
            if (in.takeWord("PARTIAL")) {
                if (partial.isPresent()) throw new SyntaxException("PARTIAL said twice");
                in.space();
                partial = Optional.of(PartialRange.parse(in));
            } else {
                options.add(option(in.word()));
            }
            if (in.peek() != ')') in.space();
        }
        if (options.isEmpty() && partial.isEmpty()) return ALL;
        if (options.contains(Option.ALL) && partial.isPresent()) throw new SyntaxException("Either ALL or PARTIAL");
        return new ReturnOptions(options, partial);
    }

    private static Option option(String word) throws SyntaxException {
        for (var option : Option.values()) if (option.name().equals(word)) return option;
        throw new SyntaxException("Unknown return option");
    }

    public boolean asks(Option option) {
        return options.contains(option);
    }

    private static final Set<Option> SILENT = Set.of(Option.SAVE, Option.CONTEXT, Option.UPDATE);

    /** SAVE alone asks for no answer. RFC 5182, 1. */
    boolean isSilent() {
        return partial.isEmpty() && asks(Option.SAVE) && SILENT.containsAll(options);
    }

    /** Whether {@code $} is all that was found, whatever else is told of it. RFC 5182, 2.4; RFC 9394, 3.2. */
    private boolean savesAll() {
        return asks(Option.ALL) || asks(Option.COUNT) || partial.isEmpty() && !asks(Option.MIN) && !asks(Option.MAX);
    }

    /** After how many results, in mailbox order, no more need be found. */
    long enough() {
        if (asks(Option.ALL) || asks(Option.COUNT) || asks(Option.MAX)) return Long.MAX_VALUE;
        if (asks(Option.RELEVANCY) || asks(Option.UPDATE)) return Long.MAX_VALUE;
        if (partial.isPresent()) {
            var range = partial.get();
            return range.fromLast() ? Long.MAX_VALUE : range.last(0);
        }
        return asks(Option.MIN) ? 1 : Long.MAX_VALUE;
    }

    /** Whether result {@code i} of {@code count}, from 0, is one that is told, or saved. */
    boolean includes(int i, int count) {
        return savesAll()
                || i == 0 && asks(Option.MIN)
                || i == count - 1 && asks(Option.MAX)
                || partial.isPresent()
                        && i + 1 >= partial.get().first(count)
                        && i + 1 <= partial.get().last(count);
    }
}
