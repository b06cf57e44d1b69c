package org.letterlock.protocol.transcript;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection through a socket. */
final class SocketWire implements Wire {
    private static final int PATIENCE_MILLIS = 10_000;
    private final SocketStage stage;
    private Socket socket;
    private InputStream in;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private int last;
    private boolean end;

    SocketWire(SocketStage stage, int number) throws IOException {
        this.stage = stage;
        this.socket = stage.open(number);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public void send(byte[] octets) throws IOException {
        try {
            socket.getOutputStream().write(octets);
            socket.getOutputStream().flush();
        } catch (SocketException closed) { // what the server said before it closed can still be read
            end = end || in.available() == 0;
        }
    }

    @Override
    public byte @Nullable [] line() throws IOException {
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                partial.write(octet);
                if (octet == '\n' && last == '\r') {
                    var octets = partial.toByteArray();
                    partial.reset();
                    last = 0;
                    return Arrays.copyOf(octets, octets.length - 2);
                }
                last = octet;
            }
            end = true;
        } catch (SocketTimeoutException nothing) {
            return null;
        } catch (SocketException reset) { // closed with our octets unread
            end = true;
        }
        return null;
    }

    @Override
    public boolean closed() {
        return end;
    }

    @Override
    public byte[] rest() throws IOException {
        for (int n = end ? 0 : in.available(); n > 0; n--) partial.write(in.read());
        return partial.toByteArray();
    }

    @Override
    public void startTls() throws IOException {
        if (in.available() > 0) throw new IOException("plaintext behind the go-ahead");
        socket = stage.startTls(socket);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public void advance(Duration time) {
        throw new UnsupportedOperationException("time does not obey sockets");
    }
}
