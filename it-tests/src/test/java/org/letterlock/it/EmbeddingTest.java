package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Letterlock;
import org.letterlock.Listener;

/** What a program that embeds the server relies on. */
class EmbeddingTest {
    @TempDir
    Path folder;

    @Test
    void tenLinesAreEnough() throws Exception {
        try (var mail = Letterlock.builder().account("user1", "secret").start()) {
            send(mail, "sender@example.org", "user1@example.test", "Hello");
            var received = mail.await(m -> m.recipients().contains("user1@example.test"), Duration.ofSeconds(5));
            assertTrue(new String(received.bytes()).endsWith("\r\n\r\nHello\r\n"));
            assertEquals(1, mail.messages("user1", "INBOX").size());
        }
    }

    @Test
    void twoServersShareNothing() throws Exception {
        try (var one = Letterlock.builder()
                        .account("ann", "one")
                        .account("only-here", "x")
                        .start();
                var two = Letterlock.builder()
                        .account("ann", "two")
                        .domain("other.test")
                        .hostname("mail.other.test")
                        .start()) {
            send(one, "sender@example.org", "ann@example.test", "for one");
            send(two, "sender@example.org", "ann@other.test", "for two");
            assertEquals(List.of("ann@example.test"), one.received().get(0).recipients());
            assertEquals(List.of("ann@other.test"), two.received().get(0).recipients());
            assertEquals(1, one.messages("ann", "INBOX").size());
            assertEquals(1, two.messages("ann", "INBOX").size());

            assertTrue(logIn(one, "ann", "one").startsWith("a OK "));
            assertTrue(logIn(two, "ann", "one").startsWith("a NO "));
            assertTrue(logIn(two, "ann", "two").startsWith("a OK "));
            assertTrue(logIn(two, "only-here", "x").startsWith("a NO "));

            assertFalse(one.caPem().equals(two.caPem()));
            var stranger = assertThrows(
                    AssertionError.class,
                    () -> Wire.to(two.endpoint(Listener.IMAPS), one.clientTls()).close());
            assertTrue(stranger.getCause() instanceof SSLHandshakeException, stranger::toString);

            one.reset();
            assertEquals(0, one.received().size());
            assertEquals(1, two.received().size());
            one.close();
            assertTrue(logIn(two, "ann", "two").startsWith("a OK "));
        }
    }

    @Test
    @DisplayName("S-G8: started and stopped many times, no thread, no port and no file descriptor is left")
    void leavesNothingBehind() throws Exception {
        cycle(); // the JVM's own threads and files that come with first use
        var threads = threads();
        long files = openFiles();
        for (int i = 0; i < 20; i++) {
            var left = cycle();
            for (var port : left) {
                assertThrows(ConnectException.class, () -> new Socket(port.getAddress(), port.getPort()).close());
            }
        }
        var more = threads();
        more.removeAll(threads);
        for (var thread : more) thread.join(5_000);
        more.removeIf(thread -> !thread.isAlive());
        assertEquals(Set.of(), more);
        assertTrue(openFiles() <= files, () -> "open files: " + files + " before");
    }

    /** Starts, receives, is read, with a client that never leaves; stops. Returns where it was. */
    private static List<InetSocketAddress> cycle() throws Exception {
        var mail = Letterlock.builder().account("ann", "secret").start();
        var ports = Arrays.stream(Listener.values()).map(mail::endpoint).toList();
        send(mail, "sender@example.org", "ann@example.test", "Hello");
        assertTrue(logIn(mail, "ann", "secret").startsWith("a OK "));
        try (var stays = Wire.to(mail.endpoint(Listener.IMAP))) {
            stays.hear("* OK ");
            mail.close();
            stays.hear("* BYE ");
            stays.assertClosed();
        }
        mail.close(); // twice does no harm
        return ports;
    }

    @Test
    void awaitSaysWhatThereWasInstead() throws Exception {
        try (var mail = Letterlock.builder().account("ann", "secret").start()) {
            send(mail, "sender@example.org", "ann@example.test", "Hello");
            var missing = assertThrows(
                    AssertionError.class, () -> mail.await(m -> m.from().isEmpty(), Duration.ofMillis(50)));
            assertTrue(missing.getMessage().contains("sender@example.org"), missing::getMessage);
        }
    }

    @Test
    @DisplayName("what await returns can be read, though its sender may not have heard the 250")
    void whatIsAwaitedCanBeRead() throws Exception {
        try (var mail = Letterlock.builder().account("ann", "secret").start();
                var imap = Wire.to(mail.endpoint(Listener.IMAPS), mail.clientTls());
                var smtp = Wire.to(mail.endpoint(Listener.MX))) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann secret").hear("a OK ");
            imap.say("b SELECT INBOX").hear("b OK ");
            smtp.hear("220 ");
            smtp.say("EHLO client.example.org").hear("250 ");
            for (int i = 1; i <= 50; i++) {
                var sender = "n" + i + "@example.org";
                smtp.say("MAIL FROM:<" + sender + ">").hear("250 ");
                smtp.say("RCPT TO:<ann@example.test>").hear("250 ");
                smtp.say("DATA").hear("354 ");
                smtp.say("Subject: " + i + "\r\n\r\n.");
                mail.await(m -> m.from().equals(sender), MailHouse.SOON);
                assertEquals(i, mail.messages("ann", "INBOX").size());
                var fetched = imap.say("c" + i + " NOOP").hear("c" + i + " OK ");
                assertTrue(fetched.contains("* " + i + " EXISTS\n"), fetched);
                smtp.hear("250 ");
            }
            smtp.say("MAIL FROM:<last@example.org>").hear("250 ");
            smtp.say("RCPT TO:<ann@example.test>").hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.say("Subject: last\r\n\r\n.");
            mail.await(m -> m.from().startsWith("last@"), MailHouse.SOON);
            mail.close();
            smtp.hear("250 ");
            smtp.hear("421 ");
        }
    }

    @Test
    void opensOnlyWhatItIsAskedFor() {
        try (var mail =
                Letterlock.builder().listen(Listener.IMAPS).listen(Listener.MX).start()) {
            assertTrue(mail.endpoint(Listener.IMAPS).getPort() > 0);
            assertTrue(mail.endpoint(Listener.MX).getAddress().isLoopbackAddress());
            assertThrows(IllegalArgumentException.class, () -> mail.endpoint(Listener.POP3));
        }
    }

    @Test
    void startsWhollyOrNotAtAll() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            int free = freePort();
            var refused = assertThrows(
                    RuntimeException.class,
                    () -> Letterlock.builder()
                            .listen(Listener.IMAPS, free)
                            .listen(Listener.POP3S, port)
                            .start());
            assertTrue(refused.getMessage().contains("" + port), refused::toString);
            assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), free).close());
        }
    }

    @Test
    void takesTheTimeOfDayItIsGiven() throws Exception {
        var noon = Instant.parse("2031-05-04T12:00:00Z");
        // certificates are made for the time given; the client's own clock is another, so this is plaintext
        try (var mail = Letterlock.builder()
                .account("ann", "secret")
                .clock(Clock.fixed(noon, ZoneOffset.UTC))
                .start()) {
            send(mail, "sender@example.org", "ann@example.test", "Hello");
            var received = mail.await(m -> true, Duration.ofSeconds(5));
            assertEquals(noon, received.receivedAt());
            assertTrue(
                    new String(received.bytes()).contains(";\r\n\tSun, 4 May 2031 12:00:00 +0000"),
                    () -> new String(received.bytes()));
        }
    }

    @Test
    void keepsItsLimitOnMessageSize() {
        try (var mail = Letterlock.builder()
                        .account("ann", "secret")
                        .maxMessageSize(100_000)
                        .start();
                var smtp = Wire.to(mail.endpoint(Listener.MX))) {
            smtp.hear("220 ");
            assertTrue(smtp.say("EHLO client.example.org").hear("250 ").contains("SIZE 100000\n"));
            smtp.say("MAIL FROM:<sender@example.org> SIZE=100001").hear("552 5.3.4 ");
            smtp.say("QUIT").hear("221 ");
        }
    }

    @Test
    void deliversToAliasesAndCatchesAll() throws Exception {
        try (var mail = Letterlock.builder()
                .account("ann", "secret")
                .account("rest", "secret")
                .alias("sales@example.test", "ann")
                .alias("@example.test", "rest")
                .start()) {
            send(mail, "sender@example.org", "sales@example.test", "to ann");
            send(mail, "sender@example.org", "ann+lists@example.test", "to ann");
            send(mail, "sender@example.org", "nobody@example.test", "to the rest");
            assertEquals(2, mail.messages("ann", "INBOX").size());
            assertEquals(1, mail.messages("rest", "INBOX").size());
        }
    }

    @Test
    @DisplayName("S-G9: nothing JVM-wide is touched")
    void touchesNothingJvmWide() {
        RealProgram.java(folder)
                .run(
                        "-Dlogback.configurationFile=logback-it.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JvmWide.class.getName())
                .succeeded();
    }

    private static void send(Letterlock mail, String from, String to, String text) {
        try (var smtp = Wire.to(mail.endpoint(Listener.MX))) {
            smtp.hear("220 ");
            smtp.say("EHLO client.example.org").hear("250 ");
            smtp.say("MAIL FROM:<" + from + ">").hear("250 ");
            smtp.say("RCPT TO:<" + to + ">").hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.say("Subject: " + text + "\r\n\r\n" + text + "\r\n.").hear("250 ");
            smtp.say("QUIT").hear("221 ");
        }
    }

    private static String logIn(Letterlock mail, String user, String password) {
        try (var imap = Wire.to(mail.endpoint(Listener.IMAPS), mail.clientTls())) {
            imap.hear("* OK ");
            imap.say("a LOGIN " + user + " " + password);
            var reply = imap.hear("a ");
            imap.say("b LOGOUT").hear("b OK ");
            return reply.substring(reply.indexOf("a ") == 0 ? 0 : reply.indexOf("\na ") + 1);
        }
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static long openFiles() throws IOException {
        var descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) return 0;
        try (var open = Files.list(descriptors)) {
            return open.count();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
