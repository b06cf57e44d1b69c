package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.UidValidity;

/**
 * Reads the values that operations are made of. It allocates in proportion to what is there, not to what is announced, and
 * what cannot be is an {@link IllegalArgumentException} or a {@link java.nio.BufferUnderflowException}.
 */
final class OpsInput {
    private final ByteBuffer in;

    OpsInput(ByteBuffer in) {
        this.in = in;
    }

    boolean more() {
        return in.hasRemaining();
    }

    Ops op() {
        int code = octet();
        if (code == 0 || code >= Ops.values().length)
            throw new StoreException(
                    "operation " + code + " is not known here: was this store written by a newer version?");
        return Ops.values()[code];
    }

    int octet() {
        return in.get() & 0xFF;
    }

    long number32() {
        return Integer.toUnsignedLong(in.getInt());
    }

    long number64() {
        return in.getLong();
    }

    String text() {
        var octets = new byte[left(Short.toUnsignedInt(in.getShort()), 1)];
        in.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    ByteBuffer octets() {
        var octets = new byte[left(in.getInt(), 1)];
        in.get(octets);
        return ByteBuffer.wrap(octets).asReadOnlyBuffer();
    }

    /** The next octets, behind their number; not copied. */
    ByteBuffer slice() {
        int length = left(in.getInt(), 1);
        var slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    AccountId account() {
        return new AccountId(text());
    }

    MailboxName name() {
        return new MailboxName(text());
    }

    UidValidity uidValidity() {
        return new UidValidity(number32());
    }

    Set<SpecialUse> uses() {
        int bits = octet();
        var uses = EnumSet.noneOf(SpecialUse.class);
        for (var use : SpecialUse.values()) if ((bits & 1 << use.ordinal()) != 0) uses.add(use);
        return uses;
    }

    Flags flags() {
        int bits = octet();
        int count = octet() << 8 | octet();
        var system = EnumSet.noneOf(SystemFlag.class);
        for (var flag : SystemFlag.values()) if ((bits & 1 << flag.ordinal()) != 0) system.add(flag);
        var keywords = new ArrayList<String>();
        for (int i = 0; i < count; i++) keywords.add(text());
        return Flags.of(system, keywords);
    }

    InternalDate date() {
        return new InternalDate(in.getLong(), in.getShort());
    }

    UidSet uids() {
        int count = left(in.getInt(), 8);
        var ranges = new ArrayList<UidSet.Range>(count);
        for (int i = 0; i < count; i++) ranges.add(new UidSet.Range(number32(), number32()));
        return UidSet.of(ranges);
    }

    Set<Long> numbers64() {
        int count = left(in.getInt(), 8);
        var numbers = new HashSet<Long>();
        for (int i = 0; i < count; i++) numbers.add(number64());
        return numbers;
    }

    List<Touched.Ids> ids() {
        int count = left(in.getInt(), 16);
        var all = new ArrayList<Touched.Ids>(count);
        for (int i = 0; i < count; i++) all.add(new Touched.Ids(number64(), number64()));
        return all;
    }

    List<Row> rows() {
        int count = left(in.getInt(), 1);
        var rows = new ArrayList<Row>();
        for (int i = 0; i < count; i++) rows.add(row());
        return rows;
    }

    private Row row() {
        return new Row(
                number32(), number64(), flags(), date(), new InternalDate(number64(), 0), number32(), number64());
    }

    /** {@code count} things of {@code each} octets at least, if they can be there. */
    private int left(int count, int each) {
        if (count < 0 || count > in.remaining() / each) throw new IllegalArgumentException("length " + count);
        return count;
    }
}
