package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory of the file system, 0700, all files in it 0600, none opened through a link, held by one process alone. */
public final class RealDisk implements Disk {
    private static final String LOCK = "lock";
    private static final String OWNER = "owner";
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private final Path directory;
    private final boolean posix;
    private final FileStore store;
    private final FileChannel lock;

    private RealDisk(Path directory, boolean posix) throws IOException {
        this.directory = directory;
        this.posix = posix;
        this.store = Files.getFileStore(directory);
        var mine = DirectoryOwner.current();
        // A process loses its lock when it closes the file, through whichever channel: so a second opener in this
        // process
        // must not even open it.
        if (mine.isCertain() && mine.equals(DirectoryOwner.read(directory.resolve(OWNER)))) throw taken(mine);
        this.lock = channel(LOCK, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (locked() == null) throw taken(DirectoryOwner.read(directory.resolve(OWNER)));
            try (var owner = channel(
                    OWNER, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                owner.write(ByteBuffer.wrap(mine.text().getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Takes the directory, making it when it is not there.
     *
     * @throws IOException when another process has it (naming its pid), when it is a link, or others may write to it
     */
    public static RealDisk open(Path directory) throws IOException {
        var path = directory.toAbsolutePath().normalize();
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            var parent = path.getParent();
            var there = parent; // the nearest that is
            while (there != null && !Files.exists(there)) there = there.getParent();
            if (parent != null) Files.createDirectories(parent);
            if (posix) Files.createDirectory(path, PosixFilePermissions.asFileAttribute(DIRECTORY));
            else Files.createDirectory(path);
            for (var above = parent; posix && above != null; above = above.equals(there) ? null : above.getParent())
                if (Files.isReadable(above)) sync(above); // else all of it could be gone after a power cut
        }
        if (Files.isSymbolicLink(path)) throw new IOException(path + " is a symbolic link: name the directory itself");
        if (!Files.isDirectory(path)) throw new IOException(path + " is not a directory");
        if (posix) secure(path);
        return new RealDisk(path, posix);
    }

    private static void secure(Path directory) throws IOException {
        var view = Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var now = view.readAttributes().permissions();
        if (now.contains(PosixFilePermission.GROUP_WRITE) || now.contains(PosixFilePermission.OTHERS_WRITE))
            throw new IOException(directory + " can be written by others (" + PosixFilePermissions.toString(now)
                    + "): see what they put there, then chmod 700 it");
        if (!now.equals(DIRECTORY)) view.setPermissions(DIRECTORY);
    }

    private @Nullable FileLock locked() throws IOException {
        try {
            return lock.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private IOException taken(@Nullable DirectoryOwner owner) {
        return new IOException(directory + " is in use by "
                + (owner == null ? "another process" : "the process with pid " + owner.pid())
                + ": one store has one server");
    }

    private FileChannel channel(String name, OpenOption... how) throws IOException {
        if (name.indexOf('/') >= 0 || name.startsWith(".")) throw new IOException("not a file of a store: " + name);
        var options = new HashSet<>(List.of(how));
        options.add(LinkOption.NOFOLLOW_LINKS);
        FileAttribute<?>[] attributes =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)} : new FileAttribute<?>[0];
        return FileChannel.open(directory.resolve(name), options, attributes);
    }

    FileChannel reopen(String name) throws IOException {
        return channel(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** One that no interrupt closes. */
    RandomAccessFile keep(String name) throws IOException {
        return new RandomAccessFile(directory.resolve(name).toFile(), "r");
    }

    @Override
    public String name() {
        return directory.toString();
    }

    @Override
    public List<String> list() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                    .map(f -> f.getFileName().toString())
                    .filter(n -> !n.equals(LOCK) && !n.equals(OWNER))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public DiskFile open(String file) throws IOException {
        var channel = reopen(file);
        if (posix) {
            var view = Files.getFileAttributeView(
                    directory.resolve(file), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (!FILE.containsAll(view.readAttributes().permissions())) view.setPermissions(FILE);
        }
        return new RealFile(this, file, channel);
    }

    @Override
    public DiskFile create(String file) throws IOException {
        return new RealFile(
                this,
                file,
                channel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String file, String to) throws IOException {
        Files.move(directory.resolve(file), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String file) throws IOException {
        Files.delete(directory.resolve(file));
    }

    @Override
    public void syncDirectory() throws IOException {
        if (!posix) return; // where directories cannot be opened, the file system orders their changes itself
        sync(directory);
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long freeSpace() throws IOException {
        return store.getUsableSpace();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(directory.resolve(OWNER));
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " could not be given back", e);
        }
    }
}
