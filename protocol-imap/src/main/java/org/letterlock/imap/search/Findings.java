package org.letterlock.imap.search;

import java.util.Arrays;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.mailbox.UidSet;

/** What a search found: positions in the session's view, in the order in which they are to be told. */
public final class Findings {
    private int[] indexes = new int[16];
    private long[] modSequences = new long[16];
    private int count;

    /** One more; {@code modSequence} as the message had it when it matched. */
    public void add(int index, long modSequence) {
        if (count == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * count);
            modSequences = Arrays.copyOf(modSequences, 2 * count);
        }
        indexes[count] = index;
        modSequences[count++] = modSequence;
    }

    public int count() {
        return count;
    }

    /** Position of the message that is result {@code i}, from 0. */
    int index(int i) {
        return indexes[i];
    }

    /** The highest MODSEQ of those that {@code options} asks for; 0 for none. RFC 4731, 3.2. */
    long modSequence(ReturnOptions options) {
        long highest = 0;
        for (int i = 0; i < count; i++) if (options.includes(i, count)) highest = Math.max(highest, modSequences[i]);
        return highest;
    }

    /** The UIDs of those that {@code options} wants saved. RFC 5182, 2.4. */
    UidSet saved(ReturnOptions options, SelectedMailbox selected) {
        var uids = new long[count];
        int n = 0;
        for (int i = 0; i < count; i++) if (options.includes(i, count)) uids[n++] = selected.uid(indexes[i]);
        return UidSet.of(uids, n);
    }
}
