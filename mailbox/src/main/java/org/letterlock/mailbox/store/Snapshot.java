package org.letterlock.mailbox.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;

/**
 * A mailbox's state as octets: some 37 for each message, the columns of each chunk as they lie. All numbers are big-endian.
 * Who keeps the octets has a checksum over them; reading believes nothing all the same.
 *
 * <pre>
 *   1 form, now 1     1 whether it exists    4 UIDVALIDITY    8 UIDNEXT    8 highest MODSEQ    name
 *   2 keywords, then each of them
 *   8 floor of the history of expunges, 4 ranges, then each: 8 MODSEQ, 4 first UID, 4 last UID
 *   4 chunks, then each: 2 messages, 2 flags, then each of these: 1 system flags, 2 keywords, 2 place of each of them
 *       4 UIDs · 8 MODSEQs · 1 flags, by place · 8 internal dates · 4 saved dates · 4 sizes · 8 handles
 * </pre>
 *
 * Names and keywords are behind two octets with their length. Who is told {@code \Recent} is not in it.
 */
final class Snapshot {
    private static final int FORM = 1;

    private Snapshot() {}

    /** Writes {@code state} piece by piece; each piece is the sink's until it returns. Reads no body. */
    static void write(MailboxState state, Consumer<ByteBuffer> sink) {
        if (state.messages().bodies == null) throw new IllegalStateException("bodies in the heap have no handles");
        var out = new SnapshotWriter(sink);
        out.octet(FORM);
        out.octet(state.exists() ? 1 : 0);
        out.number32((int) state.uidValidity().value());
        out.number64(state.uidNext());
        out.number64(state.modSequence());
        out.octets(state.name().value().getBytes(StandardCharsets.UTF_8));
        var places = new TreeMap<String, Integer>(String.CASE_INSENSITIVE_ORDER);
        var keywords = state.keywords().names();
        out.number16(keywords.size());
        for (var keyword : keywords) {
            places.put(keyword, places.size());
            out.octets(keyword.getBytes(StandardCharsets.US_ASCII));
        }
        state.vanished().write(out);
        state.messages().write(out, places);
        out.flush();
    }

    /**
     * The state that was written, all of {@code in}; {@code bodies} knows its handles. Allocates in proportion to what is
     * there, not to what is announced there.
     *
     * @throws StoreException when it is anything else
     */
    static MailboxState read(ByteBuffer in, Bodies bodies) {
        try {
            return state(in, bodies);
        } catch (BufferUnderflowException e) {
            throw new StoreException("a mailbox's snapshot ends too early", e);
        } catch (IllegalArgumentException e) {
            throw new StoreException("a mailbox's snapshot has a value that cannot be: " + e.getMessage(), e);
        }
    }

    private static MailboxState state(ByteBuffer in, Bodies bodies) {
        SnapshotReader.between(FORM, FORM, in.get(), "form of a mailbox's snapshot");
        boolean exists = SnapshotReader.between(0, 1, in.get(), "existence") == 1;
        var uidValidity = new UidValidity(Integer.toUnsignedLong(in.getInt()));
        long uidNext = SnapshotReader.between(1, Uid.MAX + 1, in.getLong(), "UIDNEXT");
        long modSequence = SnapshotReader.between(1, Long.MAX_VALUE, in.getLong(), "highest MODSEQ");
        var name = new MailboxName(text(SnapshotReader.octets(in)));
        var keywords = keywords(in);
        var vanished = History.read(in, uidNext, modSequence);
        var uses = Keywords.NONE.copy();
        var flags = new SnapshotReader(keywords);
        var messages = MessageTable.read(in, bodies, flags, uidNext, modSequence, uses);
        if (in.hasRemaining()) throw new StoreException("a mailbox's snapshot goes on behind its end");
        return new MailboxState(name, uidValidity, exists, messages, uidNext, modSequence, uses, vanished);
    }

    private static List<String> keywords(ByteBuffer in) {
        int count = Short.toUnsignedInt(in.getShort());
        var keywords = new ArrayList<String>();
        var last = "";
        for (int i = 0; i < count; i++) {
            var keyword = text(SnapshotReader.octets(in));
            var problem = Keywords.problem(Flags.of(Set.of(), List.of(keyword)));
            if (!problem.isEmpty()) throw new StoreException("a mailbox's snapshot: " + problem);
            if (String.CASE_INSENSITIVE_ORDER.compare(last, keyword) >= 0)
                throw new StoreException("keywords of a mailbox's snapshot are not in order");
            keywords.add(keyword);
            last = keyword;
        }
        return keywords;
    }

    private static String text(byte[] octets) {
        var text = new String(octets, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), octets))
            throw new StoreException("a name that is not UTF-8");
        return text;
    }
}
