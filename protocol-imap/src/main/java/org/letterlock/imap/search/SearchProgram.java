package org.letterlock.imap.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.search.SearchKey.Cost;
import org.letterlock.imap.session.SelectedMailbox;

/**
 * The keys of one SEARCH, in the order in which a stack works them off: each operator behind its operands. Read and run
 * without recursion, whatever the nesting. RFC 3501, 6.4.4.
 */
public final class SearchProgram {
    private static final int NOT = -1;
    private static final int OR = -2;
    private static final int AND = -3;

    private static final byte FALSE = 0;
    private static final byte TRUE = 1;
    private static final byte UNKNOWN = 2;

    private final List<SearchKey> keys;
    private final int[] steps; // index of a key, or an operator
    private final int depth; // of the stack

    private final boolean fuzzy;

    private SearchProgram(List<SearchKey> keys, int[] steps, int depth, boolean fuzzy) {
        this.fuzzy = fuzzy;
        this.keys = keys;
        this.steps = steps;
        this.depth = depth;
    }

    /** Reads keys up to the end of the command. */
    public static SearchProgram parse(ImapReader in, int maxDepth, int maxKeys) throws SyntaxException {
        return new Parser(in, maxDepth, maxKeys).parse();
    }

    /** As it applies to the messages the session knows {@code now}. */
    public SearchProgram in(SelectedMailbox selected, Instant now) {
        var resolved = new ArrayList<SearchKey>(keys.size());
        for (var key : keys) resolved.add(key.in(selected, now));
        return new SearchProgram(resolved, steps, depth, fuzzy);
    }

    /** As it applies from {@code now} on, also to messages that come later. */
    SearchProgram lasting(SelectedMailbox selected, Instant now) {
        var resolved = new ArrayList<SearchKey>(keys.size());
        for (var key : keys) resolved.add(key.lasting(selected, now));
        return new SearchProgram(resolved, steps, depth, fuzzy);
    }

    /** Whether one of its keys is to match fuzzily. RFC 6203, 3. */
    public boolean isFuzzy() {
        return fuzzy;
    }

    /** Whether it asks for changes, so that the answer tells MODSEQ. RFC 7162, 3.1.5. */
    public boolean usesModSequence() {
        for (var key : keys) if (key instanceof SearchKey.Changed) return true;
        return false;
    }

    /** Whether it names messages by sequence number. */
    public boolean usesNumbers() {
        for (var key : keys)
            if (key instanceof SearchKey.Numbers numbers
                    && !numbers.uid()
                    && !numbers.set().isSaved()) return true;
        return false;
    }

    /** Whether it matches. Reads the message only when the index alone cannot tell. */
    boolean matches(Candidate candidate) {
        byte byIndex = run(candidate, Cost.INDEX);
        return (byIndex == UNKNOWN ? run(candidate, Cost.MESSAGE) : byIndex) == TRUE;
    }

    /** Three-valued: a key that costs more than {@code affordable} is unknown. */
    private byte run(Candidate candidate, Cost affordable) {
        var stack = new byte[depth];
        int top = 0;
        for (int step : steps) {
            switch (step) {
                case NOT -> stack[top - 1] = not(stack[top - 1]);
                case OR -> {
                    top--;
                    stack[top - 1] = or(stack[top - 1], stack[top]);
                }
                case AND -> {
                    top--;
                    stack[top - 1] = not(or(not(stack[top - 1]), not(stack[top])));
                }
                default -> {
                    var key = keys.get(step);
                    boolean cheap = key.cost().compareTo(affordable) <= 0;
                    stack[top++] = !cheap ? UNKNOWN : key.test(candidate) ? TRUE : FALSE;
                }
            }
        }
        return stack[0];
    }

    private static byte not(byte a) {
        return a == UNKNOWN ? UNKNOWN : (byte) (1 - a);
    }

    private static byte or(byte a, byte b) {
        if (a == TRUE || b == TRUE) return TRUE;
        return a == UNKNOWN || b == UNKNOWN ? UNKNOWN : FALSE;
    }

    /** Reads keys with its own stack. */
    private static final class Parser {
        private static final char TOP = 'T'; // any number of keys, up to the end
        private static final char PAREN = '('; // any number, up to the parenthesis
        private static final char NEGATED = 'N'; // one
        private static final char EITHER = 'O'; // two
        private static final char FUZZY = 'F'; // one, which matches as it does without: a substring is fuzzy enough

        private final ImapReader in;
        private final SearchKeyReader reader;
        private final int maxKeys;
        private final char[] open;
        private final int[] seen;
        private int level;
        private final List<SearchKey> keys = new ArrayList<>();
        private int[] steps = new int[16];
        private int count;
        private int nodes;
        private int stack;
        private int depth;
        private boolean fuzzy;

        Parser(ImapReader in, int maxDepth, int maxKeys) {
            this.in = in;
            this.reader = new SearchKeyReader(in);
            this.maxKeys = maxKeys;
            this.open = new char[maxDepth + 1];
            this.seen = new int[maxDepth + 1];
        }

        SearchProgram parse() throws SyntaxException {
            open[0] = TOP;
            while (true) {
                if (in.take('(')) {
                    push(PAREN);
                } else if (in.takeWord("NOT")) {
                    in.space();
                    push(NEGATED);
                } else if (in.takeWord("OR")) {
                    in.space();
                    push(EITHER);
                } else if (in.takeWord("FUZZY")) {
                    in.space();
                    push(FUZZY);
                    fuzzy = true;
                } else {
                    emit(keys.size());
                    keys.add(reader.key());
                    if (completed()) return new SearchProgram(keys, Arrays.copyOf(steps, count), depth, fuzzy);
                    in.space();
                }
            }
        }

        /** An operand is complete; and so may be what it stands in. True when all is. */
        private boolean completed() throws SyntaxException {
            while (true) {
                seen[level]++;
                switch (open[level]) {
                    case NEGATED -> emit(NOT);
                    case FUZZY -> {}
                    case EITHER -> {
                        if (seen[level] == 1) return false;
                        emit(OR);
                    }
                    case PAREN -> {
                        if (seen[level] > 1) emit(AND);
                        if (!in.take(')')) return false;
                    }
                    default -> {
                        if (seen[level] > 1) emit(AND);
                        return in.atEnd();
                    }
                }
                level--;
            }
        }

        private void push(char what) throws SyntaxException {
            if (level + 1 == open.length) throw new SyntaxException("Search keys nested too deep");
            level++;
            open[level] = what;
            seen[level] = 0;
        }

        private void emit(int step) throws SyntaxException {
            if (step != AND && nodes++ == maxKeys) throw new SyntaxException("Too many search keys");
            if (count == steps.length) steps = Arrays.copyOf(steps, 2 * count);
            steps[count++] = step;
            if (step >= 0) depth = Math.max(depth, ++stack);
            else if (step != NOT) stack--;
        }
    }
}
