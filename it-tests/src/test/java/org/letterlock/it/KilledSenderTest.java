package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program is killed right behind the other server's 250, where its own mark may or may not be on the disk, and started again. {@code
 * -Dletterlock.kills} says how often (4).
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KilledSenderTest {
    private static final int KILLS = Integer.getInteger("letterlock.kills", 4);

    @TempDir
    Path folder;

    private final Set<String> acknowledged = new LinkedHashSet<>();

    @Test
    @DisplayName(
            "S-Q1 killed between the other server's 250 and the mark: at most one duplicate a kill, the same message, and none lost")
    void s_Q1_killedProcess() throws Exception {
        var house = new ConfiguredHouse(folder);
        try (var mx = new Receiver()) {
            var configuration = house.configure("", """
                    listeners {
                      submission { service = submission, security = starttls, port = 0, address = "127.0.0.1" }
                    }
                    delivery {
                      via = "127.0.0.1", via-port = %d, mta-sts = false, connections-to-one = 1
                      retry = 1 s, longest-retry = 1 s, rest = 0 s, longest-rest = 0 s
                    }
                    """.formatted(mx.port()));
            for (int kill = 1; kill <= KILLS; kill++) {
                try (var server = serve(configuration)) {
                    mx.victim.set(server.process());
                    submitThree(house, kill);
                    assertTrue(mx.killed(), "nothing came: " + server);
                }
            }
            try (var server = serve(configuration)) {
                mx.hears(acknowledged);
                server.terminate();
                server.end();
            }
            var times = new TreeMap<String, Integer>();
            for (var subject : mx.got) times.merge(subject, 1, Integer::sum);
            int duplicates = mx.got.size() - times.size();
            System.out.println("S-Q1: " + duplicates + " duplicates of " + KILLS + " kills");
            assertTrue(duplicates <= KILLS, times::toString);
            assertEquals(List.of(), mx.different);
        }
    }

    /** As far as the server lives. */
    private void submitThree(ConfiguredHouse house, int kill) throws IOException {
        try {
            for (int i = 0; i < 3; i++) {
                SendingHouse.submit(submission(), house.clientTls("TLS"), "", mail(kill, i), "<bob@there.test>");
                acknowledged.add(mail(kill, i));
            }
        } catch (AssertionError killed) {
            assertTrue(killed.getMessage() != null, killed::toString);
        }
    }

    private static String mail(int kill, int i) {
        return "mail " + kill + "." + i;
    }

    private RealProgram.Dialogue serve(Path configuration) throws IOException {
        Files.deleteIfExists(folder.resolve("ready"));
        return RunnableJar.program(folder)
                .talk(
                        "serve",
                        "--config",
                        configuration.toString(),
                        "--ready-file",
                        folder.resolve("ready").toString())
                .hear("ready\n");
    }

    private InetSocketAddress submission() throws IOException {
        for (var line : Files.readAllLines(folder.resolve("ready"))) {
            var words = line.split(" ");
            if (words[0].equals("submission")) return new InetSocketAddress("127.0.0.1", Integer.parseInt(words[2]));
        }
        throw new AssertionError("no submission");
    }

    /** Takes messages one after the other; behind a 250 it kills the victim, if there is one. */
    private static final class Receiver implements AutoCloseable {
        final AtomicReference<Process> victim = new AtomicReference<>();
        final List<String> got = new CopyOnWriteArrayList<>();
        final List<String> different = new CopyOnWriteArrayList<>();
        private final TreeMap<String, String> texts = new TreeMap<>();
        private final BlockingQueue<Process> victims = new ArrayBlockingQueue<>(100);
        private final BlockingQueue<String> subjects = new ArrayBlockingQueue<>(1000);
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        Receiver() throws IOException {
            var thread = new Thread(this::serve, "receiver");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        /** Waits for the end of the victim. */
        boolean killed() throws InterruptedException {
            var process = victims.poll(60, TimeUnit.SECONDS);
            return process != null && process.waitFor(60, TimeUnit.SECONDS);
        }

        /** Waits until all of them have come: none is lost. */
        void hears(Set<String> expected) throws InterruptedException {
            for (var left = new HashSet<>(expected); !left.isEmpty(); ) {
                var next = subjects.poll(60, TimeUnit.SECONDS);
                assertTrue(next != null, left + " never came");
                left.remove(next);
            }
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (var talk = socket.accept();
                        var in = new BufferedReader(
                                new InputStreamReader(talk.getInputStream(), StandardCharsets.ISO_8859_1))) {
                    talk(talk, in);
                } catch (IOException gone) {
                    continue; // it was killed
                }
            }
        }

        private void talk(Socket to, BufferedReader in) throws IOException {
            say(to, "220 mx");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("DATA")) {
                    say(to, "354 go");
                    var message = new StringBuilder();
                    for (line = in.readLine(); !".".equals(line); line = in.readLine()) {
                        if (line == null) throw new IOException("gone");
                        message.append(line).append('\n');
                    }
                    take(message.toString());
                    say(to, "250 taken");
                    var process = victim.getAndSet(null);
                    if (process != null) {
                        process.destroyForcibly(); // SIGKILL
                        victims.add(process);
                    }
                } else say(to, line.startsWith("QUIT") ? "221 bye" : "250 ok");
            }
        }

        private synchronized void take(String message) {
            int at = message.indexOf("\nSubject: ") + 10;
            var subject = message.substring(at, message.indexOf('\n', at));
            got.add(subject);
            subjects.add(subject);
            var before = texts.put(subject, message);
            if (before != null && !before.equals(message)) different.add(message);
        }

        private static void say(Socket to, String line) throws IOException {
            to.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
