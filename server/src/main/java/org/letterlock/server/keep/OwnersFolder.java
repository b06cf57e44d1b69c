package org.letterlock.server.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A folder for its owner alone (0700), with files for its owner alone (0600). It is made when it is not there; one that others can
 * write to, or a file that others can read, is refused and not repaired, since nobody knows what happened to it. No symbolic link
 * is followed inside. A file is there as a whole or not at all, also after a power cut.
 */
public final class OwnersFolder {
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_READ = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final boolean posix;

    private OwnersFolder(Path folder, boolean posix) {
        this.folder = folder;
        this.posix = posix;
    }

    /** Opens the folder; makes it and those above it where they are missing. @throws IOException saying what is wrong with it */
    public static OwnersFolder open(Path folder) throws IOException {
        var whole = folder.toAbsolutePath().normalize();
        boolean posix = whole.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!Files.isDirectory(whole)) {
            try {
                Files.createDirectories(whole, posix ? only("rwx------") : none());
            } catch (FileAlreadyExistsException e) {
                throw new IOException(whole + ": there is a file of that name", e);
            }
        }
        if (posix && Files.getPosixFilePermissions(whole).stream().anyMatch(OTHERS_WRITE::contains))
            throw new IOException(whole + ": others may write there; chmod 700 " + whole);
        return new OwnersFolder(whole, posix);
    }

    /** A folder inside. */
    public OwnersFolder inside(String name) throws IOException {
        var inner = folder.resolve(name);
        if (Files.isSymbolicLink(inner))
            throw new IOException(inner + ": a symbolic link; put the folder itself there");
        return open(inner);
    }

    /** Where the file of that name is, or would be. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    public Path path() {
        return folder;
    }

    /** What a file says, if it is there. @throws IOException also when others can read it */
    public Optional<String> text(String name) throws IOException {
        return check(name) ? Optional.of(Files.readString(file(name), StandardCharsets.UTF_8)) : Optional.empty();
    }

    /** Whether there is such a file. @throws IOException when others can read it, or it is not a file */
    public boolean check(String name) throws IOException {
        var file = file(name);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return false;
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) throw new IOException(file + ": is not a file");
        if (posix && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS_READ::contains))
            throw new IOException(file + ": others may read it; chmod 600 " + file);
        return true;
    }

    /** Puts a file there, or another in its place. */
    public void write(String name, String text) throws IOException {
        var file = file(name);
        var next = file(name + ".new");
        Files.deleteIfExists(next);
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (var out = FileChannel.open(next, options, posix ? only("rw-------") : none())) {
            var octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) out.write(octets);
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (!posix) return;
        try (var names = FileChannel.open(folder)) {
            names.force(true);
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private static FileAttribute<?>[] none() {
        return new FileAttribute<?>[0];
    }
}
