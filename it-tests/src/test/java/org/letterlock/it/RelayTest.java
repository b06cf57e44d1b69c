package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Letterlock;
import org.letterlock.Listener;
import org.letterlock.ReceivedMail;

/** A user submits mail for another domain, and another server gets it: DNS, queue, client and TLS together. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RelayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ZONE = """
            @            IN MX   10 mx
            mx           IN A    127.0.0.1
            """;

    @TempDir
    Path folder;

    private SendingHouse sender;
    private Letterlock there;

    @BeforeEach
    void servers() throws Exception {
        sender = new SendingHouse(folder);
        there = Letterlock.builder()
                .hostname("mx.there.test")
                .domain("there.test")
                .account("bob", "secret")
                .listen(Listener.MX, 0)
                .start();
        sender.names.zone("there.test", ZONE).zone("1.0.0.127.in-addr.arpa", "@ IN PTR mx.there.test.");
        Files.writeString(folder.resolve("there.pem"), there.caPem());
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
        there.close();
    }

    private int port() {
        return there.endpoint(Listener.MX).getPort();
    }

    private String received() throws InterruptedException {
        ReceivedMail mail = there.await(m -> true, PATIENCE);
        return new String(mail.bytes(), StandardCharsets.UTF_8);
    }

    private Certificate leaf() throws Exception {
        try (var smtp = Wire.to(there.endpoint(Listener.MX))) {
            smtp.hear("220 ");
            smtp.say("EHLO probe.test").hear("250 ");
            smtp.say("STARTTLS").hear("220 ");
            return smtp.tls(there.clientTls()).session().getPeerCertificates()[0];
        }
    }

    private void queueIsEmpty() throws InterruptedException {
        SendingHouse.until("the queue is empty", () -> sender.queue().isEmpty());
    }

    @Test
    @DisplayName("G2, P1, E12: mail for another domain goes out by MX, with TLS where it can be had")
    void policyG2() throws Exception {
        sender.start(port(), "", "").submit("", "one", "<bob@there.test>", "<boss@example.org>");
        var text = received();
        assertTrue(text.startsWith("Return-Path: <ann@example.org>\r\nReceived: from mail.example.org "), text);
        assertTrue(text.contains("with ESMTPS\r\n\t(TLSv1.3 "), text);
        assertEquals(1, text.split("\r\nReturn-Path: ", -1).length, "one only, of the last server");
        assertEquals(2, text.split("Received: ", -1).length - 1, text);
        queueIsEmpty();
    }

    @Test
    @DisplayName("a mail that nobody takes goes back to who sent it, as RFC 3464 has it")
    void goesBack() throws Exception {
        sender.start(port(), "", "")
                .submit(" RET=HDRS ENVID=e+3Dm", "two", "<nobody@there.test> ORCPT=rfc822;n@x.test");
        SendingHouse.until("a notice", () -> !sender.inbox().isEmpty());
        var notice = sender.inbox().get(0);
        for (var line : new String[] {
            "Original-Envelope-Id: e=m",
            "Original-Recipient: rfc822; n@x.test",
            "Final-Recipient: rfc822; nobody@there.test",
            "Action: failed",
            "Status: 5.1.1",
            "Remote-MTA: dns; mx.there.test"
        }) assertTrue(notice.contains("\r\n" + line + "\r\n"), line + " in\n" + notice);
        assertTrue(notice.contains("\r\nDiagnostic-Code: smtp; 550 5.1.1 "), notice);
        queueIsEmpty();
    }

    @Test
    @DisplayName("S-Q7 what DNS says for good comes back at once: no such domain, null MX, only private addresses")
    void s_Q7_dnsDecides() throws Exception {
        sender.names
                .zone("null.test", "@ IN MX 0 .")
                .zone("private.test", "@ IN A 10.1.2.3")
                .failing("broken.test");
        sender.start(port(), "", "")
                .submit("", "three", "<a@gone.test>", "<b@null.test>", "<c@private.test>", "<d@broken.test>");
        SendingHouse.until("three notices", () -> sender.inbox().size() == 3);
        var all = String.join("\n", sender.inbox());
        for (var status : new String[] {"5.1.2", "5.1.10", "5.4.4"})
            assertTrue(all.contains("\r\nStatus: " + status + "\r\n"), status + " in\n" + all);
        assertEquals("broken.test", sender.queue().get(0).get("domain"));
    }

    @Test
    @DisplayName(
            "levels that DNS and the configuration ask for are reached or nothing goes: secure with a stranger's authority")
    void secureWaits() throws Exception {
        sender.start(port(), "level = secure, expire = 2 s, authorities = ca.pem", "")
                .submit("", "four", "<bob@there.test>");
        SendingHouse.until("it goes back", () -> !sender.inbox().isEmpty());
        assertTrue(there.received().isEmpty());
    }

    @Test
    @DisplayName("the same with the right authority")
    void secure() throws Exception {
        sender.start(port(), "level = secure, authorities = there.pem", "").submit("", "five", "<bob@there.test>");
        assertTrue(received().contains("\r\nSubject: five\r\n"));
    }

    @Test
    @DisplayName("RFC 7672: a host with signed TLSA records gets mail if its certificate is the one, whoever signed it")
    void dane() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256")
                .digest(leaf().getPublicKey().getEncoded());
        sender.names
                .signed(
                        "right.test",
                        ZONE + "_" + port() + "._tcp.mx IN TLSA 3 1 1 "
                                + HexFormat.of().formatHex(digest),
                        Instant.now().plus(Duration.ofDays(3)))
                .signed(
                        "wrong.test",
                        ZONE + "_" + port() + "._tcp.mx IN TLSA 3 1 1 " + "00".repeat(32),
                        Instant.now().plus(Duration.ofDays(3)));
        Files.writeString(folder.resolve("anchors"), sender.names.anchors());
        sender.start(port(), "expire = 2 s, authorities = ca.pem", "dnssec = true, trust-anchors = anchors")
                .submit("", "six", "<bob@right.test>", "<bob@wrong.test>");
        SendingHouse.until("two notices", () -> sender.inbox().size() == 2);
        var all = String.join("\n", sender.inbox());
        assertTrue(all.contains("Final-Recipient: rfc822; bob@right.test\r\nAction: failed\r\nStatus: 5.7.1"), all);
        assertTrue(all.contains("Final-Recipient: rfc822; bob@wrong.test\r\nAction: failed\r\nStatus: 4.4.7"), all);
    }

    @Test
    @DisplayName("an operator looks into the queue, holds, releases, drops")
    void operator() throws Exception {
        int port = port();
        there.close();
        sender.start(port, "", "").submit("", "seven", "<bob@there.test>", "<eve@there.test>");
        SendingHouse.until("an attempt", () -> (Integer) sender.queue().get(0).get("attempts") > 0);
        var number = String.valueOf(sender.queue().get(0).get("number"));
        SendingHouse.until("it is held", () -> {
            try {
                return sender.ask("queue.hold", Map.of("which", "there.test"))
                        .get(0)
                        .get("done")
                        .equals("held");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        var shown = sender.ask("queue.show", Map.of("number", number)).get(0);
        assertEquals("held", shown.get("state"));
        assertEquals("[bob@there.test, eve@there.test]", String.valueOf(shown.get("recipients")));
        assertFalse(String.valueOf(shown.get("trouble")).isEmpty());
        assertEquals(
                "left: it is held",
                sender.ask("queue.retry", Map.of("which", number)).get(0).get("done"));
        assertEquals(
                "released",
                sender.ask("queue.release", Map.of("which", "all")).get(0).get("done"));
        SendingHouse.until("it is dropped", () -> {
            try {
                return sender.ask("queue.drop", Map.of("which", number))
                        .get(0)
                        .get("done")
                        .equals("dropped");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(sender.queue().isEmpty());
        assertTrue(sender.inbox().isEmpty(), "nobody is told");
    }
}
