package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.SystemFlag;

/** Reads flags of a mailbox, whose keywords it knows, and says what cannot be. Equal flags become one object. */
final class SnapshotReader {
    private final List<String> keywords;
    private final Map<Flags, Flags> known = new HashMap<>();

    SnapshotReader(List<String> keywords) {
        this.keywords = keywords;
    }

    Flags flags(ByteBuffer in) {
        int bits = between(0, (1 << SystemFlag.values().length) - 1, in.get(), "system flags");
        int count = between(0, keywords.size(), Short.toUnsignedInt(in.getShort()), "keywords of a message");
        var system = EnumSet.noneOf(SystemFlag.class);
        for (var flag : SystemFlag.values()) if ((bits & 1 << flag.ordinal()) != 0) system.add(flag);
        var words = new ArrayList<String>(count);
        for (int i = 0; i < count; i++)
            words.add(keywords.get(
                    between(0, keywords.size() - 1, Short.toUnsignedInt(in.getShort()), "place of a keyword")));
        var flags = Flags.of(system, words);
        return known.computeIfAbsent(flags, f -> f);
    }

    static byte[] octets(ByteBuffer in) {
        var octets = new byte[between(0, in.remaining() - 2, Short.toUnsignedInt(in.getShort()), "length")];
        in.get(octets);
        return octets;
    }

    /** {@code value}, if it can be. */
    static long between(long least, long most, long value, String what) {
        if (value < least || value > most)
            throw new StoreException(what + " " + value + " is not between " + least + " and " + most);
        return value;
    }

    static int between(int least, int most, int value, String what) {
        return (int) between((long) least, most, value, what);
    }
}
