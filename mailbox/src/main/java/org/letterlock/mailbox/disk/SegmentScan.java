package org.letterlock.mailbox.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one file from its beginning and tells what stands in it. Changes nothing. */
final class SegmentScan {
    private final OpenFiles files;
    private final Segment segment;
    private final long seal;
    private final Visitor visitor;
    private @Nullable ByteArrayOutputStream parts; // of a commit that began here

    SegmentScan(OpenFiles files, Segment segment, long seal, Visitor visitor) {
        this.files = files;
        this.segment = segment;
        this.seal = seal;
        this.visitor = visitor;
    }

    void run() throws IOException {
        var reader = new RecordReader(segment.file, seal);
        long offset = 0;
        while (true) {
            var found = reader.at(offset);
            if (found == null) {
                found = reader.next(offset);
                if (found == null) break;
                tell(offset, found.offset() - offset, "no record is whole there");
            }
            take(found);
            offset = found.end();
        }
        long end = segment.active ? offset : reader.endOfData(offset);
        if (end > offset) tell(offset, end - offset, "no record is whole there");
        finish(segment);
    }

    private void tell(long offset, long length, String why) throws IOException {
        parts = null;
        if (segment.bodies && new RecordReader(segment.file, seal).endOfData(offset, length) == offset)
            return; // a hole
        visitor.damaged(segment.file.name(), offset, length, why);
    }

    private void take(FoundRecord found) {
        switch (found.type()) {
            case RecordFormat.OPS -> ops(found);
            case RecordFormat.BODY ->
                visitor.body(handle(found), found.payload().getInt(0));
            case RecordFormat.TABLE ->
                visitor.body(handle(found), found.payload().getLong(0));
            default -> {}
        }
    }

    private long handle(FoundRecord found) {
        return Handle.of(segment.bodies, segment.number, found.offset());
    }

    private void ops(FoundRecord found) {
        if (!found.has(RecordFormat.CONTINUED)) {
            if (!found.has(RecordFormat.MORE)) {
                parts = null;
                visitor.ops(found.lsn(), found.payload());
                return;
            }
            parts = new ByteArrayOutputStream();
        }
        var begun = parts;
        if (begun == null) return; // it began in the segment before
        var part = new byte[found.length()];
        found.payload().get(part);
        begun.writeBytes(part);
        if (found.has(RecordFormat.MORE)) return;
        parts = null;
        visitor.ops(found.lsn(), ByteBuffer.wrap(begun.toByteArray()).asReadOnlyBuffer());
    }

    /** Reads the rest of a commit that began here from the segments behind. */
    private void finish(Segment last) throws IOException {
        for (var next = files.after(last); next != null && parts != null; next = files.after(next)) {
            var reader = new RecordReader(next.file, seal);
            long offset = 0;
            while (parts != null) {
                var found = reader.at(offset);
                if (found == null) break;
                if (found.type() == RecordFormat.OPS && !found.has(RecordFormat.CONTINUED)) return;
                if (found.type() == RecordFormat.OPS) ops(found);
                offset = found.end();
            }
        }
    }
}
