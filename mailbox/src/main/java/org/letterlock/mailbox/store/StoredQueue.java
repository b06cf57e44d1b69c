package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;

/** The queue of the engine: the entries that are committed. */
final class StoredQueue implements MailQueue {
    private final Engine engine;
    private final ConcurrentNavigableMap<Long, QueuedMail> mails = new ConcurrentSkipListMap<>();

    StoredQueue(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        for (var mail : mails.values()) mail.entry().ifPresent(entries::add);
        return entries;
    }

    @Override
    public Optional<Entry> entry(long id) {
        return Optional.ofNullable(mails.get(id)).flatMap(QueuedMail::entry);
    }

    @Override
    public Optional<Lease> lease(long id) {
        return Optional.ofNullable(mails.get(id)).flatMap(QueuedMail::lease);
    }

    @Override
    public CompletionStage<StoreResult<Boolean>> change(Changes changes) {
        if (!changes.added().isEmpty()) throw new IllegalArgumentException("a new entry needs a body");
        try (var commit = engine.begin()) {
            var refused = stage(commit, changes);
            return refused == null ? commit.done(true) : commit.refuse(refused);
        }
    }

    /** Stages what {@code changes} does to entries that are there; answers why not, or null. */
    StoreResult.@Nullable Refused<?> stage(Commit commit, Changes changes) {
        var these = new ArrayList<QueuedMail>();
        for (var ids : List.of(changes.updated().keySet(), changes.removed())) {
            for (var id : ids) {
                var mail = mails.get(id);
                if (mail != null) these.add(mail);
            }
        }
        commit.lockQueued(these);
        boolean all =
                these.size() == changes.updated().size() + changes.removed().size();
        for (var mail : these) all &= mail.part().sequenced().in();
        if (!all) return new StoreResult.Refused<>(Refusal.NON_EXISTENT, "it is not in the queue any more");
        for (var mail : these) {
            var state = changes.updated().get(mail.id());
            commit.stage(mail, state == null ? QueuedMail.State.OUT : new QueuedMail.State(state, true));
        }
        return null;
    }

    /** Stages new entries, and answers them as they will be. */
    List<Entry> stageAdd(Commit commit, Body body, List<ByteBuffer> states) {
        var entries = new ArrayList<Entry>(states.size());
        for (var state : states) {
            var mail = new QueuedMail(this, engine.nextId(), body);
            commit.stage(mail, new QueuedMail.State(state, true));
            entries.add(new Entry(mail.id(), body, state));
        }
        return entries;
    }

    @Nullable
    Bodies bodies() {
        return engine.bodies();
    }

    /** As a log says it. */
    void rebuilt(long id, long size, long handle, ByteBuffer state) {
        var mail = new QueuedMail(this, id, size, handle);
        mail.part().commit(new QueuedMail.State(state, true));
        mails.put(id, mail);
    }

    /** As a log says it. */
    void gone(long id) {
        mails.remove(id);
    }

    /** As a log says it: all from the first to the last. */
    void gone(long first, long last) {
        mails.subMap(first, true, last, true).clear();
    }

    Collection<QueuedMail> mails() {
        return mails.values();
    }

    void committed(QueuedMail mail, boolean in) {
        if (in) mails.putIfAbsent(mail.id(), mail);
        else mails.remove(mail.id());
    }
}
