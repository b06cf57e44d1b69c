package org.letterlock.server.delivery;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.MailReceiver;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.ReversePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts mail for local addresses into their INBOXes, and what users send elsewhere into the queue: one body for all recipients, for all
 * of them or for none, and the acceptance only when the store has committed both. Thread-safe.
 */
public final class LocalDelivery implements MailReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);
    private final Supplier<AddressBook> addresses;
    private final Supplier<? extends MailStore> stores;
    private final Clock clock;
    private final Consumer<Delivered> delivered;
    private final Outbound outbound;

    /**
     * @param stores the store to use from now on; a message on its way keeps the one it began with
     * @param delivered told of each message after it is committed and before SMTP says so; must not block
     * @param outbound takes what is for other domains
     */
    public LocalDelivery(
            Supplier<AddressBook> addresses,
            Supplier<? extends MailStore> stores,
            Clock clock,
            Consumer<Delivered> delivered,
            Outbound outbound) {
        this.addresses = addresses;
        this.stores = stores;
        this.clock = clock;
        this.delivered = delivered;
        this.outbound = outbound;
    }

    @Override
    public CompletionStage<Boolean> owns(String account, ReversePath from) {
        var book = addresses.get();
        return CompletableFuture.completedStage(
                from.mailbox().map(m -> book.owns(account, m)).orElse(true));
    }

    @Override
    public CompletionStage<RecipientVerdict> recipient(ForwardPath to, SessionFacts session, long size) {
        var destination = addresses.get().find(to.mailbox());
        return CompletableFuture.completedStage(
                destination instanceof AddressBook.Destination.Local local
                        ? room(local.accounts(), size)
                        : destination instanceof AddressBook.Destination.Unknown
                                ? RecipientVerdict.UNKNOWN
                                : outbound.takes(session) ? RecipientVerdict.ACCEPTED : RecipientVerdict.NOT_LOCAL);
    }

    /** Whether a message fits into the quotas of all whom an address stands for: they get it together. */
    private RecipientVerdict room(List<AccountId> accounts, long size) {
        var verdict = RecipientVerdict.ACCEPTED;
        for (var account : accounts) {
            for (var quota : stores.get().usage(account)) {
                if (size > quota.limits().octets()) return RecipientVerdict.TOO_BIG;
                if (!quota.hasRoom(1, Math.max(1, size))) verdict = RecipientVerdict.OVER_QUOTA;
            }
        }
        return verdict;
    }

    @Override
    public Acceptance room(long size) {
        return stores.get().refusal().map(LocalDelivery::acceptance).orElse(Acceptance.ACCEPTED);
    }

    @Override
    public Reception receive(Envelope envelope, long sizeHint) {
        return new LocalReception(envelope, stores.get(), sizeHint);
    }

    private static Acceptance acceptance(StoreResult.Refusal why) {
        return switch (why) {
            case OVER_QUOTA -> Acceptance.OVER_QUOTA;
            case LIMIT, NO_ROOM -> Acceptance.NO_ROOM;
            case NON_EXISTENT, ALREADY_EXISTS, EXPUNGED, CANNOT, IN_USE, UNAVAILABLE -> Acceptance.TRY_LATER;
        };
    }

    /** One message: into the spool, then into the mailboxes. */
    private final class LocalReception implements Reception {
        private Envelope envelope;
        private final MailStore store;
        private @Nullable BodySpool spool; // none: there was no room, or no longer

        LocalReception(Envelope envelope, MailStore store, long sizeHint) {
            this.envelope = envelope;
            this.store = store;
            try {
                this.spool = store.spool(sizeHint);
            } catch (StoreException e) {
                noRoom(e);
            }
        }

        /** It is read to the end all the same, so that the answer finds a client that listens. */
        private void noRoom(StoreException why) {
            LOG.error("{}: no room for a message", envelope.session().id(), why);
            close();
        }

        @Override
        public void write(ByteBuffer octets) {
            try {
                if (spool != null) spool.write(octets);
            } catch (StoreException e) {
                noRoom(e);
            }
        }

        @Override
        public void tlsOptional() {
            envelope = envelope.withTlsOptional();
        }

        @Override
        public CompletionStage<Acceptance> commit() {
            var book = addresses.get();
            var here = new ArrayList<Envelope.Recipient>();
            var elsewhere = new ArrayList<Envelope.Recipient>();
            var accounts = new LinkedHashSet<AccountId>();
            for (var recipient : envelope.recipients()) {
                var destination = book.find(recipient.path().mailbox());
                if (destination instanceof AddressBook.Destination.Local local) {
                    accounts.addAll(local.accounts());
                    here.add(recipient);
                } else if (destination instanceof AddressBook.Destination.Elsewhere
                        && outbound.takes(envelope.session())) {
                    elsewhere.add(recipient);
                } else {
                    return CompletableFuture.completedStage(Acceptance.TRY_LATER); // gone since RCPT
                }
            }
            var targets = accounts.stream()
                    .map(a -> new MailStore.Target(a, MailboxName.INBOX))
                    .toList();
            var queueing = elsewhere.isEmpty() ? MailQueue.Changes.NONE : outbound.changes(envelope, elsewhere);
            var body = body();
            if (body == null) return CompletableFuture.completedStage(noRoom());
            var now = clock.instant();
            var message = new NewMessage(body, Flags.NONE, InternalDate.of(now));
            return store.deliver(targets, message, queueing).thenApply(result -> {
                if (result instanceof StoreResult.Refused<?> refused) {
                    LOG.warn("{}: not delivered, {} {}", envelope.session().id(), refused.why(), refused.detail());
                    return acceptance(refused.why());
                }
                if (result instanceof StoreResult.Done<MailStore.Delivered> done)
                    outbound.queued(done.value().queued());
                if (!here.isEmpty()) outbound.delivered(envelope, here, body);
                tell(new Delivered(envelope, body, now));
                return Acceptance.ACCEPTED;
            });
        }

        private @Nullable Body body() {
            try {
                return spool == null ? null : spool.finish();
            } catch (StoreException e) {
                noRoom(e);
                return null;
            }
        }

        /** What the store says now; where it has room again, there was none for this message. */
        private Acceptance noRoom() {
            return store.refusal().map(LocalDelivery::acceptance).orElse(Acceptance.NO_ROOM);
        }

        /** The message is committed: whatever happens to who is told, it was accepted. */
        private void tell(Delivered message) {
            try {
                delivered.accept(message);
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "{}: delivered, but telling of it failed",
                        envelope.session().id(),
                        e);
            }
        }

        @Override
        public void close() {
            var open = spool;
            spool = null;
            if (open != null) open.close();
        }
    }
}
