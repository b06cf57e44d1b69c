package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to say, gathered on a worker and sent in few, large writes. Small pieces are copied together;
 * large ones ({@link #shared}) go to the socket as they are. Belongs to one session; used by one thread at a time.
 */
public final class Output {
    private static final int CHUNK = 16 * 1024;
    private static final int SHARE_FROM = 2048;
    private final ByteBufAllocator allocator;
    private final Deque<ByteBuf> full = new ArrayDeque<>();
    private @Nullable ByteBuf current;
    private long pending;

    public Output(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Appends characters U+0000 to U+007F; anything else becomes {@code ?}. */
    public Output ascii(CharSequence text) {
        int length = text.length();
        var buffer = room(length);
        int start = buffer.writerIndex();
        ByteBufUtil.writeAscii(buffer, text);
        for (int i = 0; i < length; i++) if (text.charAt(i) > 0x7F) buffer.setByte(start + i, '?');
        pending += length;
        return this;
    }

    public Output utf8(CharSequence text) {
        return bytes(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    public Output bytes(byte[] octets) {
        return bytes(octets, 0, octets.length);
    }

    public Output bytes(byte[] octets, int from, int length) {
        room(length).writeBytes(octets, from, length);
        pending += length;
        return this;
    }

    public Output octet(int octet) {
        room(1).writeByte(octet);
        pending++;
        return this;
    }

    public Output number(long number) {
        if (number < 0) return ascii(Long.toString(number));
        int digits = 1;
        for (long n = number; n >= 10; n /= 10) digits++;
        var buffer = room(digits);
        int end = buffer.writerIndex() + digits;
        buffer.writerIndex(end);
        do {
            buffer.setByte(--end, (int) ('0' + number % 10));
            number /= 10;
        } while (number > 0);
        pending += digits;
        return this;
    }

    public Output crlf() {
        room(2).writeShort(0x0D0A);
        pending += 2;
        return this;
    }

    /** Appends the remaining octets, without copying them when they are many; they must never change afterwards. */
    public Output shared(ByteBuffer octets) {
        int length = octets.remaining();
        if (length < SHARE_FROM) {
            room(length).writeBytes(octets);
        } else {
            seal();
            full.add(Unpooled.wrappedBuffer(octets));
        }
        pending += length;
        return this;
    }

    /** Octets gathered since the last {@link #take}: a command that writes much asks, and says {@link Next#more}. */
    public long pending() {
        return pending;
    }

    /** All that was gathered, as one buffer to be released by who takes it; null when there is nothing. */
    public @Nullable ByteBuf take() {
        seal();
        pending = 0;
        if (full.isEmpty()) return null;
        if (full.size() == 1) return full.poll();
        CompositeByteBuf all = allocator.compositeBuffer(full.size());
        while (!full.isEmpty()) all.addComponent(true, full.poll());
        return all;
    }

    void discard() {
        var rest = take();
        if (rest != null) rest.release();
    }

    private void seal() {
        if (current != null) {
            if (current.isReadable()) full.add(current);
            else current.release();
            current = null;
        }
    }

    private ByteBuf room(int length) {
        var buffer = current;
        if (buffer == null || buffer.maxWritableBytes() < length) {
            seal();
            buffer = allocator.ioBuffer(Math.max(length, 512), Math.max(length, CHUNK));
            current = buffer;
        } else if (buffer.writableBytes() < length) {
            buffer.ensureWritable(length);
        }
        return buffer;
    }
}
