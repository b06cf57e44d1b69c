package org.letterlock.server.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.server.queue.Lane.Item;
import org.letterlock.server.queue.Lane.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see of the queue, and what they may want of it. Thread-safe: what it does, it does in the queue's turn. */
final class Wishes {
    private static final Logger LOG = LoggerFactory.getLogger(Wishes.class);

    private final MailQueue entries;
    private final Schedule schedule;
    private final Turns turns;
    private final Runnable pump;

    /** @param pump begins what may begin; run in the queue's turn */
    Wishes(MailQueue entries, Schedule schedule, Turns turns, Runnable pump) {
        this.entries = entries;
        this.schedule = schedule;
        this.turns = turns;
        this.pump = pump;
    }

    /** One entry as an operator sees it. */
    record Seen(long number, String state, long size, QueuedMail mail) {}

    /** What an operator wants of an entry. */
    enum Wish {
        RETRY,
        HOLD,
        RELEASE,
        DROP
    }

    /** What became of a wish. */
    record Done(long number, String what) {}

    /** Which entries are meant: those that may be, and what is to be so of their mail. */
    record Which(Function<Schedule, List<Item>> items, Predicate<QueuedMail> meant) {
        static Which all() {
            return new Which(Schedule::items, mail -> true);
        }

        static Which number(long number) {
            return new Which(schedule -> schedule.item(number).stream().toList(), mail -> true);
        }

        /** @param domain in any case */
        static Which domain(String domain) {
            return new Which(Schedule::items, mail -> mail.domain().equalsIgnoreCase(domain));
        }
    }

    /** Those entries, in the order in which they came; read as the stream is. */
    Stream<Seen> seen(Which which) {
        var states = CompletableFuture.supplyAsync(
                        () -> {
                            var copy = new LinkedHashMap<Long, State>();
                            which.items().apply(schedule).forEach(item -> copy.put(item.id, item.state));
                            return copy;
                        },
                        turns)
                .join();
        return states.entrySet().stream()
                .flatMap(e -> seen(e.getKey(), e.getValue()).stream())
                .filter(seen -> which.meant().test(seen.mail()));
    }

    private Optional<Seen> seen(long id, State state) {
        return entries.entry(id)
                .map(entry -> new Seen(
                        id,
                        state.name().toLowerCase(Locale.ROOT),
                        entry.body().size(),
                        QueuedMailFormat.read(entry.state())));
    }

    /** Does it to each of those entries; one that is under way is left alone, and that is said. */
    CompletableFuture<List<Done>> grant(Wish wish, Which which) {
        var all = new CompletableFuture<List<Done>>();
        turns.execute(() -> {
            var done = new ArrayList<CompletableFuture<Done>>();
            for (var item : which.items().apply(schedule)) {
                var entry = entries.entry(item.id);
                if (entry.isEmpty()) continue;
                var mail = QueuedMailFormat.read(entry.get().state());
                if (which.meant().test(mail)) done.add(grant(wish, item, mail));
            }
            CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0])).whenComplete((v, failure) -> {
                if (failure != null) all.completeExceptionally(failure);
                else all.complete(done.stream().map(CompletableFuture::join).toList());
            });
            pump.run();
        });
        return all;
    }

    private CompletableFuture<Done> grant(Wish wish, Item item, QueuedMail mail) {
        if (item.state == State.ACTIVE) return said(item, "left: it is under way");
        return switch (wish) {
            case RETRY -> {
                if (item.state == State.HELD) yield said(item, "left: it is held");
                item.lane.failures = 0; // who asks wants to see it tried
                if (item.state == State.WAITING) schedule.ready(item);
                yield said(item, "tried now");
            }
            case HOLD ->
                item.state == State.HELD
                        ? said(item, "held")
                        : changed(item, MailQueue.Changes.NONE.andUpdate(item.id, held(mail, true)), "held");
            case RELEASE ->
                item.state == State.HELD
                        ? changed(item, MailQueue.Changes.NONE.andUpdate(item.id, held(mail, false)), "released")
                        : said(item, "left: it is not held");
            case DROP -> changed(item, MailQueue.Changes.NONE.andRemove(item.id), "dropped");
        };
    }

    private static ByteBuffer held(QueuedMail mail, boolean now) {
        return QueuedMailFormat.write(mail.held(now));
    }

    private static CompletableFuture<Done> said(Item item, String what) {
        return CompletableFuture.completedFuture(new Done(item.id, what));
    }

    /** It is kept back while the store is asked. */
    private CompletableFuture<Done> changed(Item item, MailQueue.Changes changes, String what) {
        schedule.hold(item);
        return entries.change(changes)
                .thenApplyAsync(
                        result -> {
                            if (!(result instanceof StoreResult.Done<Boolean>))
                                throw new StoreException(String.valueOf(result));
                            if (what.equals("dropped")) schedule.forget(item);
                            if (what.equals("released")) schedule.ready(item);
                            pump.run();
                            LOG.info("queue: entry {} {} by the operator", item.id, what);
                            return new Done(item.id, what);
                        },
                        turns)
                .toCompletableFuture();
    }
}
