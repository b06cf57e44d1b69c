package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.mailbox.UidSet;

/** Octets that grow as they are written: the values that operations are made of. See {@link Ops}. */
final class OpsBuffer {
    private ByteBuffer buffer = ByteBuffer.allocate(512);

    /** What was written; nothing more may be. */
    ByteBuffer done() {
        return buffer.flip();
    }

    int size() {
        return buffer.position();
    }

    OpsBuffer op(Ops op) {
        return octet(op.ordinal());
    }

    OpsBuffer octet(int value) {
        room(1).put((byte) value);
        return this;
    }

    OpsBuffer number32(long value) {
        room(4).putInt((int) value);
        return this;
    }

    OpsBuffer number64(long value) {
        room(8).putLong(value);
        return this;
    }

    /** Overwrites the number at {@code position}, which was written before. */
    void number32(int position, int value) {
        buffer.putInt(position, value);
    }

    OpsBuffer text(String text) {
        var octets = text.getBytes(StandardCharsets.UTF_8);
        room(2 + octets.length).putShort((short) octets.length).put(octets);
        return this;
    }

    /** Without their number. */
    void raw(ByteBuffer octets) {
        room(octets.remaining()).put(octets.duplicate());
    }

    OpsBuffer octets(ByteBuffer octets) {
        room(4 + octets.remaining()).putInt(octets.remaining()).put(octets.duplicate());
        return this;
    }

    OpsBuffer account(AccountId account) {
        return text(account.value());
    }

    OpsBuffer name(MailboxName name) {
        return text(name.value());
    }

    OpsBuffer uses(Set<SpecialUse> uses) {
        int bits = 0;
        for (var use : uses) bits |= 1 << use.ordinal();
        return octet(bits);
    }

    OpsBuffer flags(Flags flags) {
        octet(flags.systemBits());
        octet(flags.keywords().size() >>> 8).octet(flags.keywords().size());
        for (var keyword : flags.keywords()) text(keyword);
        return this;
    }

    OpsBuffer date(InternalDate date) {
        number64(date.epochSecond());
        room(2).putShort((short) date.offsetMinutes());
        return this;
    }

    OpsBuffer uids(UidSet uids) {
        number32(uids.ranges().size());
        for (var range : uids.ranges()) number32(range.first()).number32(range.last());
        return this;
    }

    OpsBuffer row(Row row) {
        return number32(row.uid())
                .number64(row.modSequence())
                .flags(row.flags())
                .date(row.internalDate())
                .number64(row.savedDate().epochSecond())
                .number32(row.size())
                .number64(row.handle());
    }

    private ByteBuffer room(int octets) {
        if (buffer.remaining() < octets) {
            int size = Math.max(buffer.capacity() * 2, buffer.position() + octets);
            buffer = ByteBuffer.allocate(size).put(buffer.flip());
        }
        return buffer;
    }
}
