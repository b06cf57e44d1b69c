package org.letterlock.server.queue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.delivery.Outbound;
import org.letterlock.server.queue.Lane.Item;
import org.letterlock.server.route.Router;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.SmtpRole;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue at work: lets attempts run for what the {@link Schedule} says is next, and commits what came of them. All of it happens in one
 * turn after another, so that no entry is ever in two hands; what takes time (DNS, the other server, the commit) happens elsewhere and
 * comes back as another turn. RFC 5321, 4.5.4.1.
 */
public final class OutboundQueue implements Outbound, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundQueue.class);

    private final QueueSettings settings;
    private final Parts parts;
    private final MailStore store;
    private final Turns turns;
    private final Notices notices;
    private final Schedule schedule;
    private boolean closed;

    /**
     * What the queue works with.
     *
     * @param addresses who is here
     * @param attempted told of each host that was spoken to, for reports; called in the queue's turn
     * @param nanoTime for waiting; {@code clock} is for dates and for what outlives the process
     */
    public record Parts(
            String hostname,
            Router router,
            Carrier carrier,
            Supplier<AddressBook> addresses,
            Consumer<Attempted> attempted,
            Clock clock,
            LongSupplier nanoTime,
            Random random,
            Executor threads) {}

    /** A host that was spoken to, and what it was spoken to about. */
    public record Attempted(QueuedMail.Kind kind, String domain, List<Attempt.Tried> tried, Attempt.Result result) {}

    public OutboundQueue(QueueSettings settings, MailStore store, Parts parts) {
        this.settings = settings;
        this.store = store;
        this.parts = parts;
        turns = new Turns(parts.threads());
        schedule = new Schedule(settings, parts.nanoTime());
        notices = new Notices(parts.hostname(), store, parts.addresses(), settings, parts.clock(), parts.random());
    }

    /** Takes over what is in the store from before. */
    public void start() {
        var entries = store.queue().entries();
        turns.execute(() -> entries.forEach(this::admit));
        if (!entries.isEmpty()) LOG.info("queue: {} messages from before", entries.size());
    }

    // ---------------------------------------------------------------- what comes in

    @Override
    public boolean takes(SessionFacts session) {
        return session.role() == SmtpRole.MSA && session.account().isPresent();
    }

    @Override
    public MailQueue.Changes changes(Envelope envelope, List<Envelope.Recipient> elsewhere) {
        var changes = MailQueue.Changes.NONE;
        for (var mail : byDomain(
                envelope, elsewhere, QueuedMail.Kind.MAIL, parts.clock().instant()))
            changes = changes.andAdd(QueuedMailFormat.write(mail));
        return changes;
    }

    /** An entry for each domain. */
    static List<QueuedMail> byDomain(
            Envelope envelope, List<Envelope.Recipient> elsewhere, QueuedMail.Kind kind, Instant now) {
        var byDomain = new LinkedHashMap<String, List<Envelope.Recipient>>();
        for (var recipient : elsewhere)
            byDomain.computeIfAbsent(recipient.path().mailbox().domain(), d -> new ArrayList<>())
                    .add(recipient);
        var mails = new ArrayList<QueuedMail>();
        byDomain.forEach((domain, recipients) -> mails.add(QueuedMail.of(envelope, domain, recipients, kind, now)));
        return mails;
    }

    @Override
    public void queued(List<MailQueue.Entry> entries) {
        if (entries.isEmpty()) return;
        turns.execute(() -> {
            entries.forEach(this::admit);
            pump();
        });
    }

    @Override
    public void delivered(Envelope envelope, List<Envelope.Recipient> here, Body body) {
        var told = here.stream()
                .filter(Told.Action.DELIVERED::wanted)
                .map(Told::delivered)
                .toList();
        if (told.isEmpty() || envelope.from().isNull()) return;
        var mail = QueuedMail.of(
                envelope, "", here, QueuedMail.Kind.MAIL, parts.clock().instant());
        turns.execute(() -> notices.settle(mail, body, told, MailQueue.Changes.NONE)
                .whenComplete((result, failure) -> {
                    if (result instanceof StoreResult.Done<List<MailQueue.Entry>> done) queued(done.value());
                    else LOG.warn("id={} its sender was not told that it is delivered", mail.id(), failure);
                }));
    }

    /** A report of this server, to one address; completes when it is in the queue. Nobody is told what becomes of it. */
    public CompletionStage<Boolean> post(String id, Mailbox to, byte[] message) {
        var now = parts.clock().instant();
        var spool = store.spool(message.length);
        spool.write(ByteBuffer.wrap(message));
        var mail = new QueuedMail(
                id,
                now,
                ReversePath.NULL,
                to.domain(),
                List.of(new Envelope.Recipient(new ForwardPath(to), List.of("NEVER"), Optional.empty())),
                Envelope.BodyType.SEVEN_BIT,
                to.internationalized(),
                Optional.empty(),
                Optional.empty(),
                Envelope.OnwardTls.OPTIONAL,
                QueuedMail.Kind.REPORT,
                false,
                false,
                0,
                now,
                "");
        return store.deliver(
                        List.of(),
                        new NewMessage(spool.finish(), Flags.NONE, InternalDate.of(now)),
                        MailQueue.Changes.NONE.andAdd(QueuedMailFormat.write(mail)))
                .whenComplete((result, failure) -> spool.close())
                .thenApply(result -> {
                    if (!(result instanceof StoreResult.Done<MailStore.Delivered> done)) return false;
                    queued(done.value().queued());
                    return true;
                });
    }

    /** Puts an entry where its state says. */
    private void admit(MailQueue.Entry entry) {
        QueuedMail mail;
        try {
            mail = QueuedMailFormat.read(entry.state());
        } catch (StoreException e) {
            LOG.error("entry {} of the queue stays where it is", entry.id(), e);
            return;
        }
        var item = schedule.add(entry.id(), mail.lane());
        if (item == null) return;
        if (mail.held()) schedule.hold(item);
        else schedule.await(item, Duration.between(parts.clock().instant(), mail.due()));
    }

    // ---------------------------------------------------------------- what goes out

    /** Lets begin what is due. To be called about once a second, from anywhere. */
    public void tick() {
        turns.execute(() -> {
            schedule.tick();
            pump();
        });
    }

    /** Begins attempts while there is room, one destination after the other. */
    private void pump() {
        while (!closed) {
            var item = schedule.next();
            if (item == null) return;
            begin(item.lane, item);
        }
    }

    private void begin(Lane lane, Item item) {
        var lease = store.queue().lease(item.id);
        var entry = store.queue().entry(item.id);
        if (lease.isEmpty() || entry.isEmpty()) {
            lease.ifPresent(MailQueue.Lease::close);
            if (entry.isEmpty()) schedule.forget(item);
            else schedule.await(item, settings.wait(1, parts.random()));
            return;
        }
        Work work;
        try {
            work = new Work(
                    item,
                    lane,
                    QueuedMailFormat.read(entry.get().state()),
                    entry.get().body(),
                    lease.get());
        } catch (StoreException e) {
            LOG.error("entry {} of the queue cannot be read", item.id, e);
            lease.get().close();
            schedule.hold(item);
            return;
        }
        schedule.begin(item);
        attempt(work)
                .whenComplete((result, failure) -> turns.execute(() -> {
                    if (result != null) ended(work, result);
                    else failed(work, failure);
                }));
    }

    /** One entry in somebody's hands. */
    private static final class Work {
        final Item item;
        final Lane lane;
        final QueuedMail mail;
        final Body body;
        final MailQueue.Lease lease;
        boolean counted = true; // among the active

        Work(Item item, Lane lane, QueuedMail mail, Body body, MailQueue.Lease lease) {
            this.item = item;
            this.lane = lane;
            this.mail = mail;
            this.body = body;
            this.lease = lease;
        }
    }

    private CompletionStage<Attempt.Result> attempt(Work work) {
        var lane = work.lane;
        try {
            if (lane.resting(parts.nanoTime().getAsLong()) && lane.lastFailure.isPresent())
                return CompletableFuture.completedStage(likewise(work.mail, lane.lastFailure.get()));
            var idle = lane.idle.pollLast();
            if (idle == null) return anew(work);
            return Attempt.over(parts.carrier(), work.mail, work.body, new Attempt.Kept(idle.connection(), idle.step()))
                    .thenCompose(
                            result -> result.destination() ? anew(work) : CompletableFuture.completedStage(result));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Attempt.Result> anew(Work work) {
        return parts.router()
                .route(work.mail.domain(), work.mail.protection())
                .thenCompose(along -> Attempt.along(parts.carrier(), work.mail, work.body, along));
    }

    /** The destination failed a moment ago, for another message: it did for this one as well. */
    private static Attempt.Result likewise(QueuedMail mail, Attempt.Result failure) {
        var first = failure.outcomes().get(0);
        var outcomes = mail.recipients().stream()
                .map(r -> new Outcome(r, first.result(), first.phase(), first.status(), first.reply(), first.text()))
                .toList();
        return new Attempt.Result(outcomes, true, List.of(), Set.of(), Optional.empty(), Optional.empty());
    }

    // ---------------------------------------------------------------- what came of it

    private void ended(Work work, Attempt.Result result) {
        var lane = work.lane;
        long nanos = parts.nanoTime().getAsLong();
        boolean asked = !result.tried().isEmpty() || result.nowhere().isPresent();
        if (result.destination() && asked) {
            lane.failures++;
            lane.restUntil =
                    nanos + settings.rest(lane.failures, parts.random()).toNanos();
            lane.lastFailure = Optional.of(result);
        } else if (!result.destination()) {
            if (lane.failures > 0) schedule.awake(lane);
            lane.failures = 0;
            lane.lastFailure = Optional.empty();
        }
        result.kept().ifPresent(kept -> {
            if (closed) kept.connection().close();
            else lane.idle.add(new Lane.Idle(kept.connection(), kept.step(), nanos));
        });
        if (asked)
            parts.attempted().accept(new Attempted(work.mail.kind(), work.mail.domain(), result.tried(), result));
        settle(work, result);
    }

    private void settle(Work work, Attempt.Result result) {
        var mail = work.mail;
        var settlement = Settlement.of(mail, result, settings, parts.clock().instant(), parts.random());
        QueueLog.write(mail, result, settlement);
        var changes = settlement.left().isPresent()
                ? MailQueue.Changes.NONE.andUpdate(
                        work.item.id, QueuedMailFormat.write(settlement.left().get()))
                : MailQueue.Changes.NONE.andRemove(work.item.id);
        CompletionStage<StoreResult<List<MailQueue.Entry>>> committed;
        try {
            committed = notices.settle(mail, work.body, settlement.told(), changes);
        } catch (RuntimeException e) {
            committed = CompletableFuture.failedStage(e);
        }
        end(work); // the connection is free; the entry is not, until its state is committed
        committed.whenComplete((done, failure) -> turns.execute(() -> settled(work, settlement, done, failure)));
        pump();
    }

    private void settled(
            Work work,
            Settlement settlement,
            @Nullable StoreResult<List<MailQueue.Entry>> done,
            @Nullable Throwable failure) {
        if (!(done instanceof StoreResult.Done<List<MailQueue.Entry>> committed)) {
            failed(
                    work,
                    failure != null ? failure : new StoreException("what came of an attempt was not taken: " + done));
            return;
        }
        work.lease.close();
        if (settlement.left().isEmpty()) schedule.forget(work.item);
        else if (settlement.left().get().held()) schedule.hold(work.item);
        else
            schedule.await(
                    work.item,
                    Duration.between(
                            parts.clock().instant(), settlement.left().get().due()));
        committed.value().forEach(this::admit);
        pump();
    }

    /** Something of ours failed: the entry is as it was, and is tried again. */
    private void failed(Work work, @Nullable Throwable failure) {
        LOG.error("id={} an attempt ended by our own fault", work.mail.id(), failure);
        work.lease.close();
        end(work);
        schedule.await(work.item, settings.wait(1, parts.random()));
        pump();
    }

    private void end(Work work) {
        if (!work.counted) return;
        work.counted = false;
        schedule.end(work.lane);
    }

    // ---------------------------------------------------------------- from outside

    /** How much it remembers: entries, places in time and destinations. Of the queue's turn. */
    int known() {
        return schedule.size();
    }

    /** Offers all that an operator may ask. */
    public void offer(AdminCommands commands) {
        var wishes = new Wishes(store.queue(), schedule, turns, this::pump);
        new QueueCommands(wishes, parts.clock()).offerAt(commands);
    }

    /** Begins nothing more. What is under way may still come to its end. */
    @Override
    public void close() {
        turns.execute(() -> {
            closed = true;
            schedule.closeIdle();
        });
    }
}
