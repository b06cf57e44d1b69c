package org.letterlock.mailbox.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/** A store, an account and a folder; and short words for what tests do with them. */
abstract class TransferFixture {
    static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
    static final ImportSettings IN = ImportSettings.DEFAULTS;
    static final ExportSettings OUT = ExportSettings.DEFAULTS;

    @TempDir
    Path folder;

    MailStore store = new MemoryStore(CLOCK);

    @BeforeEach
    void begin() {
        store(StoreSettings.DEFAULTS);
    }

    @AfterEach
    void end() {
        store.close();
    }

    /** An empty one from now on. */
    void store(StoreSettings settings) {
        store.close();
        store = new MemoryStore(settings, CLOCK);
    }

    MailAccount ann() {
        return store.account(new AccountId("ann@example.test"));
    }

    Mailbox mailbox(String name) {
        return ann().open(new MailboxName(name)).orElseThrow(() -> new AssertionError("no " + name));
    }

    static <T> T done(CompletionStage<StoreResult<T>> stage) {
        var result = stage.toCompletableFuture().join();
        if (result instanceof StoreResult.Done<T> d) return d.value();
        throw new AssertionError(result.toString());
    }

    void create(String... names) {
        for (var name : names) done(ann().create(new MailboxName(name), Set.of()));
    }

    void append(String mailbox, String text, Flags flags, long date) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
            done(mailbox(mailbox).append(List.of(new NewMessage(spool.finish(), flags, new InternalDate(date, 0)))));
        }
    }

    static String text(Body body) {
        var all = new byte[(int) body.size()];
        for (int at = 0; at < all.length; ) {
            var piece = body.read(at, all.length - at);
            int n = piece.remaining();
            piece.get(all, at, n);
            at += n;
        }
        return new String(all, ISO_8859_1);
    }

    /** Each message: UID, flags, date, octets. */
    List<String> messages(String mailbox) {
        var view = mailbox(mailbox).view();
        var all = new ArrayList<String>();
        for (int i = 0; i < view.count(); i++) {
            var m = view.message(i);
            all.add(m.uid().value() + " " + m.flags() + " " + m.internalDate().epochSecond() + " " + text(m.body()));
        }
        return all;
    }

    List<String> octets(String mailbox) {
        var view = mailbox(mailbox).view();
        var all = new ArrayList<String>();
        for (int i = 0; i < view.count(); i++) all.add(text(view.message(i).body()));
        return all;
    }

    /** All that an account has: names, subscriptions, counters, messages. */
    Map<String, String> picture() {
        var picture = new TreeMap<String, String>();
        for (var entry : ann().list()) {
            if (!entry.exists() || !entry.selectable()) continue;
            var name = entry.name().value();
            var mailbox = mailbox(name);
            picture.put(
                    name,
                    mailbox.uidValidity().value() + " " + mailbox.status().uidNext() + " " + entry.subscribed() + " "
                            + messages(name));
        }
        return picture;
    }

    Path write(String file, String text) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.write(path, text.getBytes(ISO_8859_1));
    }

    void time(Path file, long second) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    }

    static void assertLost(TransferReport report, Loss... losses) {
        assertEquals(
                Set.of(losses), report.losses().keySet(), () -> report.losses().toString());
    }
}
