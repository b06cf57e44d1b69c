package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Listener;

/** A server that may open few files, and gets more connections than that. */
class FileDescriptorsTest {
    private static final int MORE_THAN_IT_MAY_OPEN = 95; // of strangers, fewer than one address may have
    private static final byte[] SMALL = "Subject: small\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String FULL = "Too many open files";

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "S-T7 without descriptors accepting pauses and goes on later; who is connected, and the store, go on all the time")
    void s_T7_descriptors() throws Exception {
        int offset = DevCommandTest.freeOffset();
        var data = folder.resolve("data");
        var mx = new InetSocketAddress(InetAddress.getLoopbackAddress(), Listener.MX.standardPort() + offset);
        var imaps = new InetSocketAddress(InetAddress.getLoopbackAddress(), Listener.IMAPS.standardPort() + offset);
        try (var server = server(offset, data);
                var imap = imap(imaps, data)) {
            imap.ok("SELECT INBOX");
            imap.append("INBOX", "", SMALL);
            var strangers = new ArrayList<Socket>();
            for (int i = 0; i < MORE_THAN_IT_MAY_OPEN; i++) strangers.add(connect(mx));
            server.complains(FULL);

            for (int i = 0; i < 50; i++) {
                imap.ok("FETCH 1 BODY.PEEK[]");
                imap.ok("STORE 1 " + (i % 2 == 0 ? "+" : "-") + "FLAGS (\\Seen)");
            }
            long said =
                    server.complained().lines().filter(l -> l.contains(FULL)).count();
            assertTrue(said < 50, () -> "it goes round in circles: " + said + " complaints");

            for (var stranger : strangers) stranger.close();
            try (var smtp = Wire.to(mx)) {
                smtp.hear("220 ");
                smtp.say("QUIT").hear("221 ");
            }
            String answer;
            do { // whether there is room is asked again, and may have been no while no file could be made
                var all = imap.imap(
                        "APPEND INBOX {" + SMALL.length + "+}\r\n" + new String(SMALL, StandardCharsets.US_ASCII));
                answer = all.get(all.size() - 1);
            } while (answer.startsWith("NO [UNAVAILABLE] "));
            assertTrue(answer.startsWith("OK "), answer);
            server.terminate();
            assertEquals(0, server.end(), server::toString);
        }
    }

    private RealProgram.Dialogue server(int offset, Path data) {
        var jar = RunnableJar.ROOT.resolve("server/target/letterlock.jar").normalize();
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = "ulimit -n 110; exec " + java + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar '" + jar
                + "' dev --offset " + offset + " --user ann:secret --data '" + data + "'";
        return RealProgram.of("sh", folder).talk("-c", command).hear("\nready\n");
    }

    private static CrashTalk imap(InetSocketAddress at, Path data) throws Exception {
        return CrashTalk.imap(at, DevCommandTest.trusting(data.resolve("tls/ca.pem")), "ann", "secret");
    }

    private static Socket connect(InetSocketAddress at) throws IOException {
        var socket = new Socket();
        socket.connect(at, 10_000);
        return socket;
    }
}
