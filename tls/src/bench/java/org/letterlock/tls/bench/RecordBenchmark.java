package org.letterlock.tls.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsGroup;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.TlsVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Records of 16 KiB through the handler, from application buffer to socket buffer and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RecordBenchmark {
    private static final int LENGTH = 16 * 1024;

    @Param({"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"})
    public String suite;

    private InMemory.Connection connection;
    private final ByteBuf plaintext = Unpooled.wrappedBuffer(new byte[LENGTH]);

    @Setup
    public void connect() throws GeneralSecurityException {
        connection = new InMemory(
                        KeyType.EC, TlsVersion.TLS_1_3, TlsSuite.named(suite).orElseThrow(), TlsGroup.X25519)
                .connect();
    }

    @TearDown
    public void close() {
        connection.close();
    }

    /** The server protects one record, and the client opens it. */
    @Benchmark
    public void protectAndOpen() {
        connection.server().writeOutbound(plaintext.retainedDuplicate());
        connection.carry(connection.server(), connection.client());
        ByteBuf opened = connection.client().readInbound();
        if (opened.readableBytes() != LENGTH) throw new AssertionError(opened);
        opened.release();
    }
}
