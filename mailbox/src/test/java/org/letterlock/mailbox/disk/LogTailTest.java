package org.letterlock.mailbox.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of the log, where memory may end as well. */
class LogTailTest {
    private static final Durable NOBODY = new Durable() {
        @Override
        public void durable() {}

        @Override
        public void failed(org.letterlock.mailbox.StoreException cause) {}
    };

    private static Pending part(int length, byte flags) {
        return Pending.ops(1, ByteBuffer.allocate(length), flags, flags == 0 ? NOBODY : null);
    }

    @Test
    void aCommitWithoutMemoryForItsSecondPartHasNoPlaceAtAll() throws IOException {
        var disk = new RecordingDisk();
        var found = new Recovery.Found(List.of(), 0, 0, 0, 1, List.of(), null, 1);
        var preallocator = new Preallocator(disk, 8 << 10, 1, found);
        var segment = preallocator.makeLog();
        var files = new CurrentFiles(new OpenFiles(List.of(segment)));
        var tail = new LogTail(8 << 10, 1, preallocator, files, segment, 0, 0);
        var first = part(100, RecordFormat.MORE);
        var parts = new AbstractList<Pending>() {
            @Override
            public Pending get(int index) {
                if (index == 1) throw new OutOfMemoryError("for this test");
                return first;
            }

            @Override
            public int size() {
                return 2;
            }
        };
        assertThrows(OutOfMemoryError.class, () -> tail.place(parts));
        assertEquals(2, tail.place(List.of(part(50, (byte) 0))));
        var records = tail.take(false).records();
        assertEquals(2, records.size());
        assertEquals(RecordFormat.SEGMENT, records.get(0).type);
        assertEquals(50, records.get(1).length);
        assertEquals(RecordFormat.SEGMENT_SIZE, records.get(1).offset);
        assertEquals(2, segment.lastLsn);
        assertEquals(records.get(1).offset + records.get(1).stride(), segment.end);
    }
}
