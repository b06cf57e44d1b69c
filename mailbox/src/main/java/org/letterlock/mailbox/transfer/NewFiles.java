package org.letterlock.mailbox.transfer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.letterlock.mailbox.Body;

/**
 * Files that were never there before, for their owner only. An export is made beside its place, in {@code NAME.partial}, and
 * gets its name when all of it is on the disk: what has the name is whole, also after a crash. Nothing is replaced.
 */
final class NewFiles {
    private static final int PIECE = 64 * 1024;
    private static final FileAttribute<?>[] FOLDER = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };
    private static final FileAttribute<?>[] FILE = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    private NewFiles() {}

    /** Where to make what shall be {@code target}. */
    static Path partial(Path target) throws TransferException {
        var absolute = target.toAbsolutePath();
        var name = absolute.getFileName();
        if (name == null) throw new TransferException(target + " is no name for a new file or folder");
        var partial = absolute.resolveSibling(name + ".partial");
        if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS))
            throw new TransferException(target + " is there already; nothing is replaced");
        if (Files.exists(partial, LinkOption.NOFOLLOW_LINKS))
            throw new TransferException(partial + " is there: of an export that did not end, or that runs; remove it");
        return partial;
    }

    /** The folder {@code partial} is whole: it becomes {@code target}, unless there is something now. */
    static void folderDone(Path partial, Path target) throws IOException {
        sync(partial);
        Files.move(partial, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
        sync(parent(target));
    }

    /** The file {@code partial} is whole. */
    static void fileDone(Path partial, Path target) throws IOException {
        Files.createLink(target.toAbsolutePath(), partial); // a move would replace what is there
        Files.delete(partial);
        sync(parent(target));
    }

    private static Path parent(Path target) {
        var parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }

    static Path folder(Path path) throws IOException {
        return Files.createDirectory(path, posix(path) ? FOLDER : new FileAttribute<?>[0]);
    }

    static FileChannel file(Path path) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return FileChannel.open(path, options, posix(path) ? FILE : new FileAttribute<?>[0]);
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A small file, whole and on the disk. */
    static void write(Path path, String text) throws IOException {
        try (var channel = file(path)) {
            var out = Channels.newOutputStream(channel);
            out.write(text.getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        }
    }

    /** Of that time, and on the disk. */
    static void finish(Path path, FileChannel channel, Instant time) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(time));
        channel.force(true);
    }

    static void sync(Path folder) throws IOException {
        if (!posix(folder)) return; // elsewhere a folder cannot be opened
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static OutputStream buffered(FileChannel channel) {
        return new BufferedOutputStream(Channels.newOutputStream(channel), PIECE);
    }

    /** All octets of {@code body}. @throws org.letterlock.mailbox.StoreException when they cannot be read */
    static void copy(Body body, Octets to) throws IOException {
        var octets = new byte[(int) Math.min(PIECE, Math.max(1, body.size()))];
        for (long at = 0; at < body.size(); ) {
            var piece = body.read(at, octets.length);
            int n = Math.min(piece.remaining(), octets.length);
            piece.get(octets, 0, n);
            to.write(octets, 0, n);
            at += n;
        }
        to.end();
    }
}
