package org.letterlock.mailbox.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.Mailbox.Kept;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/**
 * One mailbox that takes in messages, some at a time, each lot all or none. Messages come in an order that is the same in each
 * run, and get their UIDs in it: so a run that follows one that was interrupted knows what is there by UID and date, and goes
 * on behind it. Used by one thread.
 */
final class Intake implements AutoCloseable {
    private static final int LOT = 500;
    private static final long LOT_OCTETS = 16 << 20;
    private final MailStore store;
    private final Mailbox mailbox;
    private final Optional<UidValidity> sourceValidity;
    private final TransferReport report;
    private final boolean behind; // everything is new here and gets the next UID
    private final long firstFree; // messages below were there before
    private long next = 1; // the UID for a message that names none
    private final List<Waiting> lot = new ArrayList<>();
    private long lotOctets;

    /** A message that is read and not in the mailbox yet; {@code uid} is 0 where it gets the next one. */
    private record Waiting(BodySpool spool, Body body, long uid, Flags flags, InternalDate date, String where) {
        NewMessage message(Flags with) {
            return new NewMessage(body, with, date);
        }
    }

    private Intake(
            MailStore store,
            Mailbox mailbox,
            Optional<UidValidity> sourceValidity,
            boolean behind,
            TransferReport report) {
        this.store = store;
        this.mailbox = mailbox;
        this.sourceValidity = sourceValidity;
        this.behind = behind;
        this.firstFree = mailbox.status().uidNext();
        this.report = report;
    }

    /**
     * @param sourceValidity to which the UIDs of the messages belong, where the source knows any
     * @throws TransferException when that mailbox has mail of its own
     */
    static Intake open(
            MailStore store,
            MailAccount account,
            MailboxName name,
            Optional<UidValidity> sourceValidity,
            boolean append,
            TransferReport report)
            throws TransferException {
        var there = account.open(name);
        var mailbox = there.isPresent() ? there.get() : done(account.create(name, Set.of()), name.value());
        report.mailbox();
        var status = mailbox.status();
        boolean untouched = status.uidNext() == 1;
        boolean same = sourceValidity.filter(mailbox.uidValidity()::equals).isPresent();
        boolean behind = append || (status.messages() == 0 && !untouched && !same);
        if (behind && sourceValidity.isPresent()) report.lost(Loss.UID_VALIDITY, name.value());
        if (!behind && !untouched && !same && sourceValidity.isPresent()) throw occupied(name, "has mail of its own");
        return new Intake(store, mailbox, sourceValidity, behind, report);
    }

    private static TransferException occupied(MailboxName name, String why) {
        return new TransferException("mailbox " + TransferReport.visible(name.value()) + " " + why
                + ": nothing was put there; it can be appended to, or another name chosen");
    }

    /**
     * Whether the next message of the source came with an earlier run. To be asked of each, in order.
     *
     * @param uid 0 where the source knows none
     */
    boolean has(long uid, InternalDate date) throws TransferException {
        if (behind) return false;
        long own = Math.max(uid, next);
        if (own >= firstFree) return false;
        var message = mailbox.message(own);
        if (message.isPresent() && message.get().internalDate().epochSecond() == date.epochSecond()) {
            report.alreadyThere();
        } else if (message.isEmpty() && sourceValidity.isPresent()) {
            report.lost(Loss.GONE_SINCE, mailbox.name() + " UID " + own);
        } else {
            throw occupied(mailbox.name(), "has mail of its own (UID " + own + ")");
        }
        next = own + 1;
        return true;
    }

    /** Where the octets of the next message go. */
    BodySpool spool(long sizeHint) throws TransferException {
        try {
            return store.spool(sizeHint);
        } catch (StoreException e) {
            throw new TransferException("the store takes no message: " + e.getMessage(), e);
        }
    }

    static Octets into(BodySpool spool) {
        return (octets, from, to) -> spool.write(ByteBuffer.wrap(octets, from, to - from));
    }

    /** Takes the message over, and its spool with it. */
    void add(BodySpool spool, long uid, Flags flags, InternalDate date, String where) throws TransferException {
        long own = 0;
        if (!behind) {
            own = Math.max(uid, next);
            if (own > Uid.MAX) {
                spool.close();
                report.lost(Loss.LEFT_OUT, where + ": no UID is left");
                return;
            }
            if (uid != 0 && own != uid) report.lost(Loss.UID, where);
            next = own + 1;
        }
        lot.add(new Waiting(spool, spool.finish(), own, flags, date, where));
        lotOctets += spool.size();
        if (lot.size() >= LOT || lotOctets >= LOT_OCTETS) flush();
    }

    /** All messages came; none will get a UID below {@code uidNext}, as far as the source knows one. */
    void finish(long uidNext) throws TransferException {
        flush();
        if (behind) return;
        long last = Math.min(uidNext, Uid.MAX + 1);
        if (last > mailbox.status().uidNext() || !validity().equals(mailbox.uidValidity()))
            done(mailbox.restore(validity(), List.of(), last), mailbox.name().value());
    }

    private UidValidity validity() {
        return sourceValidity.orElse(mailbox.uidValidity());
    }

    private void flush() throws TransferException {
        if (lot.isEmpty()) return;
        try {
            if (!refused(put(lot, false))) {
                for (var message : lot) report.message(message.body().size());
                return;
            }
            for (var message : lot) one(message); // one of them is why
        } catch (StoreException e) {
            throw new TransferException("the store failed: " + e.getMessage(), e);
        } finally {
            for (var message : lot) message.spool().close();
            lot.clear();
            lotOctets = 0;
        }
    }

    private void one(Waiting message) throws TransferException {
        var result = put(List.of(message), false);
        if (refused(result) && !message.flags().keywords().isEmpty()) {
            result = put(List.of(message), true);
            if (!refused(result)) report.lost(Loss.KEYWORDS, message.where());
        }
        if (refused(result)) report.lost(Loss.LEFT_OUT, message.where() + ": " + refusal(result));
        else report.message(message.body().size());
    }

    private StoreResult<MailStore.Appended> put(List<Waiting> messages, boolean withoutKeywords) {
        var added = new ArrayList<NewMessage>(messages.size());
        for (var m : messages)
            added.add(m.message(withoutKeywords ? Flags.of(m.flags().system(), List.of()) : m.flags()));
        if (behind) return mailbox.append(added).toCompletableFuture().join();
        var kept = new ArrayList<Kept>(messages.size());
        for (int i = 0; i < added.size(); i++)
            kept.add(new Kept(new Uid(messages.get(i).uid()), added.get(i)));
        return mailbox.restore(validity(), kept, 1).toCompletableFuture().join();
    }

    /** Whether it may go with fewer messages or fewer keywords; what never goes is an exception. */
    private boolean refused(StoreResult<?> result) throws TransferException {
        if (!(result instanceof StoreResult.Refused<?> r)) return false;
        if (r.why() == Refusal.LIMIT) return true;
        throw new TransferException(
                "mailbox " + TransferReport.visible(mailbox.name().value()) + ": " + r.detail()
                        + (r.why() == Refusal.CANNOT
                                ? "; without the UIDs of the source it can be taken in"
                                : "; what is there stays, and another run goes on behind it"));
    }

    private static String refusal(StoreResult<?> result) {
        return result instanceof StoreResult.Refused<?> r ? r.detail() : "refused";
    }

    private static <T> T done(CompletionStage<StoreResult<T>> stage, String name) throws TransferException {
        var result = stage.toCompletableFuture().join();
        if (result instanceof StoreResult.Done<T> d) return d.value();
        throw new TransferException(
                "mailbox " + TransferReport.visible(name) + ": " + ((StoreResult.Refused<T>) result).detail());
    }

    /** Gives up what was not put into the mailbox. */
    @Override
    public void close() {
        for (var message : lot) message.spool().close();
        lot.clear();
    }
}
