package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;

/**
 * The file that says what this directory is: the format's number, on the first line, and the store's seal on the second.
 * The seal stands at the beginning of every segment too.
 */
final class StoreFormat {
    static final String FILE = "format";
    private static final String NEW = "format.new";
    private static final String FIRST = "letterlock-store 1";
    private static final Pattern SEAL = Pattern.compile("seal ([0-9a-f]{16})");

    private StoreFormat() {}

    /** The seal of the store in this directory; a new one where the directory has no store. */
    static long read(Disk disk, RandomGenerator random) throws IOException {
        var files = disk.list();
        if (!files.contains(FILE)) {
            if (hasSegments(files))
                throw new StoreException(disk.name() + "/" + FILE + " is missing, but there are segments of a store."
                        + " Put the file back from a backup; its first line is \"" + FIRST + "\"");
            return create(disk, random.nextLong());
        }
        var text = new String(content(disk), StandardCharsets.ISO_8859_1);
        var lines = text.split("\n", -1);
        if (!lines[0].equals(FIRST))
            throw new StoreException(disk.name() + "/" + FILE + " does not begin with \"" + FIRST
                    + "\": this is no store, or one of a format that is not known here");
        if (lines.length > 1) {
            var seal = SEAL.matcher(lines[1]);
            if (seal.matches()) return confirmed(disk, files, Long.parseUnsignedLong(seal.group(1), 16));
        }
        var sealed = ofSegments(disk, files, null);
        if (sealed != null) return sealed;
        throw new StoreException(disk.name() + "/" + FILE + " has no seal on its second line, and no segment has one."
                + " Put the file back from a backup");
    }

    private static boolean hasSegments(List<String> files) {
        return files.stream().anyMatch(f -> Segment.number(false, f) != null || Segment.number(true, f) != null);
    }

    private static byte[] content(Disk disk) throws IOException {
        try (var file = disk.open(FILE)) {
            var content = ByteBuffer.allocate(256);
            file.read(content, 0);
            var octets = new byte[content.flip().remaining()];
            content.get(octets);
            return octets;
        }
    }

    private static long create(Disk disk, long seal) throws IOException {
        if (disk.list().contains(NEW)) disk.delete(NEW);
        try (var file = disk.create(NEW)) {
            var text = FIRST + "\nseal " + HexFormat.of().toHexDigits(seal) + "\n";
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            file.force();
        }
        disk.rename(NEW, FILE);
        disk.syncDirectory();
        return seal;
    }

    /** Nothing in this line says whether it is damaged, but with a wrong seal no mail would be found. */
    private static long confirmed(Disk disk, List<String> files, long seal) throws IOException {
        var sealed = ofSegments(disk, files, seal);
        return sealed == null ? seal : sealed;
    }

    /** {@code wanted}, if any segment has that seal; otherwise what the first one has; null when none has any. */
    private static @Nullable Long ofSegments(Disk disk, List<String> files, @Nullable Long wanted) throws IOException {
        Long any = null;
        for (var name : files) {
            if (Segment.number(false, name) == null && Segment.number(true, name) == null) continue;
            try (var file = disk.open(name)) {
                var first = RecordReader.first(file);
                if (first == null) continue;
                long seal = first.payload().getLong(8);
                if (wanted == null || seal == wanted) return seal;
                if (any == null) any = seal;
            }
        }
        return any;
    }
}
