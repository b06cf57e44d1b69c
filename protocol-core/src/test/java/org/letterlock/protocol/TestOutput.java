package org.letterlock.protocol;

import io.netty.buffer.UnpooledByteBufAllocator;

/** An {@link Output} whose octets a test may look at. */
public final class TestOutput {
    private final Output output = new Output(UnpooledByteBufAllocator.DEFAULT);

    public Output output() {
        return output;
    }

    /** All that was written since the last call. */
    public byte[] take() {
        var buffer = output.take();
        if (buffer == null) return new byte[0];
        var octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets);
        buffer.release();
        return octets;
    }
}
