package org.letterlock.server.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.server.account.Account;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.account.ClearPassword;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.MailReceiver.Acceptance;
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
                session);
    }
}
