package org.letterlock;

import static org.junit.jupiter.api.Assertions.*;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedding API as a program uses it, over real sockets. */
class LetterlockTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aKeyLogIsWrittenWhereSomebodyAskedForIt(@TempDir Path folder) throws Exception {
        var file = folder.resolve("keys");
        try (var mail = Letterlock.builder().listen(Listener.IMAPS).keyLog(file).start();
                var socket = (SSLSocket) mail.clientTls()
                        .getSocketFactory()
                        .createSocket(
                                mail.endpoint(Listener.IMAPS).getAddress(),
                                mail.endpoint(Listener.IMAPS).getPort())) {
            socket.startHandshake();
            assertEquals('*', socket.getInputStream().read());
        }
        var lines = Files.readAllLines(file);
        assertEquals(5, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches("SERVER_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]{64} [0-9a-f]{64,96}"), lines.get(0));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void receivesWithEnvelopeAndTlsFacts() throws Exception {
        try (var mail = Letterlock.builder()
                .account("user1", "secret")
                .account("user2", "other")
                .start()) {
            var waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return mail.await(m -> m.from().equals("b@example.org"), SOON);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            deliver(mail, "a@example.org", "user1@example.test", "first");
            deliver(mail, "b@example.org", "User2+x@example.test", "second");
            var second = waiting.get(20, TimeUnit.SECONDS);
            assertEquals(Listener.MX, second.listener());
            assertEquals(List.of("User2+x@example.test"), second.recipients());
            assertEquals(Optional.empty(), second.tls());
            assertEquals(Optional.empty(), second.account());
            assertTrue(text(second.bytes()).endsWith("\r\nsecond\r\n"));
            assertEquals(
                    List.of("a@example.org", "b@example.org"),
                    mail.received().stream().map(ReceivedMail::from).toList());
            assertEquals(1, mail.messages("user2", "INBOX").size());
            assertArrayEquals(
                    second.bytes(), mail.messages("user2@example.test", "inbox").get(0));
            assertEquals(List.of(), mail.messages("user2", "None"));

            submit(mail, "user1", "secret");
            var submitted = mail.await(m -> m.listener() == Listener.SUBMISSIONS, SOON);
            assertEquals(Optional.of("user1@example.test"), submitted.account());
            assertEquals("TLSv1.3", submitted.tls().orElseThrow().protocol());
        }
    }

    @Test
    void awaitFailsWithWhatWasReceived() throws Exception {
        try (var mail = Letterlock.builder()
                .account("user1", "secret")
                .listen(Listener.MX)
                .start()) {
            var nothing = assertThrows(AssertionError.class, () -> mail.await(m -> true, Duration.ZERO));
            assertEquals("no such message within 0 ms; received nothing", nothing.getMessage());
            deliver(mail, "a@example.org", "user1@example.test", "first");
            var one = assertThrows(AssertionError.class, () -> mail.await(m -> false, Duration.ofMillis(1)));
            assertTrue(one.getMessage().contains("MX from <a@example.org> to [user1@example.test]"), one.getMessage());
        }
    }

    @Test
    void resetForgetsMailAndKeepsPortsAndAuthority() throws Exception {
        try (var mail = Letterlock.builder().account("user1", "secret").start()) {
            var endpoint = mail.endpoint(Listener.IMAPS);
            var ca = mail.caPem();
            deliver(mail, "a@example.org", "user1@example.test", "first");
            try (var imap = new Client(mail, Listener.IMAPS)) {
                imap.reads("* OK");
                imap.says("a LOGIN user1 secret");
                imap.readsUntil("a OK");
                imap.says("b SELECT INBOX");
                var before = imap.readsUntil("b OK");
                assertTrue(before.contains("* 1 EXISTS"), before.toString());
                mail.reset();
                assertTrue(imap.readsUntil("* BYE").size() > 0);
                assertNull(imap.line());
                assertEquals(List.of(), mail.received());
                assertEquals(List.of(), mail.messages("user1", "INBOX"));
                try (var again = new Client(mail, Listener.IMAPS)) {
                    again.reads("* OK");
                    again.says("a LOGIN user1 secret");
                    again.readsUntil("a OK");
                    again.says("b SELECT INBOX");
                    var after = again.readsUntil("b OK");
                    assertTrue(after.contains("* 0 EXISTS"), after.toString());
                    assertNotEquals(uidValidity(before), uidValidity(after));
                }
            }
            assertEquals(endpoint, mail.endpoint(Listener.IMAPS));
            assertEquals(ca, mail.caPem());
        }
    }

    private static String uidValidity(List<String> lines) {
        return lines.stream().filter(l -> l.contains("UIDVALIDITY")).findFirst().orElseThrow();
    }

    @Test
    void clientTlsTrustsThisRunOnly() throws Exception {
        try (var one = Letterlock.builder().listen(Listener.IMAPS).start();
                var other = Letterlock.builder().listen(Listener.IMAPS).start()) {
            connect(one, one.clientTls()).close();
            assertThrows(SSLHandshakeException.class, () -> connect(one, other.clientTls()));
            assertThrows(SSLHandshakeException.class, () -> connect(one, SSLContext.getDefault()));
        }
    }

    private static SSLSocket connect(Letterlock mail, SSLContext tls) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory()
                .createSocket("localhost", mail.endpoint(Listener.IMAPS).getPort());
        try {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Test
    void onlyNamedListenersAreOpened() throws Exception {
        try (var mail = Letterlock.builder().listen(Listener.POP3S).start()) {
            assertTrue(mail.endpoint(Listener.POP3S).getPort() > 0);
            assertThrows(IllegalArgumentException.class, () -> mail.endpoint(Listener.MX));
        }
    }

    @Test
    void aBusyPortStopsTheWholeStart() throws Exception {
        var before = threads();
        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var builder = Letterlock.builder().listen(Listener.MX).listen(Listener.IMAPS, taken.getLocalPort());
            var failure = assertThrows(StartFailure.class, builder::start);
            assertEquals("port " + taken.getLocalPort() + " of 127.0.0.1 (imaps) is in use", failure.getMessage());
            assertEquals(Optional.of(Listener.IMAPS), failure.listener());
        }
        assertNothingLeft(before);
    }

    @Test
    void whatDoesNotFitTogetherIsNamed() {
        assertEquals(
                "account user1@example.test is named twice",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Letterlock.builder()
                                        .account("user1", "a")
                                        .account("User1@example.test", "b")
                                        .start())
                        .getMessage());
        assertEquals(
                "account user1@other.test: other.test is no local domain",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Letterlock.builder()
                                        .account("user1@other.test", "a")
                                        .start())
                        .getMessage());
    }

    @Test
    @DisplayName("S-G8 starting and stopping again and again leaves no thread and no file descriptor")
    void s_G8_startAndStop() throws Exception {
        Letterlock.builder().account("user1", "secret").start().close(); // whatever the JVM keeps for good
        var before = threads();
        long descriptors = descriptors();
        for (int i = 0; i < 30; i++) {
            try (var mail = Letterlock.builder().account("user1", "secret").start()) {
                if (i % 5 == 0) deliver(mail, "a@example.org", "user1@example.test", "x");
                if (i % 10 == 0) new Client(mail, Listener.IMAPS).reads("* OK"); // left open on purpose
            }
        }
        assertNothingLeft(before);
        assertTrue(descriptors() <= descriptors + 8, () -> "descriptors: " + descriptors + " before");
    }

    @Test
    @DisplayName("S-G9 nothing of the JVM is changed: providers, properties, default TLS context")
    void s_G9_nothingJvmWide() throws Exception {
        var providers =
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
        java.util.TimeZone.getDefault(); // notes user.timezone the first time, whoever asks
        var properties = (Properties) System.getProperties().clone();
        var disabled = Security.getProperty("jdk.tls.disabledAlgorithms");
        var context = SSLContext.getDefault();
        try (var mail = Letterlock.builder().account("user1", "secret").start()) {
            submit(mail, "user1", "secret");
        }
        assertEquals(
                providers,
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList());
        assertEquals(Set.of(), changed(properties, System.getProperties()));
        assertEquals(disabled, Security.getProperty("jdk.tls.disabledAlgorithms"));
        assertSame(context, SSLContext.getDefault());
    }

    private static Set<Object> changed(Properties before, Properties after) {
        var changed = new java.util.HashSet<Object>(after.entrySet());
        changed.removeAll(before.entrySet());
        return changed;
    }

    @Test
    @DisplayName("S-G11 everyone connected hears the protocol's goodbye")
    void s_G11_goodbyes() throws Exception {
        var mail = Letterlock.builder().account("user1", "secret").start();
        var clients = new ArrayList<Client>();
        try {
            for (var listener : EnumSet.allOf(Listener.class)) {
                var client = new Client(mail, listener);
                assertNotNull(client.line());
                clients.add(client);
            }
            try (var silent = new Socket(
                    mail.endpoint(Listener.IMAPS).getAddress(),
                    mail.endpoint(Listener.IMAPS).getPort())) {
                mail.close();
                assertEquals(-1, silent.getInputStream().read(), "a client that never shook hands");
            }
            var heard = clients.stream().map(LetterlockTest::last).toList();
            assertEquals(
                    List.of("421", "421", "421", "* BYE", "* BYE", "-ERR", "-ERR"),
                    heard.stream()
                            .map(l ->
                                    l.startsWith("* BYE") ? "* BYE" : l.startsWith("-ERR") ? "-ERR" : l.substring(0, 3))
                            .toList(),
                    heard.toString());
        } finally {
            mail.close();
            for (var client : clients) client.close();
        }
    }

    @Test
    @DisplayName("S-G8 two servers in one JVM share nothing")
    void s_G8_twoServers() throws Exception {
        try (var one = Letterlock.builder().account("user1", "secret").start();
                var other = Letterlock.builder().account("user1", "different").start()) {
            deliver(one, "a@example.org", "user1@example.test", "x");
            assertEquals(1, one.received().size());
            assertEquals(0, other.received().size());
            assertEquals(List.of(), other.messages("user1", "INBOX"));
            assertNotEquals(one.caPem(), other.caPem());
        }
    }

    // ---------------------------------------------------------------- as a client does

    private static void deliver(Letterlock mail, String from, String to, String body) throws IOException {
        try (var smtp = new Client(mail, Listener.MX)) {
            smtp.reads("220");
            smtp.says("EHLO client.example");
            smtp.readsUntil("250 ");
            transaction(smtp, from, to, body);
        }
    }

    private static void submit(Letterlock mail, String user, String password) throws IOException {
        try (var smtp = new Client(mail, Listener.SUBMISSIONS)) {
            smtp.reads("220");
            smtp.says("EHLO client.example");
            smtp.readsUntil("250 ");
            smtp.says("AUTH PLAIN "
                    + java.util.Base64.getEncoder()
                            .encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8)));
            smtp.reads("235");
            transaction(smtp, user + "@example.test", user + "@example.test", "submitted");
        }
    }

    private static void transaction(Client smtp, String from, String to, String body) throws IOException {
        smtp.says("MAIL FROM:<" + from + ">");
        smtp.reads("250");
        smtp.says("RCPT TO:<" + to + ">");
        smtp.reads("250");
        smtp.says("DATA");
        smtp.reads("354");
        smtp.says("Subject: x\r\n\r\n" + body + "\r\n.");
        smtp.reads("250");
        smtp.says("QUIT");
        smtp.reads("221");
    }

    private static String last(Client client) {
        try {
            String last = null;
            for (String line = client.line(); line != null; line = client.line()) last = line;
            return String.valueOf(last);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** One connection that speaks lines. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(Letterlock mail, Listener listener) throws IOException {
            int port = mail.endpoint(listener).getPort();
            socket = listener.implicitTls()
                    ? mail.clientTls().getSocketFactory().createSocket("localhost", port)
                    : new Socket("127.0.0.1", port);
            socket.setSoTimeout(20_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void says(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            return in.readLine();
        }

        void reads(String prefix) throws IOException {
            var line = line();
            assertTrue(line != null && line.startsWith(prefix), () -> prefix + " expected, not " + line);
        }

        List<String> readsUntil(String prefix) throws IOException {
            var lines = new ArrayList<String>();
            do {
                lines.add(line());
                assertNotNull(lines.get(lines.size() - 1), () -> prefix + " expected after " + lines);
            } while (!lines.get(lines.size() - 1).startsWith(prefix));
            return lines;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    // ---------------------------------------------------------------- what is left behind

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("letterlock-"))
                .collect(Collectors.toSet());
    }

    private static void assertNothingLeft(Set<Thread> before) throws InterruptedException {
        var left = threads();
        left.removeAll(before);
        for (var thread : left) thread.join(1_000); // its work is done; it may still be on its last step
        assertEquals(
                Set.of(),
                left.stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static long descriptors() throws IOException {
        var folder = Path.of("/proc/self/fd");
        if (!Files.isDirectory(folder)) return 0;
        try (var all = Files.list(folder)) {
            return all.count();
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
