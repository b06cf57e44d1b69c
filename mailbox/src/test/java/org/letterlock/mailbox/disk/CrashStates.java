package org.letterlock.mailbox.disk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.letterlock.mailbox.disk.RecordingDisk.Effect;

/**
 * What a directory may look like after the machine lost its power, at any moment of what a {@link RecordingDisk} saw.
 * What was written before the last force of its file is there. Of the rest each write may be there, be lost, or be there
 * in some of its sectors of 512 octets or pages of 4 KiB; each name that was made, changed or taken away since the
 * directory was synced may be as before or after, in any combination.
 */
public final class CrashStates {
    private final RecordingDisk disk;
    private final RandomGenerator random;
    private final Set<Long> seen;

    private final Map<Integer, byte[]> stable = new TreeMap<>();
    private final Map<String, Integer> stableNames = new TreeMap<>();
    private final List<Effect> loose = new ArrayList<>(); // neither forced nor synced, in order
    private final Set<Effect> forgotten = Collections.newSetFromMap(new IdentityHashMap<>()); // among those
    private final List<Object> marks = new ArrayList<>();

    private final Map<Long, Integer> told = new HashMap<>(); // how much had been told when a state was visited

    /**
     * @param seen checksums of states met already, so that none is visited twice, unless more had been told meanwhile;
     *     they are added to
     */
    public CrashStates(RecordingDisk disk, RandomGenerator random, Set<Long> seen) {
        this.disk = disk;
        this.random = random;
        this.seen = seen;
    }

    public CrashStates(RecordingDisk disk, RandomGenerator random) {
        this(disk, random, new HashSet<>());
    }

    /**
     * One of them.
     *
     * @param marks what had been told to the outside by then
     * @param checksum of the files: one that was visited before looks the same, and more had been told this time
     */
    public record State(Map<String, byte[]> files, List<Object> marks, long checksum) {
        public RecordingDisk disk() {
            return new RecordingDisk(files);
        }
    }

    private enum Fate {
        KEPT,
        LOST,
        TORN
    }

    /** Visits up to so many different states of each moment. How many that were. */
    public int visit(int each, Consumer<State> visitor) {
        stable.putAll(disk.initialContents());
        stableNames.putAll(disk.initialNames());
        int count = 0;
        for (var effect : disk.history()) {
            boolean ends = effect instanceof Effect.Force
                    || effect instanceof Effect.SyncDirectory
                    || effect instanceof Effect.Mark;
            // of the moments before, what comes later may be lost too: so each is among the states of the last one
            if (ends) count += moment(each, visitor);
            take(effect);
        }
        return count + moment(each, visitor);
    }

    private void take(Effect effect) {
        if (effect instanceof Effect.Mark mark) marks.add(mark.what());
        else if (effect instanceof Effect.Force force) force(force.inode());
        else if (effect instanceof Effect.SyncDirectory) syncDirectory();
        else if (effect instanceof Effect.Forget forget)
            loose.stream().filter(e -> inodeOf(e) == forget.inode()).forEach(forgotten::add);
        else loose.add(effect);
        if (effect instanceof Effect.Create made) stable.put(made.inode(), new byte[0]);
    }

    /** Makes stable what was written since the last force; of what was forgotten before, only what is written over. */
    private void force(int inode) {
        var octets = stable.get(inode);
        boolean mine = false;
        var left = new ArrayList<Effect>();
        for (var effect : loose) {
            if (inodeOf(effect) != inode || forgotten.contains(effect)) {
                left.add(effect);
                continue;
            }
            octets = apply(effect, octets, mine, Fate.KEPT);
            mine = true;
            if (!forgotten.isEmpty() && effect instanceof Effect.Write write) writeOver(left, write);
        }
        stable.put(inode, octets);
        loose.clear();
        loose.addAll(left);
    }

    private void writeOver(List<Effect> left, Effect.Write by) {
        long from = by.position();
        long end = from + by.octets().length;
        for (int i = 0; i < left.size(); i++) {
            if (!(left.get(i) instanceof Effect.Write old) || old.inode() != by.inode()) continue;
            left.remove(i--);
            forgotten.remove(old);
            long oldEnd = old.position() + old.octets().length;
            if (old.position() < from) left.add(++i, forget(old, old.position(), Math.min(from, oldEnd)));
            if (oldEnd > end) left.add(++i, forget(old, Math.max(end, old.position()), oldEnd));
        }
    }

    private Effect forget(Effect.Write old, long from, long end) {
        int at = (int) (from - old.position());
        var part = new Effect.Write(old.inode(), from, Arrays.copyOfRange(old.octets(), at, at + (int) (end - from)));
        forgotten.add(part);
        return part;
    }

    private void syncDirectory() {
        loose.forEach(effect -> name(effect, stableNames));
        loose.removeIf(effect -> inodeOf(effect) < 0);
    }

    private static int inodeOf(Effect effect) {
        if (effect instanceof Effect.Write write) return write.inode();
        if (effect instanceof Effect.Truncate truncate) return truncate.inode();
        return -1;
    }

    private static void name(Effect effect, Map<String, Integer> names) {
        if (effect instanceof Effect.Create made) names.put(made.name(), made.inode());
        if (effect instanceof Effect.Delete gone) names.remove(gone.name());
        if (effect instanceof Effect.Rename rename) {
            names.remove(rename.from(), rename.inode());
            names.put(rename.to(), rename.inode());
        }
    }

    private int moment(int each, Consumer<State> visitor) {
        int count = 0;
        int n = loose.size();
        var fates = new Fate[n];
        for (int sure = 0; sure <= n && count < each; sure++) { // the first so many only
            Arrays.fill(fates, Fate.LOST);
            Arrays.fill(fates, 0, sure, Fate.KEPT);
            count += visit(fates, visitor);
        }
        for (int tries = 0; n > 0 && count < each && tries < 2 * each; tries++) {
            Arrays.fill(fates, tries % 3 == 0 ? Fate.LOST : Fate.KEPT);
            int changes = tries % 2 == 0 ? 1 : n;
            for (int i = 0; i < changes; i++) fates[random.nextInt(n)] = Fate.values()[random.nextInt(3)];
            count += visit(fates, visitor);
        }
        return count;
    }

    /** 1 when it was not met before, or when less had been told then. */
    private int visit(Fate[] fates, Consumer<State> visitor) {
        var names = new TreeMap<>(stableNames);
        var contents = new TreeMap<>(stable);
        var mine = new HashSet<Integer>();
        for (int i = 0; i < fates.length; i++) {
            if (fates[i] == Fate.LOST) continue;
            var effect = loose.get(i);
            int inode = inodeOf(effect);
            if (inode < 0) name(effect, names);
            else contents.put(inode, apply(effect, contents.get(inode), !mine.add(inode), fates[i]));
        }
        var files = new TreeMap<String, byte[]>();
        names.forEach((name, inode) -> files.put(name, contents.get(inode)));
        long checksum = checksum(files);
        var before = told.get(checksum);
        if (!seen.add(checksum) && (before == null || before == marks.size())) return 0;
        told.put(checksum, marks.size());
        visitor.accept(new State(files, List.copyOf(marks), checksum));
        return 1;
    }

    private byte[] apply(Effect effect, byte[] octets, boolean mine, Fate fate) {
        if (effect instanceof Effect.Truncate truncate) return Arrays.copyOf(octets, (int) truncate.size());
        var write = (Effect.Write) effect;
        int at = (int) write.position();
        var written = write.octets();
        if (fate != Fate.TORN) {
            var result = room(octets, at + written.length, mine);
            System.arraycopy(written, 0, result, at, written.length);
            return result;
        }
        int sector = random.nextBoolean() ? 512 : 4096;
        int likely = random.nextInt(1, 4);
        var result = octets;
        for (int from = 0; from < written.length; ) {
            int length = Math.min(sector - (at + from) % sector, written.length - from);
            if (random.nextInt(4) < likely) {
                result = room(result, at + from + length, mine || result != octets);
                System.arraycopy(written, from, result, at + from, length);
            }
            from += length;
        }
        return result;
    }

    private static byte[] room(byte[] octets, int size, boolean mine) {
        if (mine && size <= octets.length) return octets;
        return Arrays.copyOf(octets, Math.max(size, octets.length));
    }

    private static long checksum(Map<String, byte[]> files) {
        var low = new CRC32C();
        var high = new CRC32();
        for (var file : files.entrySet()) {
            low.update(file.getKey().getBytes(StandardCharsets.UTF_8));
            low.update(file.getValue());
            high.update(file.getValue());
        }
        return high.getValue() << 32 ^ low.getValue();
    }
}
