package org.letterlock.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Records} have made: records for the peer, straight into a buffer while one is set as {@link #target}, else collected;
 * and plaintext, in the very buffer its record came in. Used by one thread at a time, as the records are.
 */
final class Made extends Records.Sink {
    private final Consumer<ByteBuf> application;
    private final Queue<ByteBuf> early = new ArrayDeque<>(2); // plaintext that came with the end of the handshake
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(0);
    private @Nullable ByteBuf opening;
    private @Nullable ByteBuf target;

    /** {@code application} takes plaintext, and the duty to release it. */
    Made(Consumer<ByteBuf> application) {
        this.application = application;
    }

    /** Records go into {@code buffer} from now on; null: they are collected. */
    void target(@Nullable ByteBuf buffer) {
        target = buffer;
    }

    /** Lets {@code records} open one record, which is alone in the heap buffer {@code record}; releases it if it held no plaintext. */
    void open(Records records, ByteBuf record) throws java.io.IOException {
        opening = record;
        try {
            records.receive(record.array(), record.arrayOffset(), record.readableBytes());
        } finally {
            if (opening != null) {
                opening = null;
                record.release();
            }
        }
    }

    @Override
    void plaintext(byte[] octets, int from, int length) {
        var record = opening;
        if (record == null) {
            early.add(Unpooled.copiedBuffer(octets, from, length));
            return;
        }
        opening = null;
        if (record.array() == octets)
            record.setIndex(from - record.arrayOffset(), from - record.arrayOffset() + length);
        else record.clear().writeBytes(octets, from, length);
        application.accept(record);
    }

    @Override
    public void write(byte[] octets, int from, int length) {
        var buffer = target;
        if (buffer != null) buffer.writeBytes(octets, from, length);
        else collected.write(octets, from, length);
    }

    /** The records collected so far; null: none. */
    @Nullable
    ByteBuf takeRecords() {
        if (collected.size() == 0) return null;
        var all = Unpooled.wrappedBuffer(collected.toByteArray());
        collected.reset();
        return all;
    }

    /** The next plaintext that came with the end of the handshake, to be released by the caller; null: no more. */
    @Nullable
    ByteBuf takeEarly() {
        return early.poll();
    }

    void discard() {
        collected.reset();
        for (var octets = early.poll(); octets != null; octets = early.poll()) octets.release();
    }
}
