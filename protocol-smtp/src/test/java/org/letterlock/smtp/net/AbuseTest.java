package org.letterlock.smtp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What does not fit into a transcript: many, long, slow. */
class AbuseTest {
    @Test
    @DisplayName("S-P9: the 101st recipient goes into another message; as many again, and each is an error")
    void sP9_recipients() {
        try (var talk = new Talk("small limits;mail from ann")) {
            for (int i = 0; i < 100; i++) {
                assertEquals("250 2.1.5 Recipient ok\r\n", talk.lines("RCPT TO:<list" + i + "@example.test>"));
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        "452 4.5.3 Too many recipients, send another message for these\r\n",
                        talk.lines("RCPT TO:<list9" + i + "@example.test>"));
            }
            var answer = new StringBuilder();
            for (int i = 0; i < 20 && talk.isOpen(); i++) {
                answer.append(talk.lines("RCPT TO:<ann@example.test>"));
                answer.append(talk.later(Duration.ofSeconds(1)));
            }
            assertTrue(answer.toString().endsWith("421 4.7.0 Too many errors\r\n"), answer.toString());
            assertFalse(talk.isOpen());
        }
    }

    @Test
    @DisplayName("S-P9: those up to the limit get their message")
    void sP9_delivered() {
        try (var talk = new Talk("small limits;mail from ann")) {
            for (int i = 0; i < 102; i++) talk.lines("RCPT TO:<list" + i + "@example.test>");
            talk.lines("DATA");
            talk.lines(".");
            assertEquals(100, talk.letter().envelope().recipients().size());
        }
    }

    @Test
    @DisplayName("S-T3: a message that comes an octet at a time, slower than it may")
    void slowMessage() {
        try (var talk = new Talk("mail to bob")) {
            talk.lines("DATA");
            var answer = "";
            for (int i = 0; i < 40 && answer.isEmpty(); i++)
                answer = talk.say("x") + talk.later(Duration.ofSeconds(10));
            assertEquals("421 4.4.2 The message comes too slowly\r\n", answer);
            assertFalse(talk.isOpen());
        }
    }

    @Test
    @DisplayName("S-T3: the same in chunks of one octet, of none, and with something else in between")
    void sT3_slowChunks() {
        for (var chunk : new String[] {"BDAT 1\r\nx", "BDAT 0\r\n", "BDAT 1\r\nxNOOP\r\n"}) {
            try (var talk = new Talk("mail to bob")) {
                var answer = "";
                for (int i = 0; i < 18 && !answer.startsWith("421"); i++) {
                    assertTrue(talk.say(chunk).startsWith("250 2.0.0 Ok\r\n"), chunk + i);
                    answer = talk.later(Duration.ofSeconds(10));
                }
                assertEquals("421 4.4.2 The message comes too slowly\r\n", answer, chunk);
                assertFalse(talk.isOpen());
            }
        }
    }

    @Test
    @DisplayName("Chunks that come fast enough take their time, and behind the last, or RSET, nothing hurries")
    void steadyChunks() {
        var chunk = "BDAT 6000\r\n" + "0123456789\r\n".repeat(500);
        try (var talk = new Talk("mail to bob")) {
            for (int i = 0; i < 100; i++) {
                assertEquals("250 2.0.0 Ok\r\n", talk.say(chunk));
                assertEquals("", talk.later(Duration.ofSeconds(10)));
            }
            assertEquals("250 2.6.0 Message accepted, id s1-1\r\n", talk.lines("BDAT 0 LAST"));
            assertEquals("", talk.later(Duration.ofSeconds(290)));
            talk.lines("MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>");
            assertEquals("250 2.0.0 Ok\r\n", talk.say("BDAT 1\r\nx"));
            assertEquals("250 2.0.0 Ok\r\n", talk.lines("RSET"));
            assertEquals("", talk.later(Duration.ofSeconds(290)));
            assertEquals("503 5.5.1 MAIL comes first\r\n", talk.say("BDAT 1\r\nx"));
            assertEquals("", talk.later(Duration.ofSeconds(290)));
            assertEquals("250 2.0.0 Ok\r\n", talk.lines("NOOP"));
        }
    }

    @Test
    @DisplayName("A message that comes slowly, but fast enough, takes its time")
    void steadyMessage() {
        var block = "0123456789\r\n".repeat(500);
        try (var talk = new Talk("mail to bob")) {
            talk.lines("DATA");
            for (int i = 0; i < 100; i++) {
                assertEquals("", talk.say(block));
                assertEquals("", talk.later(Duration.ofSeconds(10)));
            }
            assertEquals("250 2.6.0 Message accepted, id s1-1\r\n", talk.lines("."));
        }
    }

    @Test
    @DisplayName("S-A9: a hundred and fifty log-ins given up in the middle leave nothing behind")
    void sA9_abandoned() {
        for (int i = 0; i < 150; i++) {
            try (var talk = new Talk("msa;over TLS")) {
                assertTrue(talk.lines("AUTH SCRAM-SHA-256 biwsbj1hbm4scj1hYmNkZWY=")
                        .startsWith("334 "));
            }
        }
    }

    @Test
    @DisplayName("S-A10: the password that came before TLS is not checked")
    void sA10_notChecked() {
        try (var talk = new Talk("msa;from loopback;greeted")) {
            assertEquals(
                    "538 5.7.11 Encryption required for authentication\r\n", talk.lines("AUTH PLAIN AGFubgBzZWNyZXQ="));
            assertTrue(talk.stage.accounts.asked.isEmpty());
        }
    }

    @Test
    @DisplayName("S-P3: no address form is relayed, for any sender and any HELO")
    void sP3_noFormIsRelayed() {
        var forms = new String[] {
            "<v@e.example>",
            "<v%e.example@example.test>",
            "<v%e.example>",
            "<e.example!v>",
            "<e.example!v@example.test>",
            "<\"v@e.example\">",
            "<\"v@e.example\"@example.test>",
            "<\"v%e.example\"@example.test>",
            "<@example.test:v@e.example>",
            "<@e.example:v@e.example>",
            "<@example.test,@e.example:v@e.example>",
            "v@e.example",
            "<v@e.example@example.test>",
            "<v@[198.51.100.1]>",
            "<v@[IPv6:2001:db8::1]>",
            "<v@198.51.100.1>",
            "<v@e.example.>",
            "<v@example.test.e.example>",
            "<v@.example.test>",
            "<v@[127.0.0.1]>",
            "<v@localhost>",
            "<v @example.test>",
            "<v@example.test,ann@e.example>",
            "<mailto:v@e.example>",
            "<v@e.example>,<ann@example.test>",
            "<v\\@e.example@example.test>",
            "<v@e%00.example>",
            "<\"\"@e.example>",
            "<@:v@e.example>",
            "<v@e.example:25>",
            "<v:e.example@example.test>",
            "<v@[e.example]>",
        };
        for (var sender : new String[] {"<>", "<ann@example.test>", "<v@e.example>", "<postmaster@example.test>"}) {
            for (var form : forms) {
                try (var talk = new Talk("greeted")) {
                    talk.lines("MAIL FROM:" + sender);
                    var answer = talk.lines("RCPT TO:" + form);
                    assertTrue(answer.startsWith("5"), form + ": " + answer);
                    assertTrue(talk.lines("DATA").startsWith("503 "), form);
                }
            }
        }
    }

    @Test
    @DisplayName(
            "S-P18: no reply repeats what the client wrote, none is longer than 512 octets, none has control characters")
    void sP18_repliesAreOurs() {
        var random = new Random(18);
        var verbs = new String[] {
            "EHLO ",
            "HELO ",
            "MAIL FROM:",
            "RCPT TO:",
            "VRFY ",
            "EXPN ",
            "NOOP ",
            "HELP ",
            "AUTH ",
            "",
            "DATA ",
            "RSET ",
            "BDAT x",
        };
        for (int i = 0; i < 300; i++) {
            try (var talk = new Talk("greeted")) {
                var mark =
                        "<zq" + "\u001b\b\u0080\u00ff\t\\".charAt(random.nextInt(6)) + "qz".repeat(random.nextInt(400));
                var answer = talk.lines(verbs[random.nextInt(verbs.length)] + mark);
                assertFalse(answer.contains("zq"), answer);
                assertTrue(answer.chars().allMatch(c -> c == '\r' || c == '\n' || (c >= ' ' && c < 0x7F)), answer);
                for (var line : answer.split("\r\n")) assertTrue(line.length() <= 510, line);
            }
        }
    }
}
