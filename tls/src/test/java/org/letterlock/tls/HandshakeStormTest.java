package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.tls.JdkClientTest.trusting;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A storm of handshakes over sockets. The executor that computes them is stopped rather than slow, so nothing here hangs on
 * how fast a machine is: who has to wait for it waits for good.
 */
class HandshakeStormTest {
    private static final int WAITING = 200;
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);

    private static Socket connect(EchoServer server) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void echoes(Socket socket, String line) throws IOException {
        byte[] octets = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        assertEquals(
                line + "\n", new String(socket.getInputStream().readNBytes(octets.length), StandardCharsets.US_ASCII));
    }

    @Test
    @DisplayName(
            "S-C11 while hundreds of handshakes wait, open sessions are answered; more than may wait are turned away")
    void sC11_openSessionsDoNotWaitBehindHandshakes() throws Exception {
        var executor = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING));
        var stopped = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        byte[] hello = new RawHello(0x0303, 0xC02F).octets();
        var waiting = new ArrayList<Socket>();
        try (var server = new EchoServer(MSA, Keys.both(), List.of(), TlsLimits.DEFAULT, executor);
                var open =
                        trusting(Keys.CA.certificate()).getSocketFactory().createSocket("localhost", server.port())) {
            open.setSoTimeout(20_000);
            echoes(open, "before");
            server.nextDone();
            executor.execute(() -> {
                stopped.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            stopped.await();
            for (int i = 0; i < WAITING; i++) {
                var stranger = connect(server);
                waiting.add(stranger);
                stranger.getOutputStream().write(hello);
            }
            while (executor.getQueue().size() < WAITING) echoes(open, "NOOP"); // all the time they come
            for (int i = 0; i < 20; i++) echoes(open, "NOOP " + i);
            // one more than may wait: closed at once, and its place in the log
            try (var late = connect(server)) {
                late.getOutputStream().write(hello);
                assertEquals(-1, late.getInputStream().read());
            }
            assertEquals("too many handshakes at once", server.nextFailed());
            echoes(open, "still");
            goOn.countDown();
            for (var stranger : waiting)
                assertEquals(22, stranger.getInputStream().read(), "who waited gets a ServerHello");
            assertTrue(server.failed.isEmpty());
            echoes(open, "after");
        } finally {
            goOn.countDown();
            for (var stranger : waiting) stranger.close();
        }
    }
}
