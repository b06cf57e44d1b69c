package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder somebody else may write to while it is read. What is in it is reached through the open folder, where the system
 * can do that, and no symbolic link is followed: so nobody can put another place under its name.
 */
final class Folder implements AutoCloseable {
    private final Path path;
    private final DirectoryStream<Path> stream;
    private final @Nullable SecureDirectoryStream<Path> secure;

    private Folder(Path path, DirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
        this.secure = stream instanceof SecureDirectoryStream<Path> s ? s : null;
    }

    /** The folder the user named: he may name it by a link. */
    static Folder open(Path path) throws IOException {
        return new Folder(path, Files.newDirectoryStream(path));
    }

    Path path() {
        return path;
    }

    /** Where something in it is, for messages to people. */
    String where(String name) {
        return path + "/" + name;
    }

    private Path child(String name) throws IOException {
        try {
            return path.resolve(name);
        } catch (InvalidPathException e) { // not in the character set of this system
            throw new NoSuchFileException(where(name));
        }
    }

    /** A folder in this one. */
    Folder folder(String name) throws IOException {
        var child = child(name);
        if (secure != null)
            return new Folder(child, secure.newDirectoryStream(child.getFileName(), LinkOption.NOFOLLOW_LINKS));
        if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) throw new NotDirectoryException(child.toString());
        return new Folder(child, Files.newDirectoryStream(child));
    }

    /** What is in it, in no order; may be asked once. */
    List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try {
            for (var entry : stream) names.add(String.valueOf(entry.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** About {@code name} itself, also when it is a link; empty when it is not there. */
    Optional<BasicFileAttributes> attributes(String name) {
        try {
            var child = child(name);
            var view = secure != null
                    ? secure.getFileAttributeView(
                            child.getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    : Files.getFileAttributeView(child, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(view.readAttributes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean hasFolder(String name) {
        return attributes(name).filter(BasicFileAttributes::isDirectory).isPresent();
    }

    boolean hasFile(String name) {
        return attributes(name).filter(BasicFileAttributes::isRegularFile).isPresent();
    }

    SeekableByteChannel file(String name) throws IOException {
        var child = child(name);
        Set<java.nio.file.OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return secure != null
                ? secure.newByteChannel(child.getFileName(), options)
                : Files.newByteChannel(child, options);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
