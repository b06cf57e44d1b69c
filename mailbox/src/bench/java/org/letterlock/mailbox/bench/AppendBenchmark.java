package org.letterlock.mailbox.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.List;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.store.DiskSettings;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.StoreSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Durable appends of 4 KiB a second by 1, 16 and 64 threads, each waiting for its own: {@code store} delivers messages
 * into fifty INBOXes, {@code raw} is the group commit of the same disk with nothing around it.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class AppendBenchmark {
    private static final byte[] OCTETS = octets();

    private static byte[] octets() { // incompressible, as one line of text would not be
        var octets = new byte[4096];
        new Random(4).nextBytes(octets);
        return octets;
    }

    @State(Scope.Benchmark)
    public static class Stored {
        private Path folder;
        private DiskStore store;

        @Setup
        public void open() throws IOException {
            folder = Folder.create("store");
            store = DiskStore.open(
                    folder.resolve("data"), StoreSettings.DEFAULTS, DiskSettings.with(new SecureRandom()), Clock.systemUTC());
        }

        @TearDown
        public void close() throws IOException {
            store.close();
            Folder.delete(folder);
        }

        void deliver() {
            var account = new AccountId("u" + ThreadLocalRandom.current().nextInt(50) + "@example.test");
            try (var spool = store.spool(OCTETS.length)) {
                spool.write(ByteBuffer.wrap(OCTETS));
                var message = new NewMessage(spool.finish(), Flags.NONE, InternalDate.of(Clock.systemUTC().instant()));
                var result = store.deliver(List.of(new Target(account, MailboxName.INBOX)), message)
                        .toCompletableFuture()
                        .join();
                if (!(result instanceof StoreResult.Done)) throw new IllegalStateException(result.toString());
            }
        }
    }

    @State(Scope.Benchmark)
    public static class Raw {
        private Path folder;
        private RawGroupCommit commit;

        @Setup
        public void open() throws IOException {
            folder = Folder.create("raw");
            commit = new RawGroupCommit(folder);
        }

        @TearDown
        public void close() throws IOException, InterruptedException {
            commit.close();
            Folder.delete(folder);
        }
    }

    @Benchmark
    @Threads(1)
    public void store01(Stored stored) {
        stored.deliver();
    }

    @Benchmark
    @Threads(16)
    public void store16(Stored stored) {
        stored.deliver();
    }

    @Benchmark
    @Threads(64)
    public void store64(Stored stored) {
        stored.deliver();
    }

    @Benchmark
    @Threads(1)
    public void raw01(Raw raw) {
        raw.commit.append(ByteBuffer.wrap(OCTETS));
    }

    @Benchmark
    @Threads(16)
    public void raw16(Raw raw) {
        raw.commit.append(ByteBuffer.wrap(OCTETS));
    }

    @Benchmark
    @Threads(64)
    public void raw64(Raw raw) {
        raw.commit.append(ByteBuffer.wrap(OCTETS));
    }
}
