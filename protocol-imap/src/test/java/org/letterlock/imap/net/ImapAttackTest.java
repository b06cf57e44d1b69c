package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.TestChannel;

/** Rows of the security design that a dialogue on paper cannot show. */
class ImapAttackTest {
    private final ImapStage stage = new ImapStage();

    @Test
    @DisplayName("S-A10 a password sent before TLS is never looked at")
    void sA10_passwordNotLookedAt() {
        var client = new TestClient(stage, new ArrayList<>());
        client.raw(
                "a LOGIN ann secret\r\nb AUTHENTICATE PLAIN AGFubgBzZWNyZXQ=\r\nc LOGIN {3+}\r\nann {6+}\r\nsecret\r\n");
        assertEquals(3, client.said().split("NO \\[PRIVACYREQUIRED]", -1).length - 1);
        assertTrue(stage.asked.isEmpty(), "asked for " + stage.asked);
        client.close();
    }

    @Test
    @DisplayName("S-C3 nothing said before STARTTLS counts after it")
    void sC3_stateForgotten() {
        stage.given("setting max-bad-commands 3");
        var client = new TestClient(stage, new ArrayList<>());
        client.raw("a X\r\nb X\r\nc ID (\"name\" \"x\")\r\nd LOGIN {3}\r\ne X\r\nf X\r\ng STARTTLS\r\n");
        assertTrue(client.said().endsWith("g OK Begin TLS negotiation now\r\n"));
        FakeTls.finishHandshake(client.channel);
        client.raw("h X\r\ni X\r\nj NOOP\r\n");
        assertEquals("h BAD Unknown command\r\ni BAD Unknown command\r\nj OK NOOP completed\r\n", client.said());
        client.close();
    }

    @Test
    @DisplayName("S-I1 an announced literal takes no memory until it comes")
    void sI1_noAllocationByAnnouncement() {
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 90; i++) {
            var client = TestClient.loggedIn(stage, clients);
            client.raw("a APPEND INBOX {67108864}\r\n"); // 5.6 GB in all, far above this JVM's heap
            assertEquals("+ Go on\r\n", client.said());
        }
        clients.get(0).close();
        clients.forEach(TestClient::close);
    }

    @Test
    @DisplayName("S-I4 SEARCH nested as deep as a line allows")
    void sI4_searchNesting() {
        stage.given("1 message in INBOX");
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        assertTrue(client.run("SEARCH " + "(".repeat(60000)).contains("BAD Search keys nested too deep"));
        assertTrue(client.run("SEARCH " + "NOT ".repeat(15000) + "ALL").contains("BAD Search keys nested too deep"));
        assertTrue(client.run("SEARCH " + "OR ALL ".repeat(9000) + "ALL").contains("BAD Search keys nested too deep"));
        assertTrue(client.run("SEARCH " + "ALL ".repeat(10000) + "ALL").contains("BAD Too many search keys"));
        assertTrue(client.run("SEARCH " + "(".repeat(100) + "ALL" + ")".repeat(100))
                .contains("* SEARCH 1\r\n"));
        client.close();
    }

    @Test
    @DisplayName("S-I5 sets and items named over and over are answered once")
    void sI5_coalesced() {
        stage.given("3 messages in INBOX");
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        assertEquals(
                4,
                client.ok("FETCH " + "1:4294967295,".repeat(4000) + "2 FLAGS").size());
        assertEquals(2, client.ok("FETCH " + "2,".repeat(16000) + "2 FLAGS").size());
        assertEquals(
                4,
                client.ok("UID FETCH 4294967295:1 (" + "FLAGS ".repeat(9000) + "UID)")
                        .size());
        assertEquals(
                6, client.ok("FETCH 1 (" + "BODY.PEEK[] ".repeat(5000) + "UID)").size());
        assertTrue(client.run("FETCH " + "1,".repeat(16384) + "1 FLAGS").contains("BAD Too many elements"));
        var items = new StringBuilder();
        for (int i = 1; i <= 257; i++) items.append("BODY.PEEK[").append(i).append("] ");
        assertTrue(client.run("FETCH 1 (" + items + "UID)").contains("BAD Too many items"));
        client.close();
    }

    @Test
    @DisplayName("S-I6 wildcards and patterns without end")
    void sI6_listWildcards() {
        for (int i = 0; i < 20; i++) stage.given("mailbox " + ("a".repeat(40) + "/").repeat(20) + i);
        var client = TestClient.loggedIn(stage);
        assertEquals(1, client.ok("LIST \"\" \"" + "%a*".repeat(200) + "b\"").size());
        assertTrue(client.run("LIST \"\" (" + "* ".repeat(5000) + "*)").contains("BAD Too many patterns"));
        client.ok("LIST \"\" (" + "%x* ".repeat(99) + "*)");
        client.close();
    }

    @Test
    @DisplayName("S-I8 the 65th keyword, and one of 256 octets")
    void sI8_keywords() {
        stage.given("1 message in INBOX");
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        for (int i = 0; i < 64; i++) client.ok("STORE 1 +FLAGS.SILENT (k" + i + ")");
        assertTrue(client.run("STORE 1 +FLAGS (k64)").contains("NO [LIMIT] "));
        client.ok("STORE 1 FLAGS.SILENT ()");
        client.ok("STORE 1 FLAGS.SILENT (" + "k".repeat(255) + ")");
        assertTrue(client.run("STORE 1 +FLAGS (" + "k".repeat(256) + ")").contains("NO [LIMIT] "));
        client.raw("ap APPEND INBOX (" + "k".repeat(256) + ") {4+}\r\nabcd\r\n");
        assertTrue(client.said().contains("ap NO [LIMIT] "));
        client.close();
    }

    @Test
    @DisplayName("S-I15 numbers beyond 32 bits, sections 10,000 deep")
    void sI15_numbers() {
        stage.given("1 message in INBOX");
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        assertTrue(client.run("FETCH 1 BODY.PEEK[]<18446744073709551616.1>").contains("BAD Number too large"));
        assertTrue(client.run("FETCH 1 BODY.PEEK[]<0.0>").contains("BAD "));
        assertTrue(client.run("FETCH 1 BODY.PEEK[" + "1.".repeat(10000) + "1]").contains("BAD Section too deep"));
        assertTrue(client.run("FETCH 1 BODY.PEEK[4294967296]").contains("BAD Number too large"));
        assertTrue(client.run("FETCH 1 BODY.PEEK[2147483647]").contains("BODY[2147483647] NIL"));
        client.ok("FETCH 1 BODY.PEEK[]<4294967295.4294967295>");
        client.close();
    }

    @Test
    @DisplayName("S-M7, S-M8 what is appended comes back, octet by octet")
    void sM8_octetsStayAsTheyAre() {
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        var random = new Random(1);
        for (int size : new int[] {1, 2047, 2048, 2049, 65535, 65536, 65537, 300_000, 3_000_000}) {
            var octets = new byte[size];
            random.nextBytes(octets);
            client.raw("ap APPEND INBOX {" + size + "}\r\n");
            assertEquals("+ Go on\r\n", client.said());
            client.raw(octets);
            client.raw("\r\n");
            assertTrue(client.said().contains("ap OK [APPENDUID "), "size " + size);
            client.raw("f FETCH * BODY.PEEK[]\r\n");
            var said = client.said();
            int from = said.indexOf("}\r\n") + 3;
            assertArrayEquals(
                    octets, said.substring(from, from + size).getBytes(StandardCharsets.ISO_8859_1), "size " + size);
            assertEquals(")\r\nf OK FETCH completed\r\n", said.substring(from + size));
        }
        client.close();
    }

    @Test
    @DisplayName("S-G3 a broken store is answered without a word about its inside")
    void sG3_noStackTrace() {
        var store = new FailingStore(stage.store);
        stage.served = store;
        stage.given("1 message in INBOX");
        var client = TestClient.loggedIn(stage);
        store.noSpool = true;
        client.raw("a APPEND INBOX {4}\r\n");
        assertEquals("a NO [UNAVAILABLE] The message could not be stored\r\n", client.said());
        store.noSpool = false;
        store.spoolOctets = 2;
        client.raw("b APPEND INBOX {4+}\r\nabcd\r\nc NOOP\r\n");
        assertEquals("b NO [UNAVAILABLE] The message could not be stored\r\nc OK NOOP completed\r\n", client.said());
        store.noAccounts = true;
        var other = new TestClient(stage, new ArrayList<>());
        other.raw("x STARTTLS\r\n");
        FakeTls.finishHandshake(other.channel);
        other.said();
        other.raw("y LOGIN ann secret\r\nz NOOP\r\n");
        var said = other.said();
        assertTrue(said.matches("y NO \\[SERVERBUG] Internal error [0-9a-z]+\r\nz OK NOOP completed\r\n"), said);
        client.close();
        other.close();
    }

    @Test
    @DisplayName(
            "S-T10, S-S9 without room, or read-only, a store refuses APPEND before the message is sent, and reads go on")
    void sT10_refusedBeforeItIsSent() {
        var store = new FailingStore(stage.store);
        stage.served = store;
        stage.given("1 message in INBOX");
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        store.refusal = Optional.of(StoreResult.Refusal.NO_ROOM);
        client.raw("a APPEND INBOX {4}\r\n");
        assertEquals("a NO [UNAVAILABLE] There is no room for messages now\r\n", client.said());
        store.refusal = Optional.of(StoreResult.Refusal.UNAVAILABLE);
        client.raw("b APPEND INBOX {4+}\r\nabcd\r\nc FETCH 1 UID\r\n");
        assertEquals(
                "b NO [UNAVAILABLE] No changes are taken now\r\n* 1 FETCH (UID 1)\r\nc OK FETCH completed\r\n",
                client.said());
        store.refusal = Optional.empty();
        client.raw("d APPEND INBOX {4}\r\n");
        assertTrue(client.said().startsWith("+ "));
        client.close();
    }

    @Test
    @DisplayName("S-T4 a client that never reads: writing stops, and reading with it, until it is closed")
    void sT4_neverReads() {
        for (int i = 0; i < 40; i++) stage.deliver("INBOX", "Subject: x\r\n\r\n" + "y".repeat(500_000));
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        var reader = new Reluctant();
        client.channel.pipeline().addFirst(reader);
        client.channel.writeInbound(Unpooled.copiedBuffer(
                "a FETCH 1:* BODY.PEEK[]\r\n".repeat(50) + "b CAPABILITY\r\n".repeat(5000), StandardCharsets.US_ASCII));
        client.channel.runPendingTasks();
        assertTrue(reader.octets < 200_000, "written without anybody reading: " + reader.octets);
        assertFalse(client.channel.config().isAutoRead());
        for (int i = 0; i < 100; i++) reader.read(client);
        assertTrue(reader.octets > 5_000_000, "written as it was read: " + reader.octets);
        assertTrue(reader.most < 200_000, "at once: " + reader.most);
        ((TestChannel) client.channel).advanceTimeBy(61, java.util.concurrent.TimeUnit.SECONDS);
        client.channel.runPendingTasks();
        assertFalse(client.channel.isOpen());
        client.close();
    }

    @Test
    void whatIsNotReadIsNotMarkedSeen() {
        for (int i = 0; i < 40; i++) stage.deliver("INBOX", "Subject: x\r\n\r\n" + "y".repeat(50_000));
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        client.channel.pipeline().addFirst(new Reluctant());
        client.channel.writeInbound(Unpooled.copiedBuffer("a FETCH 1:* BODY[]\r\n", StandardCharsets.US_ASCII));
        client.channel.runPendingTasks();
        long unseen = stage.box("INBOX").status().unseen();
        assertTrue(unseen >= 36, "not seen: " + unseen);
        client.close();
    }

    @Test
    @DisplayName("S-T5 nothing is kept of a line without end")
    void sT5_nothingKept() {
        var client = TestClient.loggedIn(stage);
        var chunk = "x".repeat(64 * 1024);
        client.raw("a ");
        for (int i = 0; i < 750 && client.channel.isOpen(); i++) client.raw(chunk); // 48 MB
        var said = client.said();
        client.close();
        assertEquals("* BYE Line too long\r\n", said);
    }

    @Test
    void manyMessagesStreamInOrder() {
        stage.given("5000 messages in INBOX");
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        var lines = TestClient.lines(client.run("FETCH 1:* (UID FLAGS BODY[])"));
        for (int i = 1; i <= 5000; i++)
            assertEquals("* " + i + " FETCH (UID " + i + " FLAGS (\\Seen \\Recent) BODY[] \"\")", lines.get(i - 1));
        assertEquals(5001, lines.size());
        client.close();
    }

    /** Takes what is written, and is not writable again until {@link #read}. */
    private static final class Reluctant extends ChannelOutboundHandlerAdapter {
        private long octets;
        private long most;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            int n = ((ByteBuf) message).readableBytes();
            octets += n;
            most = Math.max(most, n);
            ((ByteBuf) message).release();
            if (!promise.isVoid()) promise.setSuccess();
            writable(ctx, false);
        }

        void read(TestClient client) {
            writable(client.channel.pipeline().context(this), true);
            client.channel.runPendingTasks();
        }

        private static void writable(ChannelHandlerContext ctx, boolean writable) {
            var buffer = ctx.channel().unsafe().outboundBuffer();
            if (buffer != null) buffer.setUserDefinedWritability(1, writable);
        }
    }
}
