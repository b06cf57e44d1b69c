package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user submits, other people's servers receive and answer back, and the user reads that by IMAP. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RealPeersTest {
    private static final String ZONE = """
            @            IN MX   10 mx
            mx           IN A    127.0.0.1
            """;

    @TempDir
    Path folder;

    private Path certified;
    private SendingHouse sender;

    @BeforeEach
    void house() throws Exception {
        certified = Files.createDirectory(folder.resolve("peer"));
        var certificates = new Certified(certified);
        certificates.root("ca");
        certificates.issue("mx", "ca", 30, "subjectAltName=DNS:localhost,DNS:mx.peer.test\n");
        sender = new SendingHouse(Files.createDirectory(folder.resolve("house")));
        sender.names.zone("peer.test", ZONE).zone("1.0.0.127.in-addr.arpa", "@ IN PTR mail.example.org.");
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
    }

    /** The house knows where the peer is before the peer knows where the house is. */
    private RealReceiver.Back startedFor(int peer, String delivery) throws Exception {
        sender.start(peer, "authorities = " + certified.resolve("ca.pem") + ", " + delivery, "");
        return new RealReceiver.Back(sender.house.at("mx").getPort(), sender.house.file("ca.pem"));
    }

    private void queueIsEmpty() throws InterruptedException {
        SendingHouse.until("the queue is empty", () -> sender.queue().isEmpty());
    }

    private void assertAnswered(String by) throws Exception {
        var answer = sender.readByImap();
        assertTrue(answer.contains("\nSubject: round trip\n"), answer);
        assertTrue(answer.contains("\nround trip\n"), answer);
        assertTrue(answer.contains(by), answer);
        assertTrue(answer.contains("with ESMTPS\n\t(TLSv1.3 "), answer);
        queueIsEmpty();
    }

    @Test
    @DisplayName("Postfix gets a user's mail over TLS, and answers back at its level secure: read by IMAP")
    void postfix() throws Exception {
        int port = RealReceiver.freePort();
        var back = startedFor(port, "level = secure");
        try (var postfix = RealReceiver.postfix(certified, port, Optional.of(back))) {
            sender.submit("", "round trip", "<back@peer.test>", "<ann@peer.test>");
            assertTrue(postfix.messages("ann", 1).get(0).contains("\nround trip\n"));
            assertAnswered("(Postfix)");
            postfix.logged("TLS connection established from", "TLSv1.3");
            postfix.logged("Verified TLS connection established to", "TLSv1.3");
            postfix.logged("to=<ann@example.org>", "status=sent");
        }
    }

    @Test
    @DisplayName("Postfix at its level secure sends nothing to us where our certificate is somebody else's")
    void postfixIsNotSure() throws Exception {
        int port = RealReceiver.freePort();
        var back = startedFor(port, "level = secure");
        var stranger = new RealReceiver.Back(back.port(), certified.resolve("ca.pem"));
        try (var postfix = RealReceiver.postfix(certified, port, Optional.of(stranger))) {
            sender.submit("", "round trip", "<back@peer.test>");
            postfix.logged("to=<ann@example.org>", "status=deferred", "Server certificate not verified");
            assertTrue(sender.inbox().isEmpty());
        }
    }

    @Test
    @DisplayName("Exim gets a user's mail over TLS, and answers back to whom it has verified: read by IMAP")
    void exim() throws Exception {
        int port = RealReceiver.freePort();
        var back = startedFor(port, "level = secure");
        try (var exim = RealReceiver.exim(certified, port, Optional.of(back))) {
            sender.submit("", "round trip", "<back@peer.test>", "<ann@peer.test>");
            assertTrue(exim.messages("ann", 1).get(0).contains("\nround trip\n"));
            assertAnswered("by mx.peer.test");
            exim.logged(" <= ann@example.org", "X=TLS1.3:", "CV=");
            exim.logged(" => ann@example.org", "X=TLS1.3:", "CV=yes");
        }
    }

    @Test
    @DisplayName("posttls-finger is sure of our MX at levels verify and secure, and of no other name")
    void posttlsFinger() throws Exception {
        startedFor(1, "level = secure");
        Files.writeString(folder.resolve("main.cf"), "compatibility_level = 3.6\n");
        var finger = RealProgram.of("posttls-finger", folder).with("MAIL_CONFIG", folder.toString());
        var mx = "[127.0.0.1]:" + sender.house.at("mx").getPort();
        for (var level : new String[] {"verify", "secure"}) {
            var authority = sender.house.file("ca.pem").toString();
            var sure = finger.run("-c", "-l", level, "-F", authority, mx, ConfiguredHouse.HOST);
            assertTrue(
                    (sure.text() + sure.errors()).contains("Verified TLS connection established to"), sure::toString);
            var other = finger.run("-c", "-l", level, "-F", authority, mx, "other.example.org");
            assertFalse((other.text() + other.errors()).contains("Verified TLS"), other::toString);
        }
    }

    @Test
    @DisplayName("GreenMail as a plain receiver: at level may the mail goes in the clear, at encrypt it comes back")
    void greenMail() throws Exception {
        var green = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        green.start();
        try {
            sender.names.zone("clear.test", ZONE);
            startedFor(green.getSmtp().getPort(), "expire = 1 s, routes { \"peer.test\" { level = encrypt } }");
            sender.submit("", "plain", "<bob@clear.test>", "<bob@peer.test>");
            SendingHouse.until("a notice", () -> !sender.inbox().isEmpty());
            assertTrue(green.waitForIncomingEmail(1));
            assertEquals(
                    "plain",
                    GreenMailUtil.getBody(green.getReceivedMessages()[0]).strip());
            queueIsEmpty();
            assertEquals(1, green.getReceivedMessages().length);
            assertTrue(
                    sender.inbox().get(0).contains("Final-Recipient: rfc822; bob@peer.test\r\n"),
                    sender.inbox()::toString);
        } finally {
            green.stop();
        }
    }

    @Test
    @DisplayName("LMTP into Dovecot, verified: each recipient gets it, and nobody is told of relaying")
    void dovecot() throws Exception {
        try (var dovecot = RealReceiver.dovecot(certified)) {
            startedFor(
                    1,
                    "routes { \"peer.test\" { via = \"127.0.0.1\", via-port = " + dovecot.port()
                            + ", protocol = lmtp, level = secure, names = [ mx.peer.test ] } }");
            sender.submit("", "by LMTP", "<ann@peer.test>", "<bob@peer.test>");
            for (var user : new String[] {"ann", "bob"}) {
                var message = dovecot.messages(user, 1).get(0);
                assertTrue(message.contains("\nby LMTP\n"), message);
                assertTrue(message.contains("Return-Path: <ann@example.org>"), message);
            }
            queueIsEmpty();
            assertTrue(sender.inbox().isEmpty());
        }
    }
}
