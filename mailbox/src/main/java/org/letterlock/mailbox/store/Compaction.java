package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.disk.DiskBody;
import org.letterlock.mailbox.disk.DiskSpool;
import org.letterlock.mailbox.disk.Handle;
import org.letterlock.mailbox.disk.SegmentInfo;
import org.letterlock.mailbox.disk.SegmentLog;
import org.letterlock.mailbox.disk.Visitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the room of what is dead. Files of which little is live are chosen; what is live in them is copied to the end
 * of the log, and a change of each mailbox says where it is now; what else the log says in them and is still so, it says
 * again. Two indexes are written, so that none that is kept needs these files, and then they are deleted. A crash at any
 * time leaves both copies, and the index or the log says which one counts.
 */
public final class Compaction {
    private static final int RECORDS =
            128; // octets of the log a small body takes besides its own: headers, and its row
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final int BACKGROUND_LIVE = 50; // percent
    private static final long BACKGROUND_PAUSE = 4; // nanoseconds for each octet copied: at most 250 MB a second
    private final String name;
    private final SegmentLog log;
    private final Engine engine;
    private final LogBodies bodies;
    private final Checkpointer checkpointer;

    /**
     * What it did.
     *
     * @param files that were deleted
     * @param octets in use in them
     * @param copied octets of bodies
     */
    public record Done(int files, long octets, long copied) {}

    Compaction(String name, SegmentLog log, Engine engine, LogBodies bodies, Checkpointer checkpointer) {
        this.name = name;
        this.log = log;
        this.engine = engine;
        this.bodies = bodies;
        this.checkpointer = checkpointer;
    }

    void inBackground() {
        var done = run(BACKGROUND_LIVE, BACKGROUND_PAUSE);
        if (done.files() > 0) LOG.info("{}: {}", name, done);
    }

    /** One at a time. {@code live}: percent; {@code pause}: nanoseconds for each octet that is copied. */
    synchronized Done run(int live, long pause) {
        if (log.isDead()) return new Done(0, 0, 0);
        var pass = new Pass(pause);
        pass.choose(live);
        if (pass.victims.isEmpty()) return new Done(0, 0, 0);
        bodies.leave(pass::isVictim);
        try {
            return pass.run();
        } finally {
            pass.close();
            bodies.left();
        }
    }

    /** Waits until it is on stable storage; without that, nothing may be deleted. */
    private static void done(Commit commit) {
        var result = commit.done(true).toCompletableFuture().join();
        if (result instanceof StoreResult.Refused<?> refused)
            throw new StoreException("compaction gives up: " + refused.detail());
    }

    private record File(boolean bodies, int number) {
        static File of(long handle) {
            return new File(Handle.inBodies(handle), Handle.number(handle));
        }
    }

    private final class Pass {
        private final long pause;
        private final Map<File, SegmentInfo> victims = new HashMap<>();
        private final Set<Long> leaving = new HashSet<>(); // large bodies that lie in a victim, perhaps in part
        private final Touched touched = new Touched();
        private final List<DiskSpool> open = new ArrayList<>(); // until their bodies are named
        private long copied;

        Pass(long pause) {
            this.pause = pause;
        }

        private void each(BiConsumer<Long, Long> visitor) {
            for (var mailbox : mailboxes()) {
                var messages = mailbox.part().peek().messages();
                for (int i = 0; i < messages.count(); i++) visitor.accept(messages.handle(i), messages.size(i));
            }
            for (var mail : engine.queue().mails()) visitor.accept(mail.handle(), mail.size());
        }

        private List<StoredMailbox> mailboxes() {
            var all = new ArrayList<StoredMailbox>();
            for (var account : engine.stored()) {
                for (var node : account.names().all()) {
                    var mailbox = node.mailbox();
                    if (mailbox != null) all.add(mailbox);
                }
            }
            return all;
        }

        void choose(int live) {
            var candidates = candidates();
            settle(); // whoever closed his spool before that is in a mailbox now
            var octets = new HashMap<File, Long>();
            var seen = new HashSet<Long>();
            var large = new HashMap<Long, Set<Integer>>();
            each((handle, size) -> {
                if (!seen.add(handle)) return;
                if (!Handle.inBodies(handle)) {
                    octets.merge(File.of(handle), size + RECORDS, Long::sum);
                    return;
                }
                var files = bodyFiles(handle, size);
                large.put(handle, files);
                for (int file : files) octets.merge(new File(true, file), size / files.size(), Long::sum);
            });
            for (var segment : candidates) {
                var file = new File(segment.bodies(), segment.number());
                if (octets.getOrDefault(file, 0L) < segment.size() * live / 100.0) victims.put(file, segment);
            }
            large.forEach((handle, files) -> {
                if (files.isEmpty()) victims.keySet().removeIf(File::bodies); // nobody knows where it lies: all stay
                for (int file : files) if (victims.containsKey(new File(true, file))) leaving.add(handle);
            });
        }

        /** Files that nobody writes any more; bodies of open spools, which no mailbox has yet, are not in them. */
        private List<SegmentInfo> candidates() {
            var candidates = new ArrayList<SegmentInfo>();
            for (var segment : log.segments()) {
                boolean old = segment.lastLsn() <= log.durableLsn();
                if (!segment.active() && old && !log.isPinned(segment)) candidates.add(segment);
            }
            return candidates;
        }

        /** Waits until readers see all that was sequenced before. */
        private void settle() {
            try (var commit = engine.begin()) {
                var out = new OpsBuffer();
                Ops.marks(out, engine.highestId(), engine.highestUidValidity());
                commit.stageAgain(out.done());
                done(commit);
            }
        }

        /** Empty when its table is damaged. */
        private Set<Integer> bodyFiles(long handle, long size) {
            try {
                return ((DiskBody) bodies.at(handle, size)).bodyFiles();
            } catch (StoreException e) {
                return Set.of();
            }
        }

        boolean isVictim(long handle) {
            return leaving.contains(handle) || victims.containsKey(File.of(handle));
        }

        Done run() {
            settle(); // from here on nobody gets a body in a victim who had none before
            for (var victim : victims.values()) {
                if (victim.bodies()) continue;
                log.scan(victim, new Visitor() {
                    @Override
                    public void ops(long lsn, ByteBuffer payload) {
                        touched.read(payload);
                    }
                });
            }
            for (var mailbox : mailboxes()) move(mailbox);
            for (var mail : engine.queue().mails()) move(mail);
            sayNamesAgain();
            sayWhatLeftTheQueue();
            boolean[] left = new boolean[1];
            each((handle, size) -> left[0] |= isVictim(handle));
            if (left[0]) return new Done(0, 0, copied); // a damaged body cannot be moved: its file stays
            twoIndexes();
            int files = 0;
            long octets = 0;
            for (var victim : victims.values()) {
                if (!log.retire(victim)) continue;
                files++;
                octets += victim.size();
            }
            return new Done(files, octets, copied);
        }

        /** Where that body is now; itself when it stays. */
        private long moved(long handle, long size) {
            long now = bodies.now(handle);
            if (!isVictim(now)) return now;
            try {
                var spool = log.copy((DiskBody) bodies.at(now, size));
                open.add(spool);
                long to = spool.finish().handle();
                bodies.moved(now, to);
                copied += size;
                if (pause > 0) LockSupport.parkNanos(size * pause);
                return to;
            } catch (StoreException e) {
                LOG.warn("{}: a body stays where it is: {}", name, e.getMessage());
                return now;
            }
        }

        private void move(StoredMailbox mailbox) {
            var messages = mailbox.part().peek().messages();
            boolean any = touched.mailbox(mailbox) || !touched.expunged(mailbox).isEmpty();
            for (int i = 0; i < messages.count(); i++) {
                if (isVictim(messages.handle(i)))
                    any |= moved(messages.handle(i), messages.size(i)) != messages.handle(i);
            }
            if (!any) return; // copied without a lock; the rest is short
            try (var commit = engine.begin().lockMailbox(mailbox)) {
                var state = commit.state(mailbox);
                if (!state.exists()) return;
                int count = state.messages().count();
                var uids = new long[count];
                var handles = new long[count];
                int n = 0;
                var again = touched.messages(mailbox);
                for (int i = 0; i < count; i++) {
                    long handle = state.messages().handle(i);
                    long now = isVictim(handle) ? moved(handle, state.messages().size(i)) : handle;
                    if (now == handle && !again.contains(state.messages().uid(i))) continue;
                    uids[n] = state.messages().uid(i);
                    handles[n++] = now;
                }
                var next = state.relocated(Arrays.copyOf(uids, n), Arrays.copyOf(handles, n));
                var out = new OpsBuffer();
                Ops.box(out, mailbox, next);
                var rows = new ArrayList<Row>(n);
                for (int i = 0; i < n; i++)
                    rows.add(next.messages().row(next.messages().find(uids[i])));
                if (n > 0) Ops.rows(out, mailbox, rows);
                for (var gone : touched.expunged(mailbox)) Ops.expunged(out, mailbox, gone.modSequence(), gone.uids());
                commit.stage(mailbox, next);
                commit.stageAgain(out.done());
                done(commit);
            }
        }

        private void move(QueuedMail mail) {
            if (!touched.queued(mail) && !isVictim(mail.handle())) return;
            try (var commit = engine.begin().lockQueued(List.of(mail))) {
                var state = mail.part().sequenced();
                if (!state.in()) return;
                mail.relocate(moved(mail.handle(), mail.size()));
                commit.stage(mail, state);
                done(commit);
            }
        }

        private void sayNamesAgain() {
            for (var account : engine.stored()) {
                if (!touched.account(account)) continue;
                try (var commit = engine.begin().lockNames(List.of(account))) {
                    var out = new OpsBuffer();
                    Ops.onlyNames(out, account, account.part().sequenced());
                    commit.stageAgain(out.done());
                    done(commit);
                }
            }
        }

        private void sayWhatLeftTheQueue() {
            var left = touched.leftQueue();
            if (left.isEmpty()) return;
            try (var commit = engine.begin()) {
                var out = new OpsBuffer();
                Ops.leftQueue(out, left);
                commit.stageAgain(out.done());
                done(commit);
            }
        }

        private void twoIndexes() {
            for (int i = 0; i < 2; i++) {
                settle(); // so that each is of another LSN
                checkpointer.now();
            }
        }

        void close() {
            open.forEach(DiskSpool::close);
        }
    }
}
