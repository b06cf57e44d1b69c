package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.Replay;
import org.letterlock.mailbox.disk.SegmentLog;

/**
 * Makes an engine of what a store's files say: of the newest index that is whole and of this log, and of the log from there
 * on; without an index, of the whole log.
 */
final class Opening {
    private final Disk disk;
    private final LogSettings settings;
    private final Supplier<Engine> engines;
    private final long seal;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What was opened.
     *
     * @param index null: there was none to believe
     * @param lastCommit see {@link IndexFile#lastCommit}
     * @param findings what is damaged
     */
    record Opened(
            Engine engine,
            Rebuild rebuild,
            SegmentLog log,
            @Nullable IndexFile index,
            int lastCommit,
            List<Finding> findings) {}

    /** {@code engines} makes one without any account. */
    Opening(Disk disk, LogSettings settings, Supplier<Engine> engines) {
        this.disk = disk;
        this.settings = settings;
        this.engines = engines;
        this.seal = SegmentLog.seal(disk, settings);
    }

    Opened open() {
        try {
            for (var name : IndexFile.all(disk)) {
                var index = IndexFile.open(disk, name, seal);
                Opened opened = null;
                try {
                    var problem = index.problem();
                    if (problem.isEmpty()) opened = open(index);
                    else unused(index, problem);
                } finally {
                    if (opened == null) index.close();
                }
                if (opened != null) return opened;
            }
            var opened = open(null);
            if (opened == null) throw new IllegalStateException("a log that is not its own");
            return opened;
        } catch (IOException e) {
            throw new StoreException(disk.name() + ": an index cannot be read: " + e, e);
        }
    }

    private void unused(IndexFile index, String why) {
        findings.add(new Finding(index.name(), 0, index.size(), "this index is not used: " + why));
    }

    /** Null, and nothing left open but the index, when that is of another log. */
    private @Nullable Opened open(@Nullable IndexFile index) throws IOException {
        var engine = engines.get();
        var rebuild = new Rebuild(engine);
        if (index != null) rebuild.apply(index);
        var tail = new Tail(rebuild);
        var log = SegmentLog.open(disk, settings, index == null ? 0 : index.lsn(), tail);
        if (index != null && tail.isKnown && tail.known != index.lastCommit() && tail.found.isEmpty()) {
            log.close();
            unused(index, "it is of another log");
            return null;
        }
        findings.addAll(tail.found);
        int last = tail.isNewer || index == null ? tail.newer : index.lastCommit();
        return new Opened(engine, rebuild, log, index, last, List.copyOf(findings));
    }

    private static final class Tail implements Replay {
        private final Rebuild rebuild;
        private final List<Finding> found = new ArrayList<>();
        private boolean isKnown;
        private boolean isNewer;
        private int known; // checksum of the last commit that the index has
        private int newer; // and of the last one behind it

        Tail(Rebuild rebuild) {
            this.rebuild = rebuild;
        }

        @Override
        public void ops(long lsn, ByteBuffer payload) {
            isNewer = true;
            newer = IndexFile.crc(payload);
            rebuild.apply(payload);
        }

        @Override
        public void known(long lsn, ByteBuffer payload) {
            isKnown = true;
            known = IndexFile.crc(payload);
        }

        @Override
        public void damaged(String file, long offset, long length, String why) {
            found.add(new Finding(file, offset, length, why));
        }

        @Override
        public void lost(long octets) {
            rebuild.lost(octets);
        }
    }
}
