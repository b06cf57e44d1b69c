package org.letterlock.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One mailbox. It speaks UIDs; sequence numbers are the session's. Reads see every change that was announced before
 * they began. Thread-safe.
 */
public interface Mailbox {
    /** Stable over renames: what equality means. */
    long id();

    /** Its name now. */
    MailboxName name();

    /** Changes only with its name, see {@link MailAccount#rename}. */
    UidValidity uidValidity();

    /** False from the moment it was deleted: sessions on it say BYE or NO. */
    boolean exists();

    /** Counters for STATUS, all of one moment. */
    Status status();

    /** The messages now, ascending by UID, all of one moment. */
    View view();

    /** One message as it stands now; empty when it was expunged. */
    Optional<Message> message(long uid);

    /** Keywords in use, each in the spelling that was first. */
    List<String> keywords();

    /** Messages from this UID on are recent to whoever takes them next: for EXAMINE, which takes nothing. */
    long recentFrom();

    /**
     * Takes the {@code \Recent} mark of the messages below {@code below}, which a session is about to be told of: those
     * from the result on are recent to this session only. RFC 3501, 2.3.2.
     */
    long takeRecent(long below);

    /** Puts messages behind the last, all or none; one MODSEQ for all of them. RFC 3502. */
    CompletionStage<StoreResult<MailStore.Appended>> append(List<NewMessage> messages);

    /**
     * Puts messages that were elsewhere behind the last under the UIDs they had there, all or none, one MODSEQ for all;
     * from then on UIDNEXT is at least {@code uidNext}. UIDs ascend from UIDNEXT on ({@code CANNOT}). {@code uidValidity} is
     * what this mailbox has ({@code CANNOT}); or, as long as no message ever was here, what it shall have, higher than that
     * of any mailbox of this name before. RFC 9051, 2.3.1.1.
     */
    CompletionStage<StoreResult<MailStore.Appended>> restore(
            UidValidity uidValidity, List<Kept> messages, long uidNext);

    /**
     * Changes flags. With {@code unchangedSince}, messages changed after it are left alone and named in the result (RFC
     * 7162, 3.1.3). Messages that are gone are left out; those that have the flags already keep their MODSEQ. All that
     * change get the same one.
     */
    CompletionStage<StoreResult<Stored>> store(UidSet uids, FlagChange change, OptionalLong unchangedSince);

    /** Removes messages with {@code \Deleted} among {@code uids}. The result names those that went. RFC 4315, 2.1. */
    CompletionStage<StoreResult<Expunged>> expunge(UidSet uids);

    /** Removes messages whatever their flags: POP3's UPDATE state (RFC 1939, 6). All or none that are still there. */
    CompletionStage<StoreResult<Expunged>> remove(UidSet uids);

    /**
     * Copies or moves to {@code to} of the same account, which may be this one: all or none. Messages that are gone are
     * left out. Flags and dates go along; the body is shared. RFC 9051, 6.4.7 and 6.4.8.
     */
    CompletionStage<StoreResult<Copied>> copy(UidSet uids, Mailbox to, boolean move);

    /** As {@link #copy}, but refused ({@code EXPUNGED}) when one of {@code uids} is gone. RFC 2180, 4.4.1. */
    CompletionStage<StoreResult<Copied>> copyEach(UidSet uids, Mailbox to, boolean move);

    /** What changed after {@code since}: the same for IDLE, a command's end and QRESYNC. */
    Changes changesSince(ModSequence since);

    /**
     * Calls {@code hint} after each commit, from the committing thread, so it must only wake somebody up. A hint may be
     * doubled; {@link #changesSince} tells what happened.
     */
    Watch watch(Consumer<Mailbox> hint);

    /** The exclusive lock of a POP3 session on its maildrop (RFC 1939, 3); empty when another session has it. */
    Optional<Watch> lockMaildrop();

    /** Ends with {@link #close()}. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    record Status(
            int messages,
            long uidNext,
            int unseen,
            int deleted,
            int recent,
            long size,
            ModSequence highestModSequence) {}

    /** Messages of one moment, by position. Immutable and safe to keep while others change the mailbox. */
    interface View {
        int count();

        /** UID of the message at {@code index}, from 0. */
        long uid(int index);

        /** The message at {@code index} as it stood then. */
        Message message(int index);

        /** Its flags. */
        default Flags flags(int index) {
            return message(index).flags();
        }

        /** Its MODSEQ. */
        default long modSequence(int index) {
            return message(index).modSequence().value();
        }

        long uidNext();

        ModSequence highestModSequence();
    }

    /** A message and the UID it keeps. */
    record Kept(Uid uid, NewMessage message) {}

    /**
     * The messages that did change as they now are, and those left alone because of UNCHANGEDSINCE. {@code changed} may be
     * long: a store gives a {@link MessageList}.
     */
    record Stored(List<Message> changed, UidSet modified, ModSequence modSequence) {
        public Stored {
            if (!(changed instanceof MessageList)) changed = List.copyOf(changed);
        }
    }

    record Expunged(UidSet uids, ModSequence modSequence) {}

    /** RFC 4315, 3: COPYUID; {@code from} and {@code to} correspond one to one, ascending. */
    record Copied(UidValidity uidValidity, List<Uid> from, List<Uid> to) {
        public Copied {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    /**
     * Appended or changed messages ascending by UID, and what vanished since. {@code complete} is false when the history
     * of expunges does not reach back so far; then {@code vanished} may name UIDs that never were. For {@code changed} see
     * {@link Stored}.
     */
    record Changes(List<Message> changed, UidSet vanished, ModSequence highestModSequence, boolean complete) {
        public Changes {
            if (!(changed instanceof MessageList)) changed = List.copyOf(changed);
        }

        /** UID of the message at {@code index} of {@code changed}. */
        public long uid(int index) {
            return changed instanceof MessageList list
                    ? list.uid(index)
                    : changed.get(index).uid().value();
        }

        /** MODSEQ of the message at {@code index} of {@code changed}. */
        public long modSequence(int index) {
            return changed instanceof MessageList list
                    ? list.modSequence(index)
                    : changed.get(index).modSequence().value();
        }
    }
}
