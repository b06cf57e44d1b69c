package org.letterlock.smtp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.Envelope.OnwardTls;

/** What arrives in the store: trace fields, octets, envelope. */
class StoredMessageTest {
    @Test
    @DisplayName("RFC 5321, 4.4: Return-Path and Received, without TLS")
    void traceWithoutTls() {
        try (var talk = new Talk("mail to bob")) {
            talk.lines("DATA");
            assertEquals("250 2.6.0 Message accepted, id s1-1\r\n", talk.lines("Subject: hi", "", "..", "."));
            assertEquals("""
                    Return-Path: <ann@example.test>\r
                    Received: from client.example ([192.0.2.1])\r
                    \tby mail.example.test with ESMTP\r
                    \tid s1-1 for <bob@example.test>;\r
                    \tMon, 23 Nov 2026 12:00:00 +0000\r
                    Subject: hi\r
                    \r
                    .\r
                    """, talk.letter().text());
        }
    }

    @Test
    @DisplayName("RFC 3848, RFC 8314, 7.4: with TLS, suite and clause")
    void traceWithTls() {
        try (var talk = new Talk("mx;over TLS")) {
            talk.lines("MAIL FROM:<>", "RCPT TO:<bob@example.test>", "RCPT TO:<ann@example.test>", "DATA");
            talk.lines(".");
            assertEquals("""
                    Return-Path: <>\r
                    Received: from client.example ([192.0.2.1])\r
                    \tby mail.example.test with ESMTPS\r
                    \t(TLSv1.3 TLS_AES_128_GCM_SHA256 128 bits)\r
                    \tid s1-1\r
                    \ttls TLS_AES_128_GCM_SHA256;\r
                    \tMon, 23 Nov 2026 12:00:00 +0000\r
                    """, talk.letter().text());
        }
    }

    @Test
    @DisplayName(
            "RFC 8689, 4.1: REQUIRETLS and TLS-Required mark the message; the parameter goes first, and nonsense counts for nothing")
    void onwardTls() {
        assertEquals(OnwardTls.USUAL, onwardTls("", "Subject: hi"));
        assertEquals(OnwardTls.REQUIRED, onwardTls(" REQUIRETLS", "Subject: hi"));
        assertEquals(OnwardTls.REQUIRED, onwardTls(" requiretls", "TLS-Required: No"));
        assertEquals(OnwardTls.OPTIONAL, onwardTls("", "TLS-Required: No"));
        assertEquals(OnwardTls.OPTIONAL, onwardTls("", "tls-required:\r\n no\r\nSubject: hi"));
        assertEquals(OnwardTls.USUAL, onwardTls("", "TLS-Required: Yes"));
        assertEquals(OnwardTls.USUAL, onwardTls("", "TLS-Required: No, really not"));
        assertEquals(OnwardTls.USUAL, onwardTls("", "TLS-Required: No" + " ".repeat(40) + "way"));
        assertEquals(OnwardTls.USUAL, onwardTls("", "TLS-Required: No\r\nTLS-Required: No"));
        assertEquals(OnwardTls.USUAL, onwardTls("", "Subject: hi\r\n\r\nTLS-Required: No"));
    }

    private static OnwardTls onwardTls(String parameter, String header) {
        try (var talk = new Talk("msa;ann logged in")) {
            talk.lines("MAIL FROM:<ann@example.test>" + parameter, "RCPT TO:<bob@example.test>", "DATA");
            talk.lines(header, "", "hello", ".");
            assertTrue(talk.letter().text().contains(header.substring(header.lastIndexOf('\n') + 1)), "it stays there");
            return talk.letter().envelope().onwardTls();
        }
    }

    @Test
    @DisplayName("RFC 3848, RFC 6531, 4.3: the protocol types")
    void protocolTypes() {
        assertEquals("SMTP", with("no TLS", "HELO client.example", ""));
        assertEquals("ESMTP", with("no TLS", "EHLO client.example", ""));
        assertEquals("UTF8SMTP", with("no TLS", "EHLO client.example", " SMTPUTF8"));
        assertEquals("ESMTPS", with("over TLS", "NOOP", ""));
        assertEquals("UTF8SMTPS", with("over TLS", "NOOP", " SMTPUTF8"));
        assertEquals("ESMTPSA", with("msa;ann logged in", "NOOP", ""));
        assertEquals("UTF8SMTPSA", with("msa;ann logged in", "NOOP", " SMTPUTF8"));
        assertEquals("ESMTPSA", with("msa;implicit TLS;ann logged in", "NOOP", ""));
    }

    private static String with(String given, String hello, String parameters) {
        try (var talk = new Talk(given)) {
            talk.lines(hello, "MAIL FROM:<ann@example.test>" + parameters, "RCPT TO:<bob@example.test>", "DATA");
            talk.lines(".");
            var text = talk.letter().text();
            int at = text.indexOf(" with ") + 6;
            return text.substring(at, text.indexOf('\r', at));
        }
    }

    @Test
    @DisplayName("RFC 5321, 4.4: a Return-Path that comes along gives way to ours on final delivery")
    void returnPathIsReplaced() {
        var random = new Random(1);
        var message =
                "Subject: a\r\nreturn-path: <x@y.example>\r\n\t(folded)\r\nReturn-Path : <z@y.example>\r\nFrom: b\r\n\r\nReturn-Path: body\r\n";
        for (int i = 0; i < 50; i++) {
            try (var talk = new Talk("mail to bob")) {
                talk.lines("DATA");
                talk.sayCut(message + ".\r\n", random);
                assertEquals(
                        "Subject: a\r\nFrom: b\r\n\r\nReturn-Path: body\r\n",
                        talk.letter().withoutTrace());
            }
        }
    }

    @Test
    @DisplayName("RFC 5321, 4.4: a submitted Return-Path gives way too, since this is its final delivery")
    void returnPathOfSubmissionIsReplaced() {
        try (var talk = new Talk("msa;ann logged in")) {
            talk.lines("MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>", "DATA");
            talk.lines("Return-Path: <bob@example.test>", "Date: x", "From: ann@example.test", "Message-ID: <a@b>");
            talk.lines("return-path:", " <bob@example.test>", "", "body", ".");
            assertTrue(talk.letter().text().startsWith("Return-Path: <ann@example.test>\r\nReceived: "));
            assertEquals(
                    "Date: x\r\nFrom: ann@example.test\r\nMessage-ID: <a@b>\r\n\r\nbody\r\n",
                    talk.letter().withoutTrace());
        }
    }

    @Test
    @DisplayName("RFC 5322, 2.1: what is no header does not end up in ours")
    void bodyWithoutHeader() {
        assertEquals("\r\nHello Bob,\r\nhow: are you?\r\n", stored("Hello Bob,\r\nhow: are you?\r\n"));
        assertEquals("Subject: x\r\n\r\nno field\r\nTo: y\r\n", stored("Subject: x\r\nno field\r\nTo: y\r\n"));
        assertEquals("\r\n: y\r\n", stored(": y\r\n"));
        assertEquals("", stored(""));
        assertEquals("Subject: x\r\n", stored("Subject: x\r\n"));
        assertEquals("\r\nbody\r\n", stored("\r\nbody\r\n"));
    }

    private static String stored(String message) {
        try (var talk = new Talk("mail to bob")) {
            talk.lines("DATA");
            talk.say(message + ".\r\n");
            return talk.letter().withoutTrace();
        }
    }

    @Test
    @DisplayName("RFC 3030, 2: a chunk may end within a line, and nothing of it is lost or joined to ours")
    void chunksThatEndWithinALine() {
        assertEquals("Subject: x", chunk("mail to bob", "Subject: x"));
        assertEquals("\r\nSubj", chunk("mail to bob", "Subj"));
        var submission = "msa;ann logged in;mail to bob";
        assertEquals(
                "From: ann@example.test\r\nDate: x\r\nMessage-ID: <s1-1.1795435200000@mail.example.test>\r\n",
                chunk(submission, "From: ann@example.test\r\nDate: x"));
        assertEquals(
                "Message-ID:x\r\nDate:x\r\nFrom:ann@example.test\r\n",
                chunk(submission, "Message-ID:x\r\nDate:x\r\nFrom:ann@example.test\r\nReturn-Path: <x"));
    }

    private static String chunk(String given, String message) {
        try (var talk = new Talk(given)) {
            talk.say("BDAT " + message.length() + " LAST\r\n" + message);
            return talk.letter().withoutTrace();
        }
    }

    @Test
    @DisplayName("S-M8: what is sent is stored, octet for octet, however it is cut")
    void octetsAreKept() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var message = new StringBuilder("From: a\r\n\r\n");
            int length = random.nextInt(300);
            while (message.length() < length) {
                message.append(
                        switch (random.nextInt(6)) {
                            case 0 -> "\r\n";
                            case 1 -> ".";
                            case 2 -> "\r\n.";
                            case 3 -> Character.toString((char) (128 + random.nextInt(128)));
                            case 4 -> "\r\n\r\n";
                            default -> "x";
                        });
            }
            var text = message + "\r\n";
            try (var talk = new Talk("mail to bob")) {
                talk.lines("DATA");
                talk.sayCut(text.replace("\r\n.", "\r\n..") + ".\r\n", random);
                assertEquals(text, talk.letter().withoutTrace(), "seed " + seed);
            }
        }
    }

    @Test
    @DisplayName("A large message passes in pieces")
    void largeMessage() {
        var line = "x".repeat(70) + "\r\n";
        var text = "Subject: large\r\n\r\n" + line.repeat(100_000);
        try (var talk = new Talk("mail to bob")) {
            talk.lines("DATA");
            for (int i = 0; i < text.length(); i += 60_000) {
                talk.say(text.substring(i, Math.min(text.length(), i + 60_000)));
            }
            talk.say(".\r\n");
            assertEquals(text, talk.letter().withoutTrace());
        }
    }

    @Test
    @DisplayName("The envelope says what was agreed")
    void envelope() {
        try (var talk = new Talk("greeted")) {
            talk.lines(
                    "MAIL FROM:<\"a b\"@B.example> SIZE=100 BODY=8BITMIME RET=full ENVID=q+2Bq SMTPUTF8",
                    "RCPT TO:<bob@Example.TEST> NOTIFY=success,delay ORCPT=RFC822;b+2Bb@example.test",
                    "RCPT TO:<bob@example.test> NOTIFY=NEVER",
                    "RCPT TO:<Postmaster>",
                    "DATA");
            talk.lines(".");
            var envelope = talk.letter().envelope();
            assertEquals("s1-1", envelope.id());
            assertEquals("<\"a b\"@b.example>", envelope.from().toString());
            assertEquals(BodyType.EIGHT_BIT_MIME, envelope.body());
            assertTrue(envelope.smtpUtf8());
            assertEquals(Optional.of("FULL"), envelope.ret());
            assertEquals(Optional.of("q+q"), envelope.envelopeId());
            assertEquals(2, envelope.recipients().size());
            var bob = envelope.recipients().get(0);
            assertEquals(List.of("SUCCESS", "DELAY"), bob.notifyOn());
            assertEquals(Optional.of("rfc822;b+b@example.test"), bob.originalRecipient());
            assertEquals("<Postmaster>", envelope.recipients().get(1).path().toString());
            assertEquals("client.example", envelope.session().helo());
        }
    }

    @Test
    @DisplayName("The 250 is the commit: nothing is said before it is done, and the next command waits")
    void replyWaitsForCommit() {
        var synced = new CompletableFuture<Boolean>();
        try (var talk = new Talk("mail to bob", stage -> stage.letterbox.synced = synced)) {
            talk.lines("DATA");
            assertEquals("", talk.lines("Subject: a", "", ".", "NOOP"));
            assertTrue(talk.letters().isEmpty());
            synced.complete(true);
            assertEquals("250 2.6.0 Message accepted, id s1-1\r\n250 2.0.0 Ok\r\n", talk.heard());
        }
    }

    @Test
    @DisplayName("S-G3: a commit that fails is our fault, and the transaction is over")
    void commitFails() {
        var synced = new CompletableFuture<Boolean>();
        try (var talk = new Talk("mail to bob", stage -> stage.letterbox.synced = synced)) {
            talk.lines("DATA");
            talk.lines(".", "DATA");
            synced.completeExceptionally(new IllegalStateException("org.letterlock.secret.ClassName"));
            var answer = talk.heard().split("\r\n");
            assertTrue(answer[0].matches("451 4\\.3\\.0 Internal error, id [0-9a-z]+"), answer[0]);
            assertEquals("503 5.5.1 MAIL comes first", answer[1]);
        }
    }

    @Test
    @DisplayName("UTF-8 addresses in the trace fields")
    void utf8Trace() {
        try (var talk = new Talk("greeted")) {
            var line = "MAIL FROM:<größe@bücher.example> SMTPUTF8\r\nRCPT TO:<jürgen@example.test>\r\nDATA\r\n";
            talk.say(new String(line.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1));
            talk.lines(".");
            var text = new String(talk.letter().octets(), UTF_8);
            assertTrue(text.startsWith("Return-Path: <größe@bücher.example>\r\n"), text);
            assertTrue(text.contains(" for <jürgen@example.test>;"), text);
        }
    }

    @Test
    @DisplayName("A connection that ends within a message leaves nothing")
    void lostConnection() {
        try (var talk = new Talk("mail to bob")) {
            talk.lines("DATA");
            talk.lines("Subject: half");
            talk.close();
            assertTrue(talk.letters().isEmpty());
            assertFalse(talk.isOpen());
        }
    }
}
