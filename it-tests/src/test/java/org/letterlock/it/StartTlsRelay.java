package org.letterlock.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A port behind which a program that knows no STARTTLS finds TLS at once: each connection is taken through a protocol's own words up to
 * the go-ahead, and then passed on octet by octet.
 */
final class StartTlsRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final List<String[]> dialogue;

    /** @param dialogue what is said, and what the last line of the answer begins with; at first nothing is said */
    StartTlsRelay(InetSocketAddress server, List<String[]> dialogue) throws IOException {
        this.server = server;
        this.dialogue = dialogue;
        listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable task) {
        var thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                daemon(() -> relay(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                var upstream = new Socket(server.getAddress(), server.getPort())) {
            for (var step : dialogue) {
                if (!step[0].isEmpty())
                    upstream.getOutputStream().write((step[0] + "\r\n").getBytes(StandardCharsets.US_ASCII));
                for (var line = ""; !line.startsWith(step[1]); ) line = line(upstream.getInputStream());
            }
            daemon(() -> pass(client, upstream));
            pass(upstream, client);
        } catch (IOException e) {
            // the client sees the end of its connection, and says so
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new IOException("the server closed");
            line.append((char) octet);
        }
        return line.toString();
    }

    private static void pass(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // one of the two is gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
