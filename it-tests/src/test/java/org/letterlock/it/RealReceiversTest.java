package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Letterlock;
import org.letterlock.Listener;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.Outcome.Result;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.tls.Pem;

/** Letterlock's client and the servers that are out there: the message is the same, and TLS is what was asked for. */
class RealReceiversTest {
    private static final String MESSAGE =
            "From: sender@example.test\r\nTo: ann@peer.test\r\nSubject: over there\r\n\r\n.one dot\r\n..two\r\n.\r\nend\r\n";
    private static final String TEXT =
            MESSAGE.substring(MESSAGE.indexOf("\r\n\r\n") + 4).replace("\r\n", "\n");

    @TempDir
    static Path folder;

    @BeforeAll
    static void certificates() throws Exception {
        var certified = new Certified(folder);
        certified.root("ca");
        certified.issue("mx", "ca", 30, "subjectAltName=DNS:localhost,DNS:mx.peer.test\n");
        certified.issue("sender", "ca", 30, "subjectAltName=DNS:sender.example.test\nextendedKeyUsage=clientAuth\n");
    }

    private static OutboundClient client() throws Exception {
        return OutboundClient.trusting(
                folder.resolve("ca.pem"),
                Pem.identity(folder.resolve("sender.pem"), folder.resolve("sender.key"), true));
    }

    private static void assertDelivered(Delivery delivery, TlsLevel reached) {
        assertTrue(delivery.delivered(), delivery::toString);
        assertEquals(reached, delivery.protection().reached(), delivery::toString);
    }

    private static void assertArrived(String message) {
        assertTrue(message.replace("\r\n", "\n").endsWith("\n\n" + TEXT), message);
    }

    @Test
    @DisplayName("Postfix: verified both ways, and an unknown recipient refused")
    void postfix() throws Exception {
        try (var postfix = RealReceiver.postfix(folder);
                var client = client()) {
            var hop = OutboundClient.smtp(postfix.port());
            assertDelivered(client.deliver(hop, TlsDemand.VERIFY, MESSAGE, "ann@peer.test"), TlsLevel.VERIFY);
            assertArrived(postfix.messages("ann", 1).get(0));
            postfix.logged("Trusted TLS connection established", "TLSv1.3");

            assertDelivered(
                    client.deliver(hop, TlsDemand.secure(List.of("mx.peer.test")), MESSAGE, "ann@peer.test"),
                    TlsLevel.SECURE);
            assertDelivered(client.deliver(hop, TlsDemand.NONE, MESSAGE, "ann@peer.test"), TlsLevel.NONE);
            var partly = client.deliver(hop, TlsDemand.MAY, MESSAGE, "nobody@peer.test", "ann@peer.test");
            assertEquals(
                    List.of(Result.PERMANENT, Result.DELIVERED),
                    partly.outcomes().stream().map(Outcome::result).toList());
            assertEquals(4, postfix.messages("ann", 4).size());
        }
    }

    @Test
    @DisplayName("Exim: verified both ways, as its log says")
    void exim() throws Exception {
        try (var exim = RealReceiver.exim(folder);
                var client = client()) {
            var hop = OutboundClient.smtp(exim.port());
            assertDelivered(client.deliver(hop, TlsDemand.VERIFY, MESSAGE, "ann@peer.test"), TlsLevel.VERIFY);
            assertArrived(exim.messages("ann", 1).get(0));
            exim.logged("X=TLS1.3:", "CV=yes", "SNI=localhost");
        }
    }

    @Test
    @DisplayName("Dovecot's LMTP over TLS: a reply for each recipient")
    void dovecot() throws Exception {
        try (var dovecot = RealReceiver.dovecot(folder);
                var client = client()) {
            var delivery = client.deliver(
                    OutboundClient.lmtp(dovecot.port()), TlsDemand.VERIFY, MESSAGE, "ann@peer.test", "bob@peer.test");
            assertDelivered(delivery, TlsLevel.VERIFY);
            assertTrue(delivery.outcomes().get(1).text().contains("<bob@peer.test>"), delivery::toString);
            assertArrived(dovecot.messages("ann", 1).get(0));
            assertArrived(dovecot.messages("bob", 1).get(0));
        }
    }

    @Test
    @DisplayName("GreenMail: in the clear, and over its own certificate, which nobody vouches for")
    void greenMail() throws Exception {
        var smtp = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        var smtps = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS);
        var green = new GreenMail(new ServerSetup[] {smtp, smtps});
        green.start();
        try (var client = client()) {
            assertDelivered(
                    client.deliver(
                            OutboundClient.smtp(green.getSmtp().getPort()), TlsDemand.MAY, MESSAGE, "ann@peer.test"),
                    TlsLevel.NONE);
            var hop = OutboundClient.smtps(green.getSmtps().getPort());
            assertDelivered(client.deliver(hop, TlsDemand.ENCRYPT, MESSAGE, "ann@peer.test"), TlsLevel.ENCRYPT);
            var refused = client.deliver(hop, TlsDemand.VERIFY, MESSAGE, "ann@peer.test");
            assertEquals(Result.TRANSIENT, refused.outcomes().get(0).result());
            assertTrue(green.waitForIncomingEmail(2));
            for (var message : green.getReceivedMessages())
                assertEquals(
                        TEXT.strip(),
                        GreenMailUtil.getBody(message).replace("\r\n", "\n").strip());
        } finally {
            green.stop();
        }
    }

    @Test
    @DisplayName("Letterlock's own submission, logged in by SCRAM-SHA-256-PLUS")
    void ownSubmission() throws Exception {
        try (var mail = Letterlock.builder()
                        .domain("example.test")
                        .account("sender", "opens-7Qx2")
                        .account("bob", "opens-9Kd4")
                        .listen(Listener.SUBMISSION)
                        .start();
                var client = new OutboundClient(Pem.certificates(write(mail.caPem())), List.of())) {
            int port = mail.endpoint(Listener.SUBMISSION).getPort();
            var good = OutboundClient.submission(port, "sender@example.test", "opens-7Qx2");
            assertDelivered(client.deliver(good, TlsDemand.VERIFY, MESSAGE, "bob@example.test"), TlsLevel.VERIFY);
            // at level encrypt too, since the password is not told
            assertDelivered(client.deliver(good, TlsDemand.ENCRYPT, MESSAGE, "bob@example.test"), TlsLevel.VERIFY);
            var bad = OutboundClient.submission(port, "sender@example.test", "wrong");
            var refused = client.deliver(bad, TlsDemand.VERIFY, MESSAGE, "bob@example.test")
                    .outcomes()
                    .get(0);
            assertEquals(Outcome.Phase.LOGIN, refused.phase());
            assertTrue(refused.text().startsWith("535 5.7.8"), refused::text);
        }
    }

    private static Path write(String pem) throws Exception {
        return java.nio.file.Files.writeString(folder.resolve("letterlock-ca.pem"), pem);
    }
}
