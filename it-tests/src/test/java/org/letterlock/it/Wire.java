package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A bare connection, for what no well-behaved client would say: octets out, lines in. */
final class Wire implements AutoCloseable {
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private Wire(Socket socket) throws IOException {
        use(socket);
    }

    static Wire to(InetSocketAddress endpoint) {
        try {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(endpoint, 10_000);
            socket.setSoTimeout((int) RealProgram.LIMIT.toMillis());
            return new Wire(socket);
        } catch (IOException e) {
            throw new AssertionError("connecting to " + endpoint, e);
        }
    }

    /** With TLS from the first octet. */
    static Wire to(InetSocketAddress endpoint, SSLContext tls) {
        return to(endpoint).tls(tls);
    }

    /** The handshake happens here. */
    Wire tls(SSLContext tls) {
        try {
            var secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            var parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            use(secure);
            return this;
        } catch (IOException e) {
            throw new AssertionError("TLS handshake", e);
        }
    }

    SSLSession session() {
        return ((SSLSocket) socket).getSession();
    }

    /** Sends {@code line} and CRLF. */
    Wire say(String line) {
        return raw(line + "\r\n");
    }

    Wire raw(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    Wire raw(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new AssertionError("the server no longer reads", e);
        }
    }

    /** The next line, without its CRLF; null at the end of the stream. */
    String line() {
        var line = new ByteArrayOutputStream();
        try {
            for (int octet; (octet = in.read()) >= 0; ) {
                if (octet == '\n') {
                    var text = line.toString(StandardCharsets.UTF_8);
                    assertTrue(text.endsWith("\r"), () -> "a bare LF ends " + text);
                    return text.substring(0, text.length() - 1);
                }
                line.write(octet);
            }
        } catch (IOException e) {
            throw new AssertionError("after '" + line.toString(StandardCharsets.UTF_8) + "'", e);
        }
        if (line.size() > 0)
            throw new AssertionError("closed within the line '" + line.toString(StandardCharsets.UTF_8) + "'");
        return null;
    }

    /** Reads lines until one begins with {@code beginning}, and returns all of them, separated by LF. */
    String hear(String beginning) {
        var heard = new StringBuilder();
        while (true) {
            var line = line();
            if (line == null) throw new AssertionError("closed before '" + beginning + "' came:\n" + heard);
            heard.append(line).append('\n');
            if (line.startsWith(beginning)) return heard.toString();
        }
    }

    /** All that comes until the server closes. */
    byte[] rest() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("before it closed", e);
        }
    }

    /** Asserts that the server closed, with nothing more to say. */
    void assertClosed() {
        var line = line();
        assertTrue(line == null, () -> "instead of closing it said " + line);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void use(Socket connection) throws IOException {
        socket = connection;
        in = new BufferedInputStream(connection.getInputStream());
        out = connection.getOutputStream();
    }
}
