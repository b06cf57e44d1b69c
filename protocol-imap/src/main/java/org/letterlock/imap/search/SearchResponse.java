package org.letterlock.imap.search;

import java.util.Optional;
import java.util.function.Supplier;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.imap.search.ReturnOptions.Option;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.protocol.Next;

/** One SEARCH, SORT or ESEARCH response, written while there is room. RFC 3501, 7.2.5; RFC 4731, 3.1. */
public final class SearchResponse {
    private static final int WRITE_UNTIL = 64 * 1024;
    private static final int BEST_SCORE = 100; // a substring is there or it is not

    private enum Part {
        HEAD,
        NUMBERS,
        MIDDLE,
        SCORES,
        END
    }

    private final ImapSession session;
    private final SelectedMailbox selected;
    private final ResponseWriter w;
    private final String word;
    private final Findings found;
    private final Optional<ReturnOptions> options;
    private final boolean uid;
    private final boolean modSequence;
    private final Supplier<Next> finish;
    private final int from; // of the results that are listed
    private final int to;
    private Part part = Part.HEAD;
    private int at;

    /**
     * @param word SEARCH or SORT, for an answer that is not extended
     * @param options empty for such an answer
     * @param uid in UIDs
     * @param modSequence the highest MODSEQ is told too (RFC 7162, 3.1.5)
     */
    public SearchResponse(
            ImapSession session,
            String word,
            Findings found,
            Optional<ReturnOptions> options,
            boolean uid,
            boolean modSequence,
            Supplier<Next> finish) {
        this.session = session;
        this.selected = session.selected();
        this.w = session.writer();
        this.word = word;
        this.found = found;
        this.options = options;
        this.uid = uid;
        this.modSequence = modSequence && found.count() > 0;
        this.finish = finish;
        var partial = options.flatMap(ReturnOptions::partial);
        int count = found.count();
        from = partial.map(p -> (int) Math.min(count, p.first(count) - 1)).orElse(0);
        to = partial.map(p -> (int) Math.min(count, p.last(count))).orElse(count);
        at = from;
    }

    /** Writes on, and saves what is to be saved. */
    public Next next() {
        if (options.isPresent() && part == Part.HEAD) {
            if (options.get().asks(Option.SAVE)) selected.save(found.saved(options.get(), selected));
            if (options.get().isSilent()) return finish.get();
        }
        session.inResponse(true);
        while (part != Part.END) {
            if (w.out().pending() >= WRITE_UNTIL) return Next.more(this::next);
            switch (part) {
                case HEAD -> {
                    boolean listed = options.map(this::extendedHead).orElseGet(this::plainHead);
                    part = listed ? Part.NUMBERS : Part.MIDDLE;
                }
                case NUMBERS -> {
                    if (at < to) number();
                    else part = Part.MIDDLE;
                }
                case MIDDLE -> {
                    middle();
                    at = from;
                    part = asks(Option.RELEVANCY) ? Part.SCORES : Part.END;
                }
                case SCORES -> {
                    w.text(at == from ? " RELEVANCY (" : " ");
                    if (at < to) w.number(BEST_SCORE);
                    if (++at >= to) {
                        w.text(")");
                        part = Part.END;
                    }
                }
                case END -> throw new IllegalStateException("ended");
            }
        }
        w.crlf();
        session.inResponse(false);
        return finish.get();
    }

    private boolean asks(Option option) {
        return options.isPresent() && options.get().asks(option);
    }

    private boolean plainHead() {
        w.text("* ").text(word);
        return true;
    }

    /** Answers whether numbers follow. */
    private boolean extendedHead(ReturnOptions asked) {
        w.text("* ESEARCH (TAG \"").text(session.tag()).text(uid ? "\") UID" : "\")");
        int count = found.count();
        if (asked.asks(Option.MIN) && count > 0) w.text(" MIN ").number(told(0));
        if (asked.asks(Option.MAX) && count > 0) w.text(" MAX ").number(told(count - 1));
        if (asked.asks(Option.COUNT)) w.text(" COUNT ").number(count);
        if (asked.partial().isPresent()) {
            w.text(" PARTIAL (").text(asked.partial().get().toString()).space();
            if (from >= to) w.nil();
            return true;
        }
        boolean listed = asked.asks(Option.ALL) && count > 0;
        if (listed) w.text(" ALL ");
        return listed;
    }

    private void middle() {
        if (options.isEmpty()) {
            if (modSequence)
                w.text(" (MODSEQ ").number(found.modSequence(ReturnOptions.ALL)).text(")");
            return;
        }
        if (options.get().partial().isPresent()) w.text(")");
        long highest = modSequence ? found.modSequence(options.get()) : 0;
        if (highest > 0) w.text(" MODSEQ ").number(highest);
    }

    /** The next number; in a sequence set as a range, when its neighbours follow. */
    private void number() {
        long first = told(at);
        if (options.isEmpty()) {
            w.space().number(first);
            at++;
            return;
        }
        if (at > from) w.text(",");
        w.number(first);
        int last = at;
        while (last + 1 < to && told(last + 1) == told(last) + 1) last++;
        if (last > at) w.text(":").number(told(last));
        at = last + 1;
    }

    private long told(int i) {
        int index = found.index(i);
        return uid ? selected.uid(index) : index + 1;
    }
}
