package org.letterlock.server.cli;

import static org.junit.jupiter.api.Assertions.*;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code letterlock dev} as a process of its own. */
@Timeout(120)
class DevProcessTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("S-G11 asked to stop, it says goodbye, cleans up and ends with 0; S-G2 its log has no password")
    void s_G11_runsUntilAsked() throws Exception {
        var ready = folder.resolve("ready");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=org/letterlock/server/cli/logging.xml",
                        "-Djava.io.tmpdir=" + folder,
                        Main.class.getName(),
                        "dev",
                        "--offset",
                        Integer.toString(freeOffset()),
                        "--user",
                        "ann:opens-sesame",
                        "--ready-file",
                        ready.toString())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try {
            var said = new ArrayList<String>();
            try (var out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line;
                while ((line = out.readLine()) != null) {
                    said.add(line);
                    if (line.equals("ready")) break;
                }
                assertTrue(said.contains("ready"), said + Files.readString(folder.resolve("log")));
                assertTrue(said.contains("  account ann@example.test  password opens-sesame"), said.toString());
                var endpoints = Files.readAllLines(ready);
                assertEquals(7, endpoints.size());
                var mx = endpoints.get(0).split(" ");
                assertEquals("mx", mx[0]);
                try (var socket = new Socket(mx[1], Integer.parseInt(mx[2]));
                        var in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                    assertTrue(in.readLine().startsWith("220 "));
                    process.destroy(); // SIGTERM
                    assertTrue(in.readLine().startsWith("421 "));
                    assertNull(in.readLine());
                }
                assertTrue(process.waitFor(30, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue());
                assertFalse(Files.exists(ready), "nobody is ready any more");
            }
            assertFalse(Files.readString(folder.resolve("log")).contains("opens-sesame"));
            try (var left = Files.list(folder)) {
                assertEquals(
                        List.of(),
                        left.map(p -> p.getFileName().toString())
                                .filter(n -> n.startsWith("letterlock-ca"))
                                .toList());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** An offset at which the seven ports were free a moment ago. */
    private static int freeOffset() throws Exception {
        for (int offset = 33_000; offset < 60_000; offset += 997) {
            var open = new ArrayList<java.net.ServerSocket>();
            try {
                for (int port : new int[] {25, 465, 587, 143, 993, 110, 995})
                    open.add(new java.net.ServerSocket(port + offset, 1, java.net.InetAddress.getLoopbackAddress()));
                return offset;
            } catch (java.net.BindException e) {
                continue;
            } finally {
                for (var socket : open) socket.close();
            }
        }
        throw new AssertionError("no free ports");
    }
}
