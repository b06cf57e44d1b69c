package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.util.Arrays;

/**
 * Lines that begin with {@code From }, or with that behind {@code >}s, as an mbox has them: with one {@code >} more than the
 * message has. The {@code >}s of a line are counted, not kept.
 */
final class FromQuoting implements Octets {
    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};
    private static final int NOT_AT_START = -1;
    private final Octets next;
    private final MboxQuoting quoting;
    private final boolean add;
    private long quotes; // of this line so far
    private int matched; // octets of FROM behind them, or NOT_AT_START
    private boolean ambiguous;

    private FromQuoting(Octets next, MboxQuoting quoting, boolean add) {
        this.next = next;
        this.quoting = quoting;
        this.add = add;
    }

    static FromQuoting add(MboxQuoting quoting, Octets next) {
        return new FromQuoting(next, quoting, true);
    }

    static FromQuoting remove(MboxQuoting quoting, Octets next) {
        return new FromQuoting(next, quoting, false);
    }

    /** Whether a line was met whose quoting says nothing: it will be read as another, or as no line of the message. */
    boolean ambiguous() {
        return ambiguous;
    }

    @Override
    public void write(byte[] octets, int from, int to) throws IOException {
        int start = from; // of what is not written yet and does not wait
        int i = from;
        while (i < to) {
            if (matched == NOT_AT_START) {
                while (i < to && octets[i] != '\n') i++;
                if (i == to) break;
                i++;
                next.write(octets, start, i);
                start = i;
                matched = 0;
                quotes = 0;
            } else if (matched == 0 && octets[i] == '>') {
                quotes++;
                start = ++i;
            } else if (octets[i] == FROM[matched]) {
                start = ++i;
                if (++matched == FROM.length) decide(true);
            } else {
                decide(false); // and the octet is looked at again
            }
        }
        if (to > start) next.write(octets, start, to);
    }

    /** The start of the line is known. */
    private void decide(boolean isFrom) throws IOException {
        int octets = matched;
        matched = NOT_AT_START;
        writeQuotes(isFrom ? quotes + change() : quotes);
        if (octets > 0) next.write(FROM, 0, octets);
    }

    private int change() {
        if (add) {
            if (quoting == MboxQuoting.NONE ? quotes == 0 : quoting == MboxQuoting.MBOXO && quotes == 1)
                ambiguous = true;
            return quoting == MboxQuoting.MBOXRD || (quoting == MboxQuoting.MBOXO && quotes == 0) ? 1 : 0;
        }
        return (quoting == MboxQuoting.MBOXRD && quotes > 0) || (quoting == MboxQuoting.MBOXO && quotes == 1) ? -1 : 0;
    }

    private void writeQuotes(long n) throws IOException {
        if (n == 0) return;
        var some = new byte[(int) Math.min(n, 8192)];
        Arrays.fill(some, (byte) '>');
        for (long left = n; left > 0; left -= some.length) next.write(some, 0, (int) Math.min(left, some.length));
    }

    @Override
    public void end() throws IOException {
        if (matched != NOT_AT_START && (quotes > 0 || matched > 0)) decide(false);
        next.end();
    }
}
