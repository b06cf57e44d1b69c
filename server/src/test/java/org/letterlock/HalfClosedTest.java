package org.letterlock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that end their side of the connection, over real sockets: each must see the other side end too. */
class HalfClosedTest {
    @Test
    void whatWasAskedBeforeTheEndIsAnswered() throws IOException {
        try (var mail = Letterlock.builder().account("user1", "secret").start()) {
            var heard = saidAndEnded(mail, Listener.MX, "EHLO x.test\r\nNOOP\r\nQUIT\r\n");
            assertTrue(heard.contains("\r\n221 "), heard);
            heard = saidAndEnded(
                    mail,
                    Listener.MX,
                    "EHLO x.test\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<user1@example.test>\r\n"
                            + "BDAT 14 LAST\r\nSubject: x\r\n\r\n");
            assertTrue(heard.lines().reduce((first, last) -> last).orElse("").startsWith("250 "), heard);
            assertEquals(1, mail.messages("user1", "INBOX").size());
            heard = saidAndEnded(mail, Listener.IMAP, "a CAPABILITY\r\nb NOOP\r\n");
            assertTrue(heard.contains("\r\nb OK "), heard);
            heard = saidAndEnded(mail, Listener.POP3, "CAPA\r\n");
            assertTrue(heard.contains("\r\n.\r\n"), heard);
        }
    }

    /** RFC 8446, 6.1: close_notify ends one direction only. */
    @Test
    void whatWasAskedBeforeCloseNotifyIsAnswered() throws Exception {
        try (var mail = Letterlock.builder().account("user1", "secret").start()) {
            var heard = saidAndClosed(mail, Listener.IMAPS, "a LOGIN user1 secret\r\nb SELECT INBOX\r\nc NOOP\r\n");
            assertTrue(heard.contains("\r\nc OK "), heard);
            heard = saidAndClosed(mail, Listener.IMAPS, "a LOGIN user1 secret\r\nb SELECT INBOX\r\nc IDLE\r\n");
            assertTrue(heard.contains("\r\n+ idling"), heard);
            heard = saidAndClosed(mail, Listener.POP3S, "CAPA\r\nUSER user1\r\nPASS secret\r\nSTAT");
            assertTrue(heard.endsWith("\r\n") && heard.contains("\r\n.\r\n+OK "), heard);
            heard = saidAndClosed(mail, Listener.SUBMISSIONS, "EHLO x.test\r\nNOOP\r\nQUIT\r\n");
            assertTrue(heard.contains("\r\n221 "), heard);
            assertEquals("", saidAndClosed(mail, Listener.IMAPS, "").replaceFirst("\\* OK [^\\r]*\r\n", ""));
        }
    }

    /** Over TLS 1.3: what comes until the server says close_notify itself. */
    private static String saidAndClosed(Letterlock mail, Listener listener, String said) throws IOException {
        try (var tls = (SSLSocket) mail.clientTls().getSocketFactory().createSocket()) {
            tls.connect(mail.endpoint(listener));
            tls.setSoTimeout(20_000);
            tls.setEnabledProtocols(new String[] {"TLSv1.3"});
            tls.startHandshake();
            tls.getOutputStream().write(said.getBytes(US_ASCII));
            tls.shutdownOutput();
            return new String(tls.getInputStream().readAllBytes(), US_ASCII); // fails where close_notify is missing
        }
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void whoSaysNothingOrHalfALineIsLetGo(Listener listener) throws IOException {
        try (var mail = Letterlock.builder().account("user1", "secret").start()) {
            saidAndEnded(mail, listener, "");
            saidAndEnded(mail, listener, "\26\3"); // for TLS, the beginning of a ClientHello
            saidAndEnded(mail, listener, "a STARTTLS\r\n\26\3");
            saidAndEnded(mail, listener, "STLS\r\n\26\3");
            saidAndEnded(mail, listener, "EHLO x.test\r\nSTARTTLS\r\n\26\3");
            saidAndEnded(
                    mail,
                    listener,
                    "EHLO x.test\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<user1@example.test>\r\nDATA\r\nhalf");
            assertEquals(0, mail.messages("user1", "INBOX").size());
        }
    }

    @Test
    void whoLeavesTlsWithoutAWordIsLetGo() throws Exception {
        try (var mail = Letterlock.builder().account("user1", "secret").start();
                var plain =
                        new Socket("127.0.0.1", mail.endpoint(Listener.IMAPS).getPort());
                var tls = (SSLSocket)
                        mail.clientTls().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), false)) {
            plain.setSoTimeout(20_000);
            var in = tls.getInputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) assertTrue(c >= 0); // the greeting
            var out = tls.getOutputStream();
            out.write("a LOGIN user1 secret\r\nb IDLE\r\n".getBytes(US_ASCII));
            out.flush();
            var heard = new StringBuilder();
            while (heard.indexOf("+ idling") < 0) heard.append((char) in.read());
            plain.shutdownOutput();
            untilTheEnd(plain);
        }
    }

    private static String saidAndEnded(Letterlock mail, Listener listener, String said) throws IOException {
        try (var socket = new Socket("127.0.0.1", mail.endpoint(listener).getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(said.getBytes(US_ASCII));
            socket.shutdownOutput();
            return untilTheEnd(socket);
        }
    }

    /** What comes until the server ends the connection, which it does in time. */
    private static String untilTheEnd(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (SocketException reset) {
            return ""; // it ended with something unread
        }
    }
}
