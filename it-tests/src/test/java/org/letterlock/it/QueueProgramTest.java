package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.server.route.ZoneServer;

/** {@code letterlock queue} as an operator uses it: the program, beside a {@code letterlock serve} that runs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class QueueProgramTest {
    @TempDir
    Path folder;

    private Path configuration;

    private RealProgram.Result queue(String... words) {
        var all = new ArrayList<>(List.of("queue"));
        all.addAll(List.of(words));
        return RunnableJar.program(folder).run(all.toArray(String[]::new));
    }

    private RealProgram.Result queueAt(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", configuration.toString()));
        return queue(all.toArray(String[]::new));
    }

    private static void assertRefused(int exit, String why, RealProgram.Result result) {
        assertEquals(exit, result.exit(), result::toString);
        assertEquals("", result.text(), result::toString);
        assertTrue(result.errors().startsWith("letterlock: "), result::toString);
        assertTrue(result.errors().contains(why), result::toString);
        assertFalse(result.errors().contains("\tat "), result::toString);
    }

    @Test
    @DisplayName("list, show, retry, hold, release and drop; and what cannot be done is said, with an exit code")
    void operator() throws Exception {
        var house = new ConfiguredHouse(folder);
        try (var names = new ZoneServer()) {
            for (var domain : List.of("one.test", "two.test")) names.zone(domain, "@ IN MX 10 mx\nmx IN A 127.0.0.1\n");
            configuration = house.configure("", """
                    listeners {
                      submission { service = submission, security = starttls, port = 0, address = "127.0.0.1" }
                    }
                    delivery { port = 1, allowed-networks = [ "127.0.0.0/8" ], mta-sts = false, rest = 1 hour, longest-rest = 1 hour }
                    dns { servers = "127.0.0.1:%d" }
                    """.formatted(names.address().getPort()));
            assertRefused(2, "no server answers there", queueAt("list"));
            var ready = folder.resolve("ready");
            try (var server = RunnableJar.program(folder)
                    .talk("serve", "--config", configuration.toString(), "--ready-file", ready.toString())
                    .hear("ready\n")) {
                operate(house, submission(ready));
                server.terminate();
                assertEquals(0, server.end(), server::toString);
            }
            assertRefused(2, "no server answers there", queueAt("list"));
        }
    }

    private void operate(ConfiguredHouse house, InetSocketAddress submission) throws Exception {
        assertTrue(queueAt("list").succeeded().text().endsWith("0 messages\n"));
        assertEquals("the queue is empty\n", queueAt("retry", "all").succeeded().text());
        SendingHouse.submit(
                submission, house.clientTls("TLS"), "", "first", "<a@one.test>", "<b@one.test>", "<c@two.test>");
        // the first attempt fails at once: nobody listens at port 1
        SendingHouse.until("both were tried", () -> queueAt("list").text().split("no connection", -1).length == 3);

        var list = queueAt("list").succeeded().text().lines().toList();
        assertTrue(list.get(0).startsWith("NUMBER "), list::toString);
        assertEquals("2 messages", list.get(3));
        var one =
                list.stream().filter(l -> l.contains(" one.test ")).findFirst().orElseThrow();
        var number = one.split(" +")[0];
        assertTrue(one.contains("waiting") && one.contains("<ann@example.org>"), one);
        var two = queueAt("list", "--domain", "TWO.test", "--json").succeeded().text();
        assertTrue(two.startsWith("{") && two.contains("\"domain\":\"two.test\""), two);
        assertEquals(1, two.lines().count());

        var shown = queueAt("show", number).succeeded().text();
        assertTrue(shown.contains("\nrecipient    a@one.test\nrecipient    b@one.test\n"), shown);
        assertTrue(queueAt("show", number, "--json")
                .succeeded()
                .text()
                .contains("\"recipients\":[\"a@one.test\",\"b@one.test\"]"));
        assertEquals(number + " held\n", queueAt("hold", number).succeeded().text());
        assertTrue(queueAt("show", number).text().contains("state        held\n"));
        assertEquals(
                number + " left: it is held\n",
                queueAt("retry", number).succeeded().text());
        assertEquals(
                number + " released\n",
                queueAt("release", "one.test").succeeded().text());
        assertEquals(
                number + " left: it is not held\n",
                queueAt("release", number).succeeded().text());

        assertRefused(1, "there is no message 999999 in the queue", queueAt("show", "999999"));
        assertRefused(1, "there is no message 999999 in the queue", queueAt("drop", "999999"));
        assertRefused(1, "there is no message for the domain three.test in the queue", queueAt("drop", "three.test"));
        assertRefused(1, "x is no number of a message", queueAt("show", "x"));
        assertRefused(2, "", queue("list"));
        assertRefused(
                2,
                "no server answers there",
                queue("list", "--socket", folder.resolve("none").toString()));
        stranger(house);

        assertTrue(queueAt("retry", "two.test").succeeded().text().endsWith(" tried now\n"));
        SendingHouse.until(
                "it is dropped", () -> queueAt("drop", "all").succeeded().text().contains(number + " dropped"));
        SendingHouse.until("all are", () -> {
            queueAt("drop", "all");
            return queueAt("list").succeeded().text().endsWith("0 messages\n");
        });
    }

    /** Somebody else on this machine may not even look. */
    private void stranger(ConfiguredHouse house) throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) return; // nobody else can be had
        var socket = house.file("store").resolve("admin.sock");
        assertTrue(Files.exists(socket), socket::toString);
        var connect = RealProgram.of("setpriv", Path.of("/tmp"))
                .run("--reuid=65534", "--regid=65534", "--clear-groups", "nc", "-U", "-z", socket.toString())
                .failed();
        assertTrue(connect.errors().contains("Permission denied"), connect::toString);
    }

    private static InetSocketAddress submission(Path ready) throws Exception {
        for (var line : Files.readAllLines(ready)) {
            var words = line.split(" ");
            if (words[0].equals("submission")) return new InetSocketAddress("127.0.0.1", Integer.parseInt(words[2]));
        }
        throw new AssertionError("no submission");
    }
}
