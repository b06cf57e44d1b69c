package org.letterlock.mailbox.bench;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore.Appended;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.store.DiskSettings;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.StoreSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Opening a store of 1,000,000 messages in a hundred mailboxes, after it was closed and after its process was killed: then
 * the log since the last checkpoint is read. {@code openAndSelect} also reads every mailbox's index.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OpenBenchmark {
    private static final int MAILBOXES = 100;
    private static final int EACH = 10_000;
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private Path folder;
    private Path data;
    private DiskStore store;

    /** How the store's last process ended. */
    @Param({"closed", "killed"})
    public String last;

    @Setup
    public void fill() throws IOException {
        folder = Folder.create("open");
        data = folder.resolve("data");
        open();
        var octets = "Subject: 1\r\n\r\nOne of a million.\r\n".getBytes(StandardCharsets.US_ASCII);
        var waiting = new ArrayList<CompletionStage<StoreResult<Appended>>>();
        for (int m = 0; m < MAILBOXES; m++) {
            for (int i = 0; i < EACH; i += 100) {
                var messages = new ArrayList<NewMessage>();
                for (int k = 0; k < 100; k++) {
                    try (var spool = store.spool(octets.length)) {
                        spool.write(ByteBuffer.wrap(octets));
                        messages.add(new NewMessage(spool.finish(), Flags.NONE, new InternalDate(1_700_000_000L, 60)));
                    }
                }
                waiting.add(inbox(m).append(messages));
            }
            for (var stage : waiting) {
                if (!(stage.toCompletableFuture().join() instanceof StoreResult.Done))
                    throw new IllegalStateException("an append was refused");
            }
            waiting.clear();
        }
        if (last.equals("killed")) { // all is acknowledged: what lies there now is what a kill -9 leaves
            var killed = Files.createDirectory(folder.resolve("killed"), PosixFilePermissions.asFileAttribute(PRIVATE));
            try (var files = Files.list(data)) {
                for (var file : files.toList()) { // but that this process owns it
                    if (!file.endsWith("owner")) Files.copy(file, killed.resolve(file.getFileName()), COPY_ATTRIBUTES);
                }
            }
            store.close();
            data = killed;
        } else store.close();
    }

    private void open() {
        store = DiskStore.open(data, StoreSettings.DEFAULTS, DiskSettings.with(new SecureRandom()), Clock.systemUTC());
    }

    private Mailbox inbox(int n) {
        return store.account(new AccountId("u" + n + "@example.test"))
                .open(MailboxName.INBOX)
                .orElseThrow();
    }

    @TearDown(Level.Iteration)
    public void close() {
        store.close();
    }

    @TearDown
    public void delete() throws IOException {
        Folder.delete(folder);
    }

    @Benchmark
    public void openOnly() {
        open();
    }

    @Benchmark
    public int openAndSelect() {
        open();
        int messages = 0;
        for (int m = 0; m < MAILBOXES; m++) messages += inbox(m).view().count();
        if (messages != MAILBOXES * EACH) throw new IllegalStateException(messages + " messages");
        return messages;
    }
}
