package org.letterlock.smtp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What submission adds to a message and what it refuses. RFC 6409, 6 and 8. */
class SubmissionTest {
    private static final String MESSAGE_ID = "Message-ID: <s1-1.1795435200000@mail.example.test>\r\n";
    private static final String DATE = "Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n";

    private static String submitted(String message) {
        return delivered("msa;ann logged in", message);
    }

    private static String delivered(String given, String message) {
        var random = new Random(7);
        String first = "";
        for (int i = 0; i < 20; i++) {
            try (var talk = new Talk(given + (given.startsWith("msa") ? "" : ";greeted"))) {
                talk.lines("MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>", "DATA");
                var answer = i == 0 ? talk.say(message + ".\r\n") : talk.sayCut(message + ".\r\n", random);
                var result = talk.letters().isEmpty() ? answer : talk.letter().withoutTrace();
                if (i == 0) first = result;
                assertEquals(first, result, "cut otherwise");
            }
        }
        return first;
    }

    @Test
    @DisplayName("E5: Message-ID and Date are added when they are missing, behind the other fields")
    void e5_missingFieldsAreAdded() {
        assertEquals(
                "From: ann@example.test\r\nSubject: x\r\n" + DATE + MESSAGE_ID + "\r\nbody\r\n",
                submitted("From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n"));
    }

    @Test
    @DisplayName("E5: what is there is not touched, in whatever case and form")
    void e5_presentFieldsStay() {
        var message = "date : yesterday\r\nMESSAGE-ID:\r\n <x@y>\r\nfrom: Ann\r\n <ann@example.test>\r\n\r\nbody\r\n";
        assertEquals(message, submitted(message));
    }

    @Test
    @DisplayName("E5: on an mx nothing is added")
    void e5_nothingOnMx() {
        assertEquals("Subject: x\r\n\r\nbody\r\n", delivered("mx", "Subject: x\r\n\r\nbody\r\n"));
    }

    @Test
    @DisplayName("E5: a message without body, without header, or with a header that ends in text")
    void e5_oddHeaders() {
        assertEquals("From: ann@example.test\r\n" + DATE + MESSAGE_ID, submitted("From: ann@example.test\r\n"));
        assertEquals(DATE + "From: <ann@example.test>\r\n" + MESSAGE_ID + "\r\nbody\r\n", submitted("\r\nbody\r\n"));
        assertEquals(DATE + "From: <ann@example.test>\r\n" + MESSAGE_ID, submitted(""));
        assertEquals(
                DATE + "From: <ann@example.test>\r\n" + MESSAGE_ID + "\r\nthis is no header\r\n",
                submitted("this is no header\r\n"));
        assertEquals(
                "Subject: x\r\n" + DATE + "From: <ann@example.test>\r\n" + MESSAGE_ID + "\r\nno field\r\nDate: z\r\n",
                submitted("Subject: x\r\nno field\r\nDate: z\r\n"));
    }

    @Test
    @DisplayName("S-P5: a From of somebody else gets a Sender that says who it was")
    void sP5_senderIsAdded() {
        for (var from : new String[] {
            "bob@example.test",
            "Ann <bob@example.test>",
            "\"ann@example.test\" <bob@example.test>",
            "ann@example.test, bob@example.test",
            "ann@example.test (bob@example.test) x",
            "ann@example.test <bob@example.test>",
            "<ann@example.test> <bob@example.test>",
            "Staff: ann@example.test, bob@example.test;",
            "=?utf-8?q?ann=40example.test?=",
            "\"unclosed <ann@example.test>",
            "<ann@example.test> bob@example.test",
            "Ann <ann@example.test> \"bob\"@example.test",
            "Ann <ann@example.test> Bob",
            "bob@example.test <ann@example.test>",
            "bob @ example.test <ann@example.test>",
            "bob@example.test, Ann <ann@example.test>",
            "bob@example.test: ann@example.test;",
            "<bob@example.test>: ann@example.test;",
            "bob> <ann@example.test>",
            "ann@exam ple.test",
            "ann@example.test(x)test",
            "an n@example.test",
            "bob ann@example.test",
            "",
            "ann@example.test\0".replace("\0", " x"),
        }) {
            assertEquals(
                    "From: " + from + "\r\n" + DATE + "Sender: <ann@example.test>\r\n" + MESSAGE_ID + "\r\n",
                    submitted("From: " + from + "\r\n\r\n"),
                    from);
        }
    }

    @Test
    @DisplayName("S-P5: a From of one's own, in the forms it may have, gets none")
    void sP5_ownFrom() {
        for (var from : new String[] {
            "ann@example.test",
            "<ann@example.test>",
            "Ann <ann@example.test>",
            "\"Ann, or \\\"Annie\\\"\" <ann@EXAMPLE.test>",
            "Ann (at (home)) <ann@example.test> (really)",
            "=?utf-8?q?=C3=84nn?=\r\n <ann@example.test>",
            "ann+x@example.test, Ann <ann@example.test>",
            "Us: ann@example.test, ann+y@example.test;",
            "ann (me) @ example . test",
            "\"bob@example.test\" <ann@example.test>",
            "Ann B. Bobson <ann@example.test>",
        }) {
            assertEquals(
                    "From: " + from + "\r\n" + DATE + MESSAGE_ID + "\r\n",
                    submitted("From: " + from + "\r\n\r\n"),
                    from);
        }
    }

    @Test
    @DisplayName("S-P5: neither From nor Sender is the account's: refused")
    void sP5_refused() {
        assertEquals(
                "554 5.7.1 Neither From nor Sender names an address of this account\r\n",
                submitted("From: bob@example.test\r\nSender: carol@example.test\r\n\r\n"));
        assertEquals(
                "554 5.7.1 Neither From nor Sender names an address of this account\r\n",
                submitted("From: bob@example.test\r\nSender: <ann@example.test> carol@example.test\r\n\r\n"));
        assertEquals(
                "From: bob@example.test\r\nSender: ann@example.test\r\n" + DATE + MESSAGE_ID + "\r\n",
                submitted("From: bob@example.test\r\nSender: ann@example.test\r\n\r\n"));
    }

    @Test
    @DisplayName("S-P5: more than one From or Sender, whoever owns them, and readers might show any of them: refused")
    void sP5_severalFields() {
        for (var fields : new String[] {
            "From: ann@example.test\r\nFrom: bob@example.test\r\n",
            "From: ann@example.test\r\nSubject: x\r\nfrom : ann@example.test\r\n",
            "From: bob@example.test\r\nSender: ann@example.test\r\nSender: carol@example.test\r\n",
            "From: ann@example.test\r\nSender: ann@example.test\r\nSender: ann@example.test\r\n",
        }) {
            assertEquals(
                    "554 5.6.0 The message has more than one From or Sender field\r\n", submitted(fields + "\r\n"));
        }
    }

    @Test
    @DisplayName("The question who owns an address may take its time; nothing is lost meanwhile")
    void ownershipTakesTime() {
        var looked = new CompletableFuture<Boolean>();
        try (var talk = new Talk("msa;ann logged in;mail to bob".replace(";mail to bob", ""))) {
            talk.lines("MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>", "DATA");
            talk.stage.letterbox.looked = looked;
            assertEquals("", talk.lines("From: bob@example.test", "", "body", ".", "NOOP"));
            looked.complete(true);
            assertEquals("250 2.6.0 Message accepted, id s1-1\r\n250 2.0.0 Ok\r\n", talk.heard());
            assertTrue(talk.letter().text().endsWith("\r\n\r\nbody\r\n"));
        }
    }

    @Test
    @DisplayName("The connection is lost while the question is open")
    void lostWhileAsking() {
        for (var how : new String[] {"DATA\r\n", "BDAT 40 LAST\r\n"}) {
            var looked = new CompletableFuture<Boolean>();
            try (var talk = new Talk("msa;ann logged in")) {
                talk.lines("MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>");
                talk.stage.letterbox.looked = looked;
                talk.say(how);
                assertEquals("", talk.lines("From: bob@example.test", "", "body", "body"));
                talk.close();
                looked.complete(true);
                assertTrue(talk.letters().isEmpty());
            }
        }
    }

    @Test
    @DisplayName("S-P5: a From so long that nobody reads it to its end is somebody else's")
    void sP5_endlessFrom() {
        var from = "From: ann@example.test, (" + "x".repeat(17_000) + ")\r\n bob@example.test\r\n";
        assertTrue(submitted(from + "\r\n").contains("\r\nSender: <ann@example.test>\r\n"));
    }

    @Test
    @DisplayName("By BDAT the same is added, also to a header in pieces")
    void bdat() {
        try (var talk = new Talk("msa;ann logged in")) {
            talk.lines("MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>");
            var answer = talk.say("BDAT 10\r\nFrom: ann@BDAT 15\r\nexample.test\r\n\rBDAT 5 LAST\r\n\nbodyNOOP\r\n");
            assertEquals(
                    "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n250 2.6.0 Message accepted, id s1-1\r\n250 2.0.0 Ok\r\n", answer);
            assertEquals(
                    "From: ann@example.test\r\n" + DATE + MESSAGE_ID + "\r\nbody",
                    talk.letter().withoutTrace());
        }
    }
}
