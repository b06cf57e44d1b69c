package org.letterlock.server.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.server.NamedQuotas;
import org.letterlock.server.account.Account;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.account.ClearPassword;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.MailReceiver.Acceptance;
import org.letterlock.smtp.MailReceiver.RecipientVerdict;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.SmtpRole;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;

class LocalDeliveryTest {
    /** Otherwise the client would send it again, and it would be there twice. */
    @Test
    void whatIsCommittedIsAcceptedEvenIfTellingOfItFails() {
        var store = new MemoryStore(Clock.systemUTC());
        var told = new ArrayList<Delivered>();
        var book = AddressBook.of(
                AddressBook.Rules.of("example.test"),
                Accounts.of("example.test", List.of(new Account("ann", new ClearPassword("secret")))));
        var delivery = new LocalDelivery(
                () -> book,
                () -> store,
                Clock.systemUTC(),
                d -> {
                    told.add(d);
                    throw new IllegalStateException("nobody listens");
                },
                Outbound.NONE);
        var reception = delivery.receive(envelope(), 0);
        reception.write(ByteBuffer.wrap("Subject: once\r\n\r\n".getBytes(US_ASCII)));
        assertEquals(
                Acceptance.ACCEPTED, reception.commit().toCompletableFuture().join());
        assertEquals(1, told.size());
        reception.close();
        store.close();
    }

    @Test
    @DisplayName(
            "S-T10 RCPT says whose quota is full, for a while or for this message for good, and MAIL that there is no room")
    void s_T10_quota() {
        var book = AddressBook.of(
                new AddressBook.Rules(
                        List.of("example.test"), Map.of("both", List.of("ann", "bob")), Map.of(), "", '+'),
                Accounts.of(
                        "example.test",
                        List.of(
                                new Account("ann", new ClearPassword("secret")),
                                new Account("bob", new ClearPassword("secret")))));
        var quotas = new NamedQuotas(
                QuotaLimits.UNLIMITED,
                new QuotaLimits(3, 10_000),
                Map.of("ann@example.test", new QuotaLimits(1, 1000)),
                Map.of());
        var store = new MemoryStore(StoreSettings.DEFAULTS, quotas, Clock.systemUTC());
        var delivery = new LocalDelivery(() -> book, () -> store, Clock.systemUTC(), d -> {}, Outbound.NONE);
        assertEquals(RecipientVerdict.ACCEPTED, verdict(delivery, "ann", 1000));
        assertEquals(RecipientVerdict.TOO_BIG, verdict(delivery, "ann", 1001));
        assertEquals(RecipientVerdict.TOO_BIG, verdict(delivery, "both", 1001));
        assertEquals(RecipientVerdict.ACCEPTED, verdict(delivery, "bob", 1001));
        assertEquals(RecipientVerdict.TOO_BIG, verdict(delivery, "bob", 10_001), "of all in the domain");
        assertEquals(Acceptance.ACCEPTED, deliver(delivery));
        assertEquals(RecipientVerdict.OVER_QUOTA, verdict(delivery, "ann", 0));
        assertEquals(RecipientVerdict.OVER_QUOTA, verdict(delivery, "both", 0));
        assertEquals(RecipientVerdict.ACCEPTED, verdict(delivery, "bob", 0));
        assertEquals(Acceptance.OVER_QUOTA, deliver(delivery), "said again when the message is there");
        assertEquals(
                1,
                store.account(new AccountId("ann@example.test")).usage().get(1).messages());
        assertEquals(Acceptance.ACCEPTED, delivery.room(1 << 30));
        store.close();
    }

    private static RecipientVerdict verdict(LocalDelivery delivery, String to, long size) {
        return delivery.recipient(
                        new ForwardPath(new Mailbox(to, "example.test")),
                        envelope().session(),
                        size)
                .toCompletableFuture()
                .join();
    }

    private static Acceptance deliver(LocalDelivery delivery) {
        try (var reception = delivery.receive(envelope(), 0)) {
            reception.write(ByteBuffer.wrap("Subject: small\r\n\r\n".getBytes(US_ASCII)));
            return reception.commit().toCompletableFuture().join();
        }
    }

    private static Envelope envelope() {
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
        var session =
                new SessionFacts("1", SmtpRole.MX, here, here, "client.test", true, Optional.empty(), Optional.empty());
        var ann = new Envelope.Recipient(
                new ForwardPath(new Mailbox("ann", "example.test")), List.of(), Optional.empty());
        return new Envelope(
                "1.1",
                ReversePath.NULL,
                List.of(ann),
                false,
                Envelope.BodyType.SEVEN_BIT,
                Optional.empty(),
                Optional.empty(),
                Envelope.OnwardTls.USUAL,
                session);
    }
}
