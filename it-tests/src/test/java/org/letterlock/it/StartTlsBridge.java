package org.letterlock.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.letterlock.Listener;

/** Says STARTTLS for a program that cannot: each connection that comes here is one to the server, where TLS is to begin. */
final class StartTlsBridge implements AutoCloseable {
    private final ServerSocket here;
    private final SaslDialect dialect;
    private final InetSocketAddress server;

    StartTlsBridge(Listener protocol, InetSocketAddress server) throws IOException {
        this.dialect = SaslDialect.of(protocol);
        this.server = server;
        here = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    int port() {
        return here.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            var client = here.accept();
            inBackground(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client;
                var there = new Socket(server.getAddress(), server.getPort())) {
            hear(there, dialect.greeting());
            say(there, dialect.capabilities());
            hear(there, dialect.endOfCapabilities());
            say(there, dialect.startTls());
            hear(there, dialect.goAhead());
            inBackground(() -> pass(client, there));
            pass(there, client);
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
    }

    private static void say(Socket there, String line) throws IOException {
        there.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    }

    private static void hear(Socket there, String beginning) throws IOException {
        while (!line(there.getInputStream()).startsWith(beginning)) continue;
    }

    /** Octet by octet: nothing behind it may be taken. */
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet; (octet = in.read()) != '\n'; line.write(octet)) if (octet < 0) throw new IOException("closed");
        return line.toString(US_ASCII);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one side ended, or the bridge was closed: the program says what it thinks of that
                    }
                },
                "bridge");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        here.close();
    }
}
