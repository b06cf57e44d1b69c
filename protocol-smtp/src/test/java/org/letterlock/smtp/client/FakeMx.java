package org.letterlock.smtp.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A server that does as its script says, well or badly, over plain sockets and the JDK's TLS. */
final class FakeMx implements AutoCloseable {
    /** What it does with one connection; the connection is closed behind it. */
    interface Script {
        void run(Talk talk) throws IOException;
    }

    /** All that was heard as commands, of all connections. */
    final List<String> heard = new CopyOnWriteArrayList<>();
    /** Messages that it said 250 to. */
    final List<String> taken = new CopyOnWriteArrayList<>();
    /** What went wrong in a script, other than the client being gone. */
    final List<Throwable> broken = new CopyOnWriteArrayList<>();

    final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ServerSocket socket;
    private final Script script;

    FakeMx(Script script) {
        this.script = script;
        try {
            socket = new ServerSocket();
            socket.setReceiveBufferSize(16 * 1024);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "fake-mx");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                var accepted = socket.accept();
                connections.incrementAndGet();
                start(() -> serve(accepted));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket accepted) {
        try (var talk = new Talk(accepted)) {
            script.run(talk);
        } catch (IOException gone) {
            // the client has seen enough
        } catch (RuntimeException | Error e) {
            broken.add(e);
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    final class Talk implements AutoCloseable {
        final int number = connections.get();
        private Socket at;
        private InputStream in;
        private OutputStream out;

        Talk(Socket at) throws IOException {
            use(at);
        }

        private void use(Socket next) throws IOException {
            at = next;
            in = next.getInputStream();
            out = next.getOutputStream();
        }

        /** The next line, without CRLF. */
        String hear() throws IOException {
            var line = line();
            heard.add(line);
            return line;
        }

        private String line() throws IOException {
            var line = new ByteArrayOutputStream();
            while (true) {
                int octet = in.read();
                if (octet < 0) throw new IOException("the client is gone");
                if (octet == '\n') break;
                if (octet != '\r') line.write(octet);
            }
            return line.toString(ISO_8859_1);
        }

        /** Lines, each with CRLF, in one write. */
        void say(String... lines) throws IOException {
            raw(String.join("\r\n", lines) + "\r\n");
        }

        void raw(String octets) throws IOException {
            out.write(octets.getBytes(ISO_8859_1));
            out.flush();
        }

        /** A message up to its dot, dots undone. */
        String message() throws IOException {
            var buffered = new BufferedInputStream(in);
            in = buffered;
            var text = new StringBuilder();
            for (var line = line(); !line.equals("."); line = line())
                text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            return text.toString();
        }

        String octets(int count) throws IOException {
            return new String(in.readNBytes(count), ISO_8859_1);
        }

        /** The server's side of a handshake. */
        void startTls(SSLContext tls) throws IOException {
            startTls(tls, false, "TLSv1.2", "TLSv1.3");
        }

        void startTls(SSLContext tls, boolean certificateWanted, String... versions) throws IOException {
            var layered = (SSLSocket) ((SSLSocketFactory) tls.getSocketFactory()).createSocket(at, null, -1, true);
            layered.setUseClientMode(false);
            layered.setWantClientAuth(certificateWanted);
            layered.setEnabledProtocols(versions);
            layered.startHandshake();
            use(layered);
        }

        SSLSocket tls() {
            return (SSLSocket) at;
        }

        /** Says nothing until the client goes. */
        void silence() throws IOException {
            var waste = new byte[1024];
            while (in.read(waste) >= 0) continue;
        }

        /** Says and reads nothing until the test is over. */
        void sleep() throws IOException {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** Says nothing for a while, unless the test is over. */
        void pause(Duration time) throws IOException {
            try {
                if (over.await(time.toMillis(), TimeUnit.MILLISECONDS)) throw new IOException("over");
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** How many octets a message has, up to its dot; it has no dots doubled. */
        long countMessage() throws IOException {
            var piece = new byte[1 << 16];
            long count = 0;
            var tail = new byte[5];
            while (true) {
                int more = in.read(piece);
                if (more < 0) throw new IOException("the client is gone");
                count += more;
                for (int i = Math.max(0, more - 5); i < more; i++) {
                    System.arraycopy(tail, 1, tail, 0, 4);
                    tail[4] = piece[i];
                }
                if (new String(tail, ISO_8859_1).equals("\r\n.\r\n")) return count - 3;
            }
        }

        /** Ends with RST. */
        void reset() throws IOException {
            at.setSoLinger(true, 0);
            at.close();
        }

        @Override
        public void close() throws IOException {
            at.close();
        }
    }

    /** Takes a message over a session without faults, as often as the client likes. */
    static void behave(FakeMx mx, Talk talk, String... offers) throws IOException {
        talk.say("220 mx.test ESMTP");
        dialogue(mx, talk, offers);
    }

    /** The same behind the greeting. */
    static void dialogue(FakeMx mx, Talk talk, String... offers) throws IOException {
        while (true) {
            var command = talk.hear();
            var verb = command.split("[ :]", 2)[0];
            switch (verb) {
                case "EHLO", "LHLO" -> {
                    var lines = new String[offers.length + 1];
                    lines[0] = "250" + (offers.length == 0 ? " " : "-") + "mx.test";
                    for (int i = 0; i < offers.length; i++)
                        lines[i + 1] = "250" + (i + 1 < offers.length ? "-" : " ") + offers[i];
                    talk.say(lines);
                }
                case "DATA" -> {
                    talk.say("354 go on");
                    var message = talk.message();
                    mx.taken.add(message);
                    talk.say("250 2.6.0 taken");
                }
                case "BDAT" -> {
                    var message = talk.octets(Integer.parseInt(command.split(" ")[1]));
                    mx.taken.add(message);
                    talk.say("250 2.6.0 taken");
                }
                case "QUIT" -> {
                    talk.say("221 bye");
                    return;
                }
                default -> talk.say("250 2.0.0 ok");
            }
        }
    }
}
