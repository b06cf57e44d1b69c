package org.letterlock.imap.fetch;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.Indexes;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.mime.ByteRange;
import org.letterlock.mailbox.mime.MimeStructure;
import org.letterlock.mailbox.mime.Section;
import org.letterlock.protocol.Next;

/**
 * The answer to one FETCH: written message by message, item by item and piece by piece, as far as there is room, and then
 * again when the client has taken that. So a mailbox of any size costs a bounded amount of memory. RFC 3501, 7.4.2.
 */
public final class FetchAnswer {
    private static final int WRITE_UNTIL = 64 * 1024;
    private static final int PIECE = 64 * 1024;
    private static final int SEEN_AT_ONCE = 64; // messages marked \Seen in one commit, just before they are written
    private static final int STEPS_A_TURN = 2000; // messages, before others have a turn
    private static final Flags SEEN = Flags.of(SystemFlag.SEEN);

    private final ImapSession session;
    private final SelectedMailbox selected;
    private final ResponseWriter w;
    private final List<FetchItem> items;
    private final Indexes messages;
    private final Mailbox.View view;
    private final Function<Boolean, Next> finish;
    private final boolean marking;
    private final long changedSince;
    private final boolean uidOnly;

    private int range;
    private int index; // of the next message, in the session's view
    private int inView; // where it may be in the store's view
    private boolean someGone;
    private int marked; // messages before this index are marked \Seen
    private final Map<Long, Message> newlySeen = new HashMap<>();

    private @Nullable Message message; // being written
    private @Nullable MimeStructure structure;
    private int item;
    private boolean flagsWritten;

    private final BinaryWriter binary;
    private @Nullable Body body; // being written
    private Iterator<ByteRange> pieces = java.util.Collections.emptyIterator();
    private long at;
    private long end;

    /**
     * {@code changedSince}: only messages with a higher MODSEQ (RFC 7162, 3.1.4.1). {@code finish} ends the command; it is
     * told whether some of the messages are gone.
     */
    public FetchAnswer(
            ImapSession session,
            FetchItems items,
            Indexes messages,
            long changedSince,
            Function<Boolean, Next> finish) {
        this.changedSince = changedSince;
        this.session = session;
        this.selected = session.selected();
        this.w = session.writer();
        this.uidOnly = session.has(Feature.UIDONLY);
        this.items = uidOnly ? items.withoutImpliedUid() : items.items();
        this.binary = new BinaryWriter(w);
        this.messages = messages;
        this.finish = finish;
        this.view = selected.mailbox().view();
        this.marking = items.setSeen() && !selected.readOnly();
        if (!messages.isEmpty()) index = messages.from(0);
        marked = index;
    }

    /** Writes on. */
    public Next next() {
        int steps = 0;
        while (true) {
            if (w.out().pending() >= WRITE_UNTIL) return Next.more(this::next);
            var octets = body;
            var current = message;
            if (octets != null) {
                writePiece(octets);
            } else if (binary.isWriting()) {
                binary.writePiece();
            } else if (current != null) {
                if (item < items.size()) write(items.get(item++), current);
                else endMessage(current);
            } else if (range == messages.ranges()) {
                return binary.foundUnknown() ? session.finish(BinaryWriter.UNKNOWN_CTE) : finish.apply(someGone);
            } else if (index > messages.to(range)) {
                if (++range < messages.ranges()) {
                    index = messages.from(range);
                    marked = Math.max(marked, index);
                }
            } else if (marking && index >= marked) {
                var marking = mark();
                if (marking != null) return marking;
            } else if (steps++ == STEPS_A_TURN) {
                return Next.more(this::next);
            } else {
                beginMessage(index++);
            }
        }
    }

    // ---------------------------------------------------------------- \Seen

    /** Marks the next messages, and goes on when that is committed; null when all are marked already. RFC 3501, 6.4.5: BODY[section]. */
    private @Nullable Next mark() {
        var unseen = new long[SEEN_AT_ONCE];
        int n = 0;
        int last = Math.min(messages.to(range), index + SEEN_AT_ONCE - 1);
        marked = last + 1;
        int from = inView;
        long size = 0;
        for (int i = index; i <= last; i++) {
            int found = find(selected.uid(i));
            if (found < 0) continue;
            var message = view.message(found);
            if (message.modSequence().value() <= changedSince) continue;
            size += message.size();
            if (n > 0 && size > WRITE_UNTIL) { // what cannot be written soon may never be read
                marked = i;
                break;
            }
            if (!message.flags().has(SystemFlag.SEEN)) unseen[n++] = selected.uid(i);
        }
        inView = from;
        if (n == 0) return null;
        var change = new FlagChange(FlagChange.Mode.ADD, SEEN);
        var stored = selected.mailbox().store(UidSet.of(unseen, n), change, OptionalLong.empty());
        return Next.await(stored, result -> {
            newlySeen.clear();
            if (result instanceof StoreResult.Done<Mailbox.Stored> done
                    && !done.value().changed().isEmpty()) {
                for (var m : done.value().changed()) newlySeen.put(m.uid().value(), m);
                selected.told(done.value().modSequence());
            } // refused: the message can be read all the same
            return next();
        });
    }

    // ---------------------------------------------------------------- messages

    private int find(long uid) {
        int n = view.count();
        if (inView < n && view.uid(inView) == uid) return inView;
        int low = 0;
        int high = n - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            long there = view.uid(mid);
            if (there < uid) low = mid + 1;
            else if (there > uid) high = mid - 1;
            else {
                inView = mid;
                return mid;
            }
        }
        return -1;
    }

    private void beginMessage(int position) {
        long uid = selected.uid(position);
        int found = find(uid);
        if (found < 0) {
            someGone = true;
            return;
        }
        inView = found + 1;
        var before = view.message(found);
        if (before.modSequence().value() <= changedSince) return;
        var changed = newlySeen.get(uid);
        message = changed != null ? changed : before;
        item = 0;
        structure = null;
        flagsWritten = false;
        session.inResponse(true);
        selected.beginFetch(w, position);
    }

    private void endMessage(Message current) {
        if (newlySeen.containsKey(current.uid().value())) {
            item = items.size() + 1;
            boolean aware = session.has(Feature.CONDSTORE); // RFC 7162, 3.2.4
            if (aware && !uidOnly && !items.contains(FetchItem.Simple.UID)) write(FetchItem.Simple.UID, current);
            if (!flagsWritten) write(FetchItem.Simple.FLAGS, current);
            if (aware && !items.contains(FetchItem.Simple.MODSEQ)) write(FetchItem.Simple.MODSEQ, current);
        }
        w.text(")\r\n");
        session.inResponse(false);
        message = null;
    }

    private void write(FetchItem what, Message current) {
        if (item > 1) w.space();
        w.octets(what.label());
        if (what instanceof FetchItem.Octets octets) {
            section(octets, current);
            return;
        }
        if (what instanceof FetchItem.Binary part) {
            binary.begin(part, part.section().decodedIn(mime(current), current.body()));
            return;
        }
        if (what instanceof FetchItem.BinarySize part) {
            binary.size(part.section().decodedIn(mime(current), current.body()));
            return;
        }
        switch ((FetchItem.Simple) what) {
            case UID -> w.number(current.uid().value());
            case FLAGS -> {
                flagsWritten = true;
                w.flags(current.flags(), selected.tellsRecent(current.uid().value()));
            }
            case INTERNALDATE -> w.dateTime(current.internalDate());
            case SAVEDATE -> w.dateTime(current.savedDate());
            case SIZE -> w.number(current.size());
            case ENVELOPE -> {
                var envelope = mime(current).envelope();
                if (envelope == null) throw new IllegalStateException("a message without envelope");
                new StructureWriter(w).envelope(envelope);
            }
            case MODSEQ -> selected.modSequence(w, current.modSequence().value());
            case BODY -> new StructureWriter(w).body(mime(current).root(), false);
            case BODYSTRUCTURE -> new StructureWriter(w).body(mime(current).root(), true);
        }
    }

    private MimeStructure mime(Message current) {
        var known = structure;
        if (known == null) {
            known = session.services().mime().of(current.body());
            structure = known;
        }
        return known;
    }

    // ---------------------------------------------------------------- octets

    private void section(FetchItem.Octets what, Message current) {
        Section section;
        if (what.section().isWhole()) {
            section = new Section(List.of(new ByteRange(0, current.size())));
        } else {
            var found = what.section().in(mime(current));
            if (found.isEmpty()) {
                w.nil();
                return;
            }
            section = found.get();
        }
        if (what.origin() >= 0) section = section.partial(what.origin(), what.count());
        w.literalHeader(section.length());
        pieces = section.ranges().iterator();
        at = 0;
        end = 0;
        body = current.body();
    }

    private void writePiece(Body octets) {
        while (at == end) {
            if (!pieces.hasNext()) {
                body = null;
                return;
            }
            var piece = pieces.next();
            at = piece.offset();
            end = piece.end();
        }
        var read = octets.read(at, (int) Math.min(PIECE, end - at));
        at += read.remaining();
        w.out().shared(read);
    }
}
