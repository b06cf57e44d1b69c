package org.letterlock.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A connection to a server that may be killed at any moment: then, and only then, {@link Gone} ends what somebody does with it. */
final class CrashTalk implements AutoCloseable {
    /** The server is no longer there. */
    static final class Gone extends Exception {
        private static final long serialVersionUID = 1;

        Gone(Throwable cause) {
            super(cause);
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int tags;

    private CrashTalk(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static CrashTalk smtp(InetSocketAddress at) throws Gone {
        try {
            var smtp = new CrashTalk(connected(at));
            smtp.smtp("", "220");
            smtp.smtp("EHLO crash.example.org", "250");
            return smtp;
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    static CrashTalk imap(InetSocketAddress at, SSLContext tls, String user, String password) throws Gone {
        try {
            var imap =
                    new CrashTalk(tls.getSocketFactory().createSocket(connected(at), "localhost", at.getPort(), true));
            imap.line();
            imap.ok("LOGIN " + user + " " + password);
            return imap;
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    private static Socket connected(InetSocketAddress at) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(at, 10_000);
        socket.setSoTimeout((int) RealProgram.LIMIT.toMillis());
        return socket;
    }

    /** Says {@code line}, unless it is empty, and hears a reply that must begin with {@code code}. */
    void smtp(String line, String code) throws Gone {
        if (!line.isEmpty()) send(line + "\r\n");
        var reply = line();
        while (reply.startsWith(code + "-")) reply = line();
        if (!reply.startsWith(code + " ")) throw new AssertionError(line + ": " + reply);
    }

    /** Says a command that must succeed; the untagged lines, and the tagged one behind them. */
    List<String> ok(String command) throws Gone {
        var heard = imap(command);
        if (!heard.get(heard.size() - 1).startsWith("OK ")) throw new AssertionError(command + ": " + heard);
        return heard;
    }

    /** Says a command; the untagged lines, and the tagged one, without its tag, behind them. */
    List<String> imap(String command) throws Gone {
        var tag = "t" + ++tags;
        send(tag + " " + command + "\r\n");
        return answer(tag);
    }

    /** Appends a message; the answer is that of {@link #ok}. */
    List<String> append(String mailbox, String flags, byte[] message) throws Gone {
        var tag = "t" + ++tags;
        send(tag + " APPEND " + mailbox + " (" + flags + ") {" + message.length + "+}\r\n");
        send(message);
        send("\r\n");
        var heard = answer(tag);
        if (!heard.get(heard.size() - 1).startsWith("OK ")) throw new AssertionError("APPEND: " + heard);
        return heard;
    }

    private List<String> answer(String tag) throws Gone {
        var heard = new ArrayList<String>();
        while (true) {
            var line = line();
            if (line.startsWith(tag + " ")) {
                heard.add(line.substring(tag.length() + 1));
                return heard;
            }
            heard.add(line);
        }
    }

    void send(String text) throws Gone {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    void send(byte[] octets) throws Gone {
        try {
            out.write(octets);
            out.flush();
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    private String line() throws Gone {
        var line = new ByteArrayOutputStream();
        try {
            for (int octet; (octet = in.read()) >= 0; ) {
                if (octet == '\n') return line.toString(StandardCharsets.UTF_8).stripTrailing();
                line.write(octet);
            }
        } catch (IOException e) {
            throw new Gone(e);
        }
        throw new Gone(new IOException("closed after '" + line + "'"));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it was killed
        }
    }
}
