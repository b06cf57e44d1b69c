package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
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
            if (seal.matches()) return Long.parseUnsignedLong(seal.group(1), 16);
        }
        return fromSegments(disk, files);
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

    /** The second line is damaged: any segment knows it. */
    private static long fromSegments(Disk disk, List<String> files) throws IOException {
        for (var name : files) {
            if (Segment.number(false, name) == null && Segment.number(true, name) == null) continue;
            try (var file = disk.open(name)) {
                var first = RecordReader.first(file);
                if (first != null) return first.payload().getLong(8);
            }
        }
        throw new StoreException(disk.name() + "/" + FILE + " has no seal on its second line, and no segment has one."
                + " Put the file back from a backup");
    }
}
