package org.letterlock.server.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.Printable;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells senders what became of their mail, in the same commit that settles it: into their mailbox here, or through the queue. Never
 * tells nobody ({@code <>}), so that no notice is answered by one, and no sender more often than so many times within an hour. Belongs
 * to the queue's turn. RFC 3464, 2; RFC 5321, 6.1.
 */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MAX_SENDERS = 10_000;

    private final String hostname;
    private final MailStore store;
    private final Supplier<AddressBook> addresses;
    private final QueueSettings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Hour> sent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Hour> eldest) {
            return size() > MAX_SENDERS;
        }
    };

    private record Hour(long begun, int notices) {}

    Notices(
            String hostname,
            MailStore store,
            Supplier<AddressBook> addresses,
            QueueSettings settings,
            Clock clock,
            RandomGenerator random) {
        this.hostname = hostname;
        this.store = store;
        this.addresses = addresses;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Commits {@code changes}, and with them the notice that tells the sender what they want to know of {@code told}, if anything.
     * Gives the entries that this put into the queue.
     */
    CompletionStage<StoreResult<List<MailQueue.Entry>>> settle(
            QueuedMail mail, Body original, List<Told> told, MailQueue.Changes changes) {
        var wanted = told.stream().filter(t -> t.action().wanted(t.recipient())).toList();
        if (mail.from().isNull() || wanted.isEmpty() || mail.kind() != QueuedMail.Kind.MAIL || !mayTell(mail))
            return commit(changes);
        var to = mail.from().mailbox().orElseThrow();
        var destination = addresses.get().find(to);
        if (destination instanceof AddressBook.Destination.Unknown) {
            LOG.warn("id={} sender {} is nobody here, and gets no notice", mail.id(), Printable.of(to.toString()));
            return commit(changes);
        }
        return send(mail, original, wanted, changes, to, destination);
    }

    private CompletionStage<StoreResult<List<MailQueue.Entry>>> commit(MailQueue.Changes changes) {
        if (changes.isEmpty()) return CompletableFuture.completedStage(StoreResult.done(List.of()));
        return store.queue().change(changes).thenApply(r -> r.map(done -> List.of()));
    }

    private CompletionStage<StoreResult<List<MailQueue.Entry>>> send(
            QueuedMail mail,
            Body original,
            List<Told> wanted,
            MailQueue.Changes changes,
            Mailbox to,
            AddressBook.Destination destination) {
        boolean whole = wanted.stream().anyMatch(t -> t.action() == Told.Action.FAILED)
                && !mail.ret().equals(Optional.of("HDRS"))
                && mail.onwardTls() != Envelope.OnwardTls.REQUIRED // RFC 8689, 5
                && mail.body() != Envelope.BodyType.BINARY_MIME
                && original.size() <= settings.returned();
        var unique = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        var text = new NoticeText(hostname, mail, to, wanted, whole, unique);
        var now = clock.instant();
        var spool = store.spool(whole ? original.size() : 0);
        text.writeTo(spool, original, now);
        var message = new NewMessage(spool.finish(), Flags.NONE, InternalDate.of(now));
        var targets = List.<MailStore.Target>of();
        var all = changes;
        if (destination instanceof AddressBook.Destination.Local local) {
            targets = local.accounts().stream()
                    .map(a -> new MailStore.Target(a, MailboxName.INBOX))
                    .toList();
        } else {
            all = changes.andAdd(QueuedMailFormat.write(notice(unique, to, text.international(), mail.onwardTls())));
        }
        LOG.info("id={} notice={} to={}", mail.id(), unique, Printable.of(to.toString()));
        return store.deliver(targets, message, all)
                .thenApply(r -> r.map(MailStore.Delivered::queued))
                .whenComplete((r, e) -> spool.close());
    }

    private QueuedMail notice(String id, Mailbox to, boolean international, Envelope.OnwardTls onwardTls) {
        var recipient = new Envelope.Recipient(new ForwardPath(to), List.of("NEVER"), Optional.empty());
        var now = clock.instant();
        return new QueuedMail(
                id,
                now,
                ReversePath.NULL,
                to.domain(),
                List.of(recipient),
                Envelope.BodyType.EIGHT_BIT_MIME,
                international,
                Optional.empty(),
                Optional.empty(),
                onwardTls, // RFC 8689, 5: protected as the message was
                QueuedMail.Kind.NOTICE,
                false,
                false,
                0,
                now,
                "");
    }

    private boolean mayTell(QueuedMail mail) {
        var sender = mail.from().toString();
        long now = clock.instant().getEpochSecond();
        var hour = sent.get(sender);
        if (hour == null || Math.abs(now - hour.begun()) >= HOUR.toSeconds()) hour = new Hour(now, 0);
        if (hour.notices() >= settings.notices()) {
            LOG.warn(
                    "id={} sender {} had {} notices within an hour, and gets no more",
                    mail.id(),
                    Printable.of(sender),
                    hour.notices());
            return false;
        }
        sent.put(sender, new Hour(hour.begun(), hour.notices() + 1));
        return true;
    }
}
