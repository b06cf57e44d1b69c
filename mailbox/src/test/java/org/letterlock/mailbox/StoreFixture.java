package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.letterlock.mailbox.MailStore.Appended;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.store.StoreSettings;

/** An open store and short words for what tests do with it. */
public abstract class StoreFixture {
    protected static final AccountId ANN = new AccountId("ann@example.test");
    protected static final AccountId BOB = new AccountId("bob@example.test");
    protected static final InternalDate DATE = new InternalDate(1_700_000_000L, 60);
    protected MailStore store;
    private final List<BodySpool> spools = new ArrayList<>();

    /** A new, empty store. */
    protected abstract MailStore open(StoreSettings settings);

    @BeforeEach
    void openStore() {
        store = open(StoreSettings.DEFAULTS);
    }

    @AfterEach
    void closeStore() {
        synchronized (spools) {
            spools.forEach(BodySpool::close);
        }
        store.close();
    }

    protected void reopen(StoreSettings settings) {
        store.close();
        store = open(settings);
    }

    protected static <T> T done(CompletionStage<StoreResult<T>> stage) {
        var result = stage.toCompletableFuture().join();
        if (result instanceof StoreResult.Done<T> d) return d.value();
        throw new AssertionError(result.toString());
    }

    protected static Refusal refused(CompletionStage<? extends StoreResult<?>> stage) {
        return assertInstanceOf(
                        StoreResult.Refused.class, stage.toCompletableFuture().join())
                .why();
    }

    protected Body body(byte[] octets) {
        var spool = store.spool(octets.length);
        synchronized (spools) {
            spools.add(spool); // open until an append has named its body
        }
        spool.write(ByteBuffer.wrap(octets));
        return spool.finish();
    }

    protected NewMessage message(String text, Flags flags) {
        return new NewMessage(body(text.getBytes(StandardCharsets.UTF_8)), flags, DATE);
    }

    protected static byte[] bytes(Body body) {
        var all = new byte[(int) body.size()];
        for (int at = 0; at < all.length; ) {
            var some = body.read(at, all.length - at);
            int n = some.remaining();
            assertTrue(n > 0);
            some.get(all, at, n);
            at += n;
        }
        return all;
    }

    protected static MailboxName name(String name) {
        return new MailboxName(name);
    }

    protected MailAccount ann() {
        return store.account(ANN);
    }

    protected Mailbox inbox(AccountId account) {
        return store.account(account).open(MailboxName.INBOX).orElseThrow();
    }

    protected Mailbox create(String name) {
        return done(ann().create(name(name), Set.of()));
    }

    /** {@code count} messages without flags. */
    protected Appended append(Mailbox mailbox, int count) {
        var messages = new ArrayList<NewMessage>();
        for (int i = 0; i < count; i++) messages.add(message("Subject: " + i + "\r\n\r\n", Flags.NONE));
        return done(mailbox.append(messages));
    }

    protected static Flags keywords(String... keywords) {
        return Flags.of(Set.of(), List.of(keywords));
    }

    protected static FlagChange add(Flags flags) {
        return new FlagChange(FlagChange.Mode.ADD, flags);
    }

    protected Mailbox.Stored flag(Mailbox mailbox, UidSet uids, FlagChange change) {
        return done(mailbox.store(uids, change, OptionalLong.empty()));
    }

    protected static List<Long> uids(Mailbox.View view) {
        var uids = new ArrayList<Long>();
        for (int i = 0; i < view.count(); i++) uids.add(view.uid(i));
        return uids;
    }

    protected static List<Message> messages(Mailbox.View view) {
        var messages = new ArrayList<Message>();
        for (int i = 0; i < view.count(); i++) messages.add(view.message(i));
        return messages;
    }

    protected static UidSet range(long first, long last) {
        return UidSet.of(List.of(new UidSet.Range(first, last)));
    }
}
