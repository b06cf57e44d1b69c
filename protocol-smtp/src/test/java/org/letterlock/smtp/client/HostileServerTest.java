package org.letterlock.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Outcome.Result;

/** Servers that want to see the client fall over. S-Q4. */
class HostileServerTest {
    private static final byte[] BLOCK = "0123456789abcdef0123456789abcdef0123456789abcdef01234567890123\r\n"
            .repeat(1024)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private static FakeMx mx(FakeMx.Script script) {
        return new FakeMx(script);
    }

    private static Outcome send(FakeMx mx, Sender sender) {
        return sender.send(mx, TlsDemand.NONE, Sender.mail()).outcomes().get(0);
    }

    private static void flood(FakeMx.Talk talk, String piece) throws IOException {
        while (true) talk.raw(piece); // until the client is gone
    }

    @Test
    @DisplayName("S-Q4 an endless banner, in one line, in many, or in many replies")
    void s_Q4_endless() {
        for (var piece : List.of("220-more\r\n", "220 x" + "x".repeat(4096), "220 again\r\n")) {
            try (var mx = mx(talk -> flood(talk, piece));
                    var sender = new Sender()) {
                var outcome = send(mx, sender);
                assertEquals(Result.TRANSIENT, outcome.result(), outcome::toString);
                assertTrue(outcome.text().length() < 1200, outcome::text);
            }
        }
    }

    @Test
    @DisplayName("S-Q4 a reply of 1 MB, also with a good code, is no reply")
    void s_Q4_megabyte() {
        try (var mx = mx(talk -> {
                    talk.say("220 mx");
                    talk.hear();
                    talk.say("250 " + "x".repeat(1 << 20));
                    talk.silence();
                });
                var sender = new Sender()) {
            var outcome = send(mx, sender);
            assertEquals(Result.TRANSIENT, outcome.result());
            assertEquals(Phase.HELLO, outcome.phase());
            assertTrue(
                    outcome.text().startsWith("the server sent a reply line that is too long: 250 xxx"), outcome::text);
        }
    }

    @Test
    @DisplayName("S-Q4 replies that are none, and what they hold is safe to show")
    void s_Q4_malformed() {
        for (var reply : List.of(
                "250 ok\n",
                "25\r\n",
                "1250 ok\r\n",
                "ok\r\n",
                "\r\n",
                "650 ok\r\n",
                "150 wait\r\n",
                "250_ok\r\n",
                "250-one\r\n550 two\r\n",
                "250 \u001b[31mred\rbare\r\n",
                "25\u00a00 ok\r\n")) {
            try (var mx = mx(talk -> {
                        talk.say("220 mx");
                        talk.hear();
                        talk.raw(reply);
                        talk.silence();
                    });
                    var sender = new Sender()) {
                var outcome = send(mx, sender);
                assertEquals(Result.TRANSIENT, outcome.result(), reply);
                assertEquals("4.5.0", outcome.status().toString());
                assertTrue(outcome.text().chars().allMatch(c -> c >= ' ' && c < 0xFF), outcome::text);
            }
        }
    }

    @Test
    @DisplayName("a reply without text, or with UTF-8, is one; control characters stand escaped")
    void oddReplies() {
        for (var reply : List.of("550", "550 ", "550 5.1.1 caf\u00c3\u00a9 \u001b[31m")) {
            try (var mx = mx(talk -> {
                        talk.say("220");
                        talk.hear();
                        talk.say("250");
                        talk.hear();
                        talk.say(reply);
                        talk.silence();
                    });
                    var sender = new Sender()) {
                var outcome = send(mx, sender);
                assertEquals(Result.PERMANENT, outcome.result(), outcome::toString);
                if (reply.length() > 4) assertEquals("550 5.1.1 café \\u001B[31m", outcome.text());
            }
        }
    }

    @Test
    @DisplayName("S-Q4 a reply that comes an octet at a time is waited for no longer than any other")
    void s_Q4_drip() {
        var times = ClientTimes.all(Sender.LONG);
        var quick = Duration.ofMillis(300);
        var impatient =
                new ClientTimes(times.connect(), quick, quick, quick, quick, quick, quick, quick, times.whole(), quick);
        var octets = new AtomicInteger();
        try (var mx = mx(talk -> {
                    talk.raw("220-");
                    while (true) {
                        talk.raw("x");
                        octets.incrementAndGet();
                        talk.pause(Duration.ofMillis(10));
                    }
                });
                var sender = new Sender(impatient)) {
            var outcome = send(mx, sender);
            assertEquals(Result.TRANSIENT, outcome.result());
            assertEquals("silence for 0.3 s", outcome.text());
            assertTrue(octets.get() > 1);
        }
    }

    @Test
    @DisplayName("S-Q4 whatever it is that takes so long, all of it is bounded")
    void s_Q4_whole() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(mx(talk -> {
            talk.say("220 mx");
            while (true) {
                talk.hear();
                talk.pause(Duration.ofMillis(50));
                talk.say("250 ok");
            }
        }));
        try (var server = mx.get();
                var sender = new Sender(ClientTimes.all(Sender.LONG).withWhole(Duration.ofMillis(400)))) {
            var many = new String[200];
            for (int i = 0; i < many.length; i++) many[i] = "r" + i;
            var delivery = sender.send(server, TlsDemand.NONE, Sender.mail(many));
            assertTrue(delivery.outcomes().stream().allMatch(o -> o.result() == Result.TRANSIENT));
            assertEquals("not done within 0.4 s", delivery.outcomes().get(0).text());
        }
    }

    /** Content without end to speak of, that counts how much of it was read. */
    private static final class Large implements Content {
        private final long size;
        private final AtomicLong furthest = new AtomicLong();
        private final AtomicReference<String> thread = new AtomicReference<>("");

        Large(long size) {
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            furthest.set(offset + length);
            thread.set(Thread.currentThread().getName());
            int from = (int) (offset % BLOCK.length);
            int count = (int) Math.min(Math.min(length, BLOCK.length - from), size - offset);
            return ByteBuffer.wrap(BLOCK, from, count).slice().asReadOnlyBuffer();
        }
    }

    private static MailObject mail(Content content) {
        var plain = Sender.mail();
        return new MailObject(
                "1",
                plain.from(),
                plain.recipients(),
                plain.body(),
                false,
                plain.ret(),
                plain.envelopeId(),
                false,
                content);
    }

    @Test
    @DisplayName("100 MiB arrive whole, read on a worker, and no further ahead than the server takes them")
    void streaming() {
        var mx = new AtomicReference<FakeMx>();
        var counted = new AtomicLong();
        var large = new Large(100L << 20);
        mx.set(mx(talk -> {
            talk.say("220 mx");
            while (true) {
                var command = talk.hear();
                if (command.equals("DATA")) {
                    talk.say("354 go");
                    counted.set(talk.countMessage());
                    talk.say("250 ok");
                } else talk.say("250 ok");
            }
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            assertTrue(sender.send(server, TlsDemand.NONE, mail(large)).delivered());
            assertEquals(large.size(), counted.get());
            assertEquals("sender", large.thread.get());
        }
    }

    @Test
    @DisplayName("a server that takes no more is waited for, and nothing more is read meanwhile")
    void backPressure() {
        var large = new Large(1L << 40);
        var mx = new AtomicReference<FakeMx>();
        mx.set(mx(talk -> {
            talk.say("220 mx");
            while (true) {
                var command = talk.hear();
                if (command.equals("DATA")) {
                    talk.say("354 go");
                    talk.sleep();
                } else talk.say("250 ok");
            }
        }));
        var times = ClientTimes.all(Sender.LONG);
        var impatient = new ClientTimes(
                times.connect(),
                times.greeting(),
                times.hello(),
                times.mail(),
                times.rcpt(),
                times.data(),
                Duration.ofMillis(500),
                times.end(),
                times.whole(),
                times.quit());
        try (var server = mx.get();
                var sender = new Sender(impatient)) {
            var outcome =
                    sender.send(server, TlsDemand.NONE, mail(large)).outcomes().get(0);
            assertEquals(Result.TRANSIENT, outcome.result(), outcome::toString);
            assertEquals(Phase.CONTENT, outcome.phase());
            assertTrue(
                    large.furthest.get() < 32 << 20,
                    () -> large.furthest + " octets read"); // most lies in the system's buffers
        }
    }

    @Test
    @DisplayName("a store that fails in the middle ends the connection, not the message")
    void storeFails() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(mx(talk -> FakeMx.behave(mx.get(), talk)));
        try (var server = mx.get();
                var sender = new Sender()) {
            var outcome = sender.send(server, TlsDemand.NONE, mail(new Content() {
                        @Override
                        public long size() {
                            return 200_000;
                        }

                        @Override
                        public ByteBuffer read(long offset, int length) {
                            if (offset > 0) throw new IllegalStateException("checksum");
                            return ByteBuffer.wrap(BLOCK, 0, length);
                        }
                    }))
                    .outcomes()
                    .get(0);
            assertEquals(Result.TRANSIENT, outcome.result());
            assertEquals("4.3.0", outcome.status().toString());
            assertEquals(List.of(), server.taken);
        }
    }

    @Test
    @DisplayName("S-Q2 a refusal in the middle of the content counts, a yes there does not")
    void s_Q2_early() {
        for (var early : List.of("552 5.3.4 too big for me", "250 2.0.0 thanks, that is enough")) {
            var mx = new AtomicReference<FakeMx>();
            mx.set(mx(talk -> {
                talk.say("220 mx");
                while (true) {
                    var command = talk.hear();
                    if (command.equals("DATA")) {
                        talk.say("354 go");
                        talk.octets(100_000);
                        talk.say(early);
                        talk.sleep();
                    } else talk.say("250 ok");
                }
            }));
            try (var server = mx.get();
                    var sender = new Sender()) {
                var outcome = sender.send(server, TlsDemand.NONE, mail(new Large(1L << 40)))
                        .outcomes()
                        .get(0);
                assertEquals(Phase.CONTENT, outcome.phase(), outcome::toString);
                assertEquals(early.startsWith("5") ? Result.PERMANENT : Result.TRANSIENT, outcome.result());
            }
        }
    }

    @Test
    @DisplayName("a connection that is given up in the middle says so, and does not wait for its QUIT")
    void closed() {
        var mx = new AtomicReference<FakeMx>();
        var begun = new java.util.concurrent.CountDownLatch(1);
        mx.set(mx(talk -> {
            talk.say("220 mx");
            talk.hear();
            begun.countDown();
            talk.silence();
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            var connection = sender.client.connection(Sender.hop(server), TlsDemand.NONE);
            var delivery = connection.deliver(Sender.mail());
            begun.await();
            connection.close();
            assertEquals(
                    Result.TRANSIENT, Sender.wait(delivery).outcomes().get(0).result());
            assertFalse(connection.reusable());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
