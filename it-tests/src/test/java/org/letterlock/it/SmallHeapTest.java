package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Listener;

/** A JVM with a heap of 96 MB, and more mail under way than fits into it. */
class SmallHeapTest {
    private static final int HELD = 10; // times PIECE by each of two: of the heap a quarter, 24 MB, is for what arrives
    private static final int MORE = 8; // by each of six, for whom 4 MB are left
    private static final byte[] PIECE = ("x".repeat(998) + "\r\n").repeat(1000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @AutoClose
    private RealProgram.Dialogue dev;

    private SSLContext trust;
    private int offset;

    @BeforeEach
    void start() throws Exception {
        offset = DevCommandTest.freeOffset();
        var ca = folder.resolve("ca.pem");
        dev = RunnableJar.program(folder, "-Xmx96m", "-XX:+ExitOnOutOfMemoryError")
                .talk("dev", "--offset", "" + offset, "--user", "ann:secret", "--ca-file", ca.toString());
        dev.hear("\nready\n");
        trust = DevCommandTest.trusting(ca);
    }

    @Test
    @DisplayName("S-T10: unfinished messages of many clients are refused in time, and everybody else goes on")
    void sT10_manyUnfinishedMessages() {
        try (var bystander = imap("b");
                var holder = holder();
                var another = holder()) {
            deliver();
            bystander.say("b1 SELECT INBOX").hear("b1 OK ");
            var senders = new ArrayList<Wire>();
            var appenders = new ArrayList<Wire>();
            for (int i = 0; i < 3; i++) {
                senders.add(sender());
                appenders.add(appender());
                bystander.say("b2 FETCH 1 BODY.PEEK[]").hear("b2 OK ");
            }
            for (var sender : senders) {
                sender.say(".").hear("452 4.3.1 ");
                sender.say("NOOP").hear("250 ");
                sender.close();
            }
            for (var appender : appenders) {
                appender.raw("\r\n").hear("a1 NO [UNAVAILABLE] ");
                appender.say("a2 NOOP").hear("a2 OK ");
                appender.close();
            }
            deliver();
            bystander.say("b3 NOOP").hear("b3 OK ");
            bystander.say("b4 SEARCH ALL");
            assertEquals("* SEARCH 1 2", bystander.line());
            bystander.hear("b4 OK ");
            chunk(holder);
            chunk(another);
        }
        assertTrue(dev.process().isAlive());
        assertFalse((dev.said() + dev.complained()).contains("OutOfMemoryError"), dev::toString);
    }

    private Wire imap(String tag) {
        var imap = Wire.to(at(Listener.IMAPS), trust);
        imap.hear("* OK ");
        imap.say(tag + "0 LOGIN ann secret").hear(tag + "0 OK ");
        return imap;
    }

    /** With a mail transaction. */
    private Wire smtp() {
        var smtp = Wire.to(at(Listener.MX));
        smtp.hear("220 ");
        for (var line : List.of("EHLO client.example.org", "MAIL FROM:<s@example.org>", "RCPT TO:<ann@example.test>"))
            smtp.say(line).hear("250 ");
        return smtp;
    }

    /** In the middle of BDAT, with so much taken by the server. */
    private Wire holder() {
        var smtp = smtp();
        smtp.raw("BDAT 17\r\nSubject: held\r\n\r\n").hear("250 ");
        for (int i = 0; i < HELD; i++) chunk(smtp);
        return smtp;
    }

    private static void chunk(Wire smtp) {
        smtp.say("BDAT " + PIECE.length).raw(PIECE).hear("250 ");
    }

    /** In the middle of DATA, all sent but the dot. */
    private Wire sender() {
        var smtp = smtp();
        smtp.say("DATA").hear("354 ");
        smtp.raw("Subject: big\r\n\r\n");
        for (int sent = 0; sent < MORE; sent++) smtp.raw(PIECE);
        return smtp;
    }

    /** With all of APPEND's literal sent, but not the end of its line. */
    private Wire appender() {
        var imap = imap("a");
        imap.say("a1 APPEND INBOX {" + MORE * PIECE.length + "}").hear("+ ");
        for (int sent = 0; sent < MORE; sent++) imap.raw(PIECE);
        return imap;
    }

    /** A small message is taken. */
    private void deliver() {
        try (var smtp = smtp()) {
            smtp.say("DATA").hear("354 ");
            smtp.raw("Subject: small\r\n\r\nsmall\r\n.\r\n").hear("250 ");
        }
    }

    private InetSocketAddress at(Listener listener) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.standardPort() + offset);
    }
}
