package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A directory in the heap that writes down everything done to it, in order, for {@link CrashStates}. */
public final class RecordingDisk implements Disk {
    /** What was done. {@code inode} is the file itself, whatever its name. */
    public sealed interface Effect {
        record Write(int inode, long position, byte[] octets) implements Effect {}

        record Truncate(int inode, long size) implements Effect {}

        record Force(int inode) implements Effect {}

        /** A force failed, and the system takes for clean what it could not write: no later force writes it. */
        record Forget(int inode) implements Effect {}

        record Create(String name, int inode) implements Effect {}

        record Rename(String from, String to, int inode) implements Effect {}

        record Delete(String name) implements Effect {}

        record SyncDirectory() implements Effect {}

        /** Something told to the world outside, which has to be true from here on. */
        record Mark(Object what) implements Effect {}
    }

    private final List<Effect> history = new ArrayList<>();
    private final Map<String, Content> names = new TreeMap<>();
    private final Map<Integer, byte[]> initial = new TreeMap<>();
    private final Map<String, Integer> initialNames = new TreeMap<>();
    private int inodes;
    private long free = Long.MAX_VALUE / 2;
    private boolean ended;

    private static final class Content {
        final int inode;
        byte[] octets;
        int size;

        Content(int inode, byte[] octets) {
            this.inode = inode;
            this.octets = octets;
            this.size = octets.length;
        }
    }

    public RecordingDisk() {}

    /** A directory with these files, all on stable storage. The arrays are never written to. */
    public RecordingDisk(Map<String, byte[]> files) {
        for (var file : files.entrySet()) {
            var content = new Content(inodes++, file.getValue());
            initial.put(content.inode, content.octets);
            initialNames.put(file.getKey(), content.inode);
            names.put(file.getKey(), content);
        }
    }

    public synchronized void mark(Object what) {
        history.add(new Effect.Mark(what));
    }

    /** To be called when a force of that file is made to fail. */
    public synchronized void forget(String file) {
        var content = names.get(file);
        if (content != null) history.add(new Effect.Forget(content.inode));
    }

    public synchronized List<Effect> history() {
        return List.copyOf(history);
    }

    Map<Integer, byte[]> initialContents() {
        return initial;
    }

    Map<String, Integer> initialNames() {
        return initialNames;
    }

    /** All files as they are now, with or without a crash of the process, but not of the machine. */
    public synchronized Map<String, byte[]> files() {
        var files = new TreeMap<String, byte[]>();
        names.forEach((name, content) -> files.put(name, Arrays.copyOf(content.octets, content.size)));
        return files;
    }

    /** No file is made any more: nothing that somebody does in the end is worth its time. */
    public synchronized void end() {
        ended = true;
    }

    public synchronized void setFree(long octets) {
        free = octets;
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized DiskFile open(String file) throws IOException {
        var content = names.get(file);
        if (content == null) throw new NoSuchFileException(file);
        return new Opened(file, content);
    }

    @Override
    public synchronized DiskFile create(String file) throws IOException {
        if (ended) throw new IOException("the test has seen what it wanted to");
        if (names.containsKey(file)) throw new FileAlreadyExistsException(file);
        var content = new Content(inodes++, new byte[0]);
        names.put(file, content);
        history.add(new Effect.Create(file, content.inode));
        return new Opened(file, content);
    }

    @Override
    public synchronized void rename(String file, String to) throws IOException {
        var content = names.remove(file);
        if (content == null) throw new NoSuchFileException(file);
        names.put(to, content);
        history.add(new Effect.Rename(file, to, content.inode));
    }

    @Override
    public synchronized void delete(String file) throws IOException {
        if (names.remove(file) == null) throw new NoSuchFileException(file);
        history.add(new Effect.Delete(file));
    }

    @Override
    public synchronized void syncDirectory() {
        history.add(new Effect.SyncDirectory());
    }

    @Override
    public synchronized long freeSpace() {
        return free;
    }

    @Override
    public void close() {}

    private final class Opened implements DiskFile {
        private final String name;
        private final Content content;

        Opened(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            synchronized (RecordingDisk.this) {
                return content.size;
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (RecordingDisk.this) {
                int n = (int) Math.min(into.remaining(), content.size - position);
                if (n <= 0) return 0;
                into.put(content.octets, (int) position, n);
                return n;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) {
            synchronized (RecordingDisk.this) {
                var octets = new byte[from.remaining()];
                from.get(octets);
                int end = (int) position + octets.length;
                own(Math.max(end, content.size));
                System.arraycopy(octets, 0, content.octets, (int) position, octets.length);
                history.add(new Effect.Write(content.inode, position, octets));
            }
        }

        @Override
        public void truncate(long size) {
            synchronized (RecordingDisk.this) {
                content.octets = Arrays.copyOf(Arrays.copyOf(content.octets, content.size), (int) size);
                content.size = (int) size;
                history.add(new Effect.Truncate(content.inode, size));
            }
        }

        /** Copies what a crash state shares, and grows. */
        private void own(int size) {
            boolean shared = initial.get(content.inode) == content.octets;
            if (shared || size > content.octets.length)
                content.octets = Arrays.copyOf(content.octets, shared ? size : Math.max(size, 2 * content.size));
            content.size = Math.max(content.size, size);
        }

        @Override
        public void force() {
            synchronized (RecordingDisk.this) {
                history.add(new Effect.Force(content.inode));
            }
        }

        @Override
        public void keep() {}

        @Override
        public void close() {}
    }
}
