package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.DiskFile;
import org.letterlock.mailbox.disk.RealDisk;
import org.letterlock.mailbox.disk.SegmentLog;

/**
 * A copy of a store that is open. Its files only grow, or are whole from the beginning: so their copies, the indexes' first
 * and the log's at a moment when nothing is half written, are a store as a crash could leave it, which opens by itself.
 */
final class Backup {
    private static final int ATTEMPTS = 10;
    private static final String INDEX = "index-";
    private static final String FORMAT = "format";

    private Backup() {}

    static void of(Disk disk, SegmentLog log, Path directory) {
        var target = directory.toAbsolutePath().normalize();
        var partial = target.resolveSibling(target.getFileName() + ".partial");
        for (var path : List.of(target, partial))
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                throw new StoreException(path + " is there already; a backup replaces nothing");
        try {
            try (var copy = RealDisk.open(partial)) {
                var others = others(disk);
                try {
                    log.copyTo(copy, others);
                } finally {
                    others.forEach(DiskFile::close);
                }
                copy.syncDirectory();
            }
            for (var own : List.of("lock", "owner")) Files.deleteIfExists(partial.resolve(own)); // of this process
            sync(partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            var parent = target.getParent();
            if (parent != null) sync(parent);
        } catch (IOException e) {
            throw new StoreException("the backup to " + target + " failed: " + e + "; " + partial + " is not whole", e);
        }
    }

    /** What is no log and no bodies; open, since indexes come and go. */
    private static List<DiskFile> others(Disk disk) throws IOException {
        for (int attempt = 1; ; attempt++) {
            var open = new ArrayList<DiskFile>();
            try {
                for (var name : disk.list())
                    if (name.equals(FORMAT) || name.startsWith(INDEX)) open.add(disk.open(name));
                return open;
            } catch (NoSuchFileException e) {
                open.forEach(DiskFile::close);
                if (attempt == ATTEMPTS) throw e;
            }
        }
    }

    private static void sync(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
