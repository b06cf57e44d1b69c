package org.letterlock.pop3.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.Transcripts;

/** What an attacker tries, by the rows of the threat table. */
class Pop3SecurityTest {
    private static final int MEGABYTE = 1024 * 1024;

    private static Stream<DynamicTest> transcripts(String row) {
        return Transcripts.inMemory(Path.of("src/test/transcripts/security", row + ".txt"), Pop3Stage::new);
    }

    @TestFactory
    @DisplayName("S-O1 numbers that are none")
    Stream<DynamicTest> sO1_numbersThatAreNone() {
        return transcripts("S-O1");
    }

    @TestFactory
    @DisplayName("S-O2 commands in the wrong state")
    Stream<DynamicTest> sO2_wrongState() {
        return transcripts("S-O2");
    }

    @TestFactory
    @DisplayName("S-O3 two sessions")
    Stream<DynamicTest> sO3_twoSessions() {
        return transcripts("S-O3");
    }

    @Test
    @DisplayName("S-O3 the lock outlives a connection whose QUIT is not committed yet")
    void sO3_lockUntilCommitted() {
        try (var stage = new Pop3Stage()) {
            var committed = new CompletableFuture<Object>();
            stage.served = StubbornStore.of(stage.store, () -> committed);
            stage.deliver("Subject: 1\r\n\r\n");
            try (var first = Client.loggedIn(stage)) {
                first.send("DELE 1\r\nQUIT\r\n");
                assertEquals("+OK Deleted at QUIT\r\n", first.read());
            }
            assertTrue(stage.inbox().lockMaildrop().isEmpty());
            committed.complete(StoreResult.refused(StoreResult.Refusal.UNAVAILABLE, ""));
            assertTrue(stage.inbox().lockMaildrop().isPresent());
        }
    }

    @TestFactory
    @DisplayName("S-O4 DELE without QUIT")
    Stream<DynamicTest> sO4_deleWithoutQuit() {
        return transcripts("S-O4");
    }

    @Test
    @DisplayName("S-O6 RETR flood unread: writing stops, and so does reading")
    void sO6_retrFloodUnread() {
        try (var stage = new Pop3Stage()) {
            var line = "x".repeat(998) + "\r\n";
            stage.deliver("Subject: long\r\n\r\n" + line.repeat(5 * 1024));
            try (var client = Client.loggedIn(stage)) {
                var pieces = new ArrayList<Integer>();
                client.channel.pipeline().addFirst(new Reluctant(client, pieces, false));
                for (int i = 0; i < 2_000; i++) client.send("RETR 1\r\n");
                assertEquals(1, pieces.size(), pieces::toString);
                assertTrue(pieces.get(0) <= 128 * 1024, pieces::toString);
                assertFalse(client.channel.config().isAutoRead(), "goes on reading commands");

                client.reading(true);
                client.channel.runPendingTasks();
                assertEquals(2, pieces.size(), pieces::toString);
            }
        }
    }

    @Test
    @DisplayName("S-O6 a message leaves in pieces, one when there is room for it")
    void sO6_aMessageLeavesInPieces() {
        try (var stage = new Pop3Stage()) {
            stage.deliver("Subject: long\r\n\r\n" + ("x".repeat(998) + "\r\n").repeat(5 * 1024));
            try (var client = Client.loggedIn(stage)) {
                var pieces = new ArrayList<Integer>();
                client.channel.pipeline().addFirst(new Reluctant(client, pieces, true));
                client.send("RETR 1\r\n");
                for (int i = 0; i < 1000 && client.channel.hasPendingTasks(); i++) client.channel.runPendingTasks();
                int all = pieces.stream().mapToInt(n -> n).sum();
                assertTrue(all > 5 * MEGABYTE / 1024 * 1000, "only " + all);
                assertTrue(pieces.stream().allMatch(n -> n <= 128 * 1024), pieces::toString);
            }
        }
    }

    @TestFactory
    @DisplayName("S-O7 no APOP, UTF8 as RFC 6856 has it")
    Stream<DynamicTest> sO7_apopAndUtf8() {
        return transcripts("S-O7");
    }

    @TestFactory
    @DisplayName("S-C1 commands behind STLS")
    Stream<DynamicTest> sC1_behindStls() {
        return transcripts("S-C1");
    }

    @TestFactory
    @DisplayName("S-C2 plaintext between +OK and ClientHello")
    Stream<DynamicTest> sC2_afterStls() {
        return transcripts("S-C2");
    }

    @TestFactory
    @DisplayName("S-C3 state over STLS")
    Stream<DynamicTest> sC3_stateOverStls() {
        return transcripts("S-C3");
    }

    @TestFactory
    @DisplayName("S-C4 STLS where it may not come")
    Stream<DynamicTest> sC4_stlsTwice() {
        return transcripts("S-C4");
    }

    @TestFactory
    @DisplayName("S-C9 a browser lured here")
    Stream<DynamicTest> sC9_http() {
        return transcripts("S-C9");
    }

    @Test
    @DisplayName("S-C9 ALPN: pop3 and nothing else")
    void sC9_alpn() {
        try (var stage = new Pop3Stage()) {
            assertEquals(List.of("pop3"), new Pop3Protocol(stage.services(), null).alpn());
        }
    }

    @TestFactory
    @DisplayName("S-A6 another user's authorization identity")
    Stream<DynamicTest> sA6_authzid() {
        return transcripts("S-A6");
    }

    @TestFactory
    @DisplayName("S-A7 names that are none")
    Stream<DynamicTest> sA7_names() {
        return transcripts("S-A7");
    }

    @TestFactory
    @DisplayName("S-A8 broken and enormous base64")
    Stream<DynamicTest> sA8_base64() {
        return transcripts("S-A8");
    }

    @TestFactory
    @DisplayName("S-A9 cancelled exchanges")
    Stream<DynamicTest> sA9_cancelled() {
        return transcripts("S-A9");
    }

    @Test
    @DisplayName("S-A9 150 connections end in the middle of an exchange: nothing stays")
    void sA9_abandoned() {
        try (var stage = new Pop3Stage()) {
            for (int i = 0; i < 150; i++) {
                try (var client = new Client(stage)) {
                    client.send("STLS\r\n");
                    FakeTls.finishHandshake(client.channel);
                    client.send("AUTH PLAIN\r\nAGFubg");
                    assertTrue(client.read().endsWith("+ \r\n"));
                }
            }
            try (var client = Client.loggedIn(stage)) {
                client.send("NOOP\r\n");
                assertEquals("+OK\r\n", client.read());
            }
        }
    }

    @TestFactory
    @DisplayName("S-A10 log-in before TLS")
    Stream<DynamicTest> sA10_beforeTls() {
        return transcripts("S-A10");
    }

    @Test
    @DisplayName("S-A10 the password is not checked before TLS")
    void sA10_notChecked() {
        try (var stage = new Pop3Stage();
                var client = new Client(stage)) {
            client.send("USER ann\r\nPASS secret\r\nAUTH PLAIN AGFubgBzZWNyZXQ=\r\nAUTH LOGIN\r\nYW5u\r\n");
            assertFalse(client.read().contains("+ "));
            assertEquals(List.of(), stage.asked);
        }
    }

    @Test
    @DisplayName("S-G3 a failure of ours is an id: no class, no stack trace, no reason")
    void sG3_noStackTrace() {
        try (var stage = new Pop3Stage()) {
            stage.served = BrokenBodies.in(stage.store, 0);
            stage.deliver("Subject: 1\r\n\r\n");
            try (var client = Client.loggedIn(stage)) {
                client.send("RETR 1\r\n");
                var said = client.read();
                assertTrue(said.matches("-ERR \\[SYS/TEMP] Internal failure [0-9a-z]+\r\n"), said);
                client.send("NOOP\r\n");
                assertEquals("+OK\r\n", client.read());
            }
        }
    }

    @Test
    @DisplayName(
            "S-G3 a failure in the middle of a message ends the connection, with no word that would be read as mail")
    void sG3_inTheMiddle() {
        try (var stage = new Pop3Stage()) {
            stage.deliver("Subject: 1\r\n\r\n" + "line\r\n".repeat(20_000));
            stage.served = BrokenBodies.in(stage.store, 50_000);
            try (var client = Client.loggedIn(stage)) {
                client.send("TOP 1 100000\r\n");
                var said = client.read();
                assertTrue(said.startsWith("+OK Top of message follows\r\nSubject: 1\r\n\r\nline\r\n"), said);
                assertFalse(said.contains("ERR"), said);
                assertFalse(said.endsWith("\r\n.\r\n"), said);
                assertFalse(client.channel.isOpen());
            }
            assertTrue(stage.inbox().lockMaildrop().isPresent());
        }
    }

    @Test
    @DisplayName("S-G3 a store that cannot open a maildrop")
    void sG3_atLogin() {
        try (var stage = new Pop3Stage()) {
            stage.served = StubbornStore.of(stage.store, () -> {
                throw new StoreException("never asked");
            });
            stage.store.close();
            try (var client = Client.loggedIn(stage)) {
                client.send("STAT\r\n");
                assertTrue(client.read().startsWith("+OK 0 0"));
            }
        }
    }
}
