package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The process that has a directory, as its file {@code owner} says: a pid, and when it started, as pids come again. */
record DirectoryOwner(long pid, long startedMillis) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) (\\d{1,18})\\n");

    static DirectoryOwner current() {
        var process = ProcessHandle.current();
        var started = process.info().startInstant();
        return new DirectoryOwner(
                process.pid(), started.isPresent() ? started.get().toEpochMilli() : 0);
    }

    static @Nullable DirectoryOwner read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            var text = ByteBuffer.allocate(64);
            channel.read(text);
            var found = TEXT.matcher(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII));
            return found.matches()
                    ? new DirectoryOwner(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)))
                    : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Whether it can be told from an earlier process with the same pid. */
    boolean isCertain() {
        return startedMillis > 0;
    }

    String text() {
        return pid + " " + startedMillis + "\n";
    }
}
