package org.letterlock.mailbox.store;

import java.util.AbstractList;
import java.util.Arrays;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.MessageList;
import org.letterlock.mailbox.UidSet;

/**
 * Some messages of one moment, ascending: four octets for each, and a {@link Message} only for who asks for it. Whoever
 * needs a column reads the column.
 */
final class Selection extends AbstractList<Message> implements MessageList {
    private final MessageTable table;
    private final int[] positions;
    private final int count;

    private Selection(MessageTable table, int[] positions, int count) {
        this.table = table;
        this.positions = positions;
        this.count = count;
    }

    static Selection none(MessageTable table) {
        return new Selection(table, new int[0], 0);
    }

    /** Grows while somebody looks for messages. */
    static final class Finder {
        private final MessageTable table;
        private int[] positions = new int[16];
        private int count;

        Finder(MessageTable table) {
            this.table = table;
        }

        void add(int position) {
            if (count == positions.length) positions = Arrays.copyOf(positions, 2 * count);
            positions[count++] = position;
        }

        Selection found() {
            return new Selection(table, positions, count);
        }
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public Message get(int index) {
        return table.get(position(index));
    }

    /** Where it is in {@link #table}. */
    int position(int index) {
        if (index >= count) throw new IndexOutOfBoundsException(index + " of " + count);
        return positions[index];
    }

    MessageTable table() {
        return table;
    }

    @Override
    public long uid(int index) {
        return table.uid(position(index));
    }

    @Override
    public Flags flags(int index) {
        return table.flags(position(index));
    }

    @Override
    public long modSequence(int index) {
        return table.modSequence(position(index));
    }

    UidSet uids() {
        var uids = new long[count];
        for (int i = 0; i < count; i++) uids[i] = uid(i);
        return UidSet.of(uids);
    }

    /** Those that changed after {@code since}, or those that did not. */
    Selection changed(long since, boolean after) {
        var finder = new Finder(table);
        for (int i = 0; i < count; i++) if (table.modSequence(positions[i]) > since == after) finder.add(positions[i]);
        return finder.found();
    }
}
