package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Letterlock;
import org.letterlock.Listener;

/** S-G11: told to stop while many deliver and read, and many more are silent. */
class StopUnderLoadTest {
    private static final int SILENT = 10; // of each kind

    @TempDir
    Path folder;

    @Test
    @DisplayName("S-G11: SIGTERM under load: goodbye to all, whole answers only, exit code 0 within ten seconds")
    void s_G11_sigterm() throws Exception {
        int offset = DevCommandTest.freeOffset();
        var ca = folder.resolve("ca.pem");
        try (var dev = RunnableJar.program(folder)
                .talk(
                        "dev",
                        "--offset",
                        "" + offset,
                        "--user",
                        "ann:secret",
                        "--user",
                        "bob:secret",
                        "--ca-file",
                        ca.toString())) {
            dev.hear("\nready\n");
            Function<Listener, InetSocketAddress> at = listener ->
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.standardPort() + offset);
            var tls = DevCommandTest.trusting(ca);
            deliver(at.apply(Listener.MX), "ann@example.test", "bob@example.test");
            try (var load = load(at, tls);
                    var silent = new Silent(at, tls, load)) {
                dev.terminate();
                assertTrue(dev.process().waitFor(10, TimeUnit.SECONDS), dev::toString);

                load.awaitGoodbyes();
                silent.hearGoodbyes();
                assertEquals(0, dev.end(), dev::toString);
            }
            assertTrue(
                    dev.said().endsWith("\nready\nstopping: " + (15 + 3 * SILENT) + " connections\n"), dev::toString);
            var complaints =
                    dev.complained().lines().filter(l -> !l.contains(" INFO ")).toList();
            assertEquals(List.of(), complaints);
            assertFalse(dev.complained().contains("did not end in time"), "nobody had to be cut off");
        }
    }

    @Test
    @DisplayName("S-G11: what was acknowledged before the end is committed")
    void s_G11_acknowledgedIsCommitted() throws Exception {
        try (var mail = Letterlock.builder()
                .account("ann", "secret")
                .account("bob", "secret")
                .start()) {
            var tls = mail.clientTls();
            deliver(mail.endpoint(Listener.MX), "ann@example.test", "bob@example.test");
            try (var load = load(mail::endpoint, tls)) {
                load.awaitFullSwing();

                mail.close();

                load.awaitGoodbyes();
                var subjects = new HashSet<String>();
                for (var message : mail.messages("ann", "INBOX")) subjects.add(subject(message));
                var missing = new ArrayList<>(load.acknowledged());
                assertTrue(missing.size() >= 60, "under load");
                missing.removeAll(subjects);
                assertEquals(List.of(), missing);
            }
        }
    }

    private static Load load(Function<Listener, InetSocketAddress> at, SSLContext tls) {
        return new Load(at, tls)
                .delivering(8, "ann@example.test")
                .fetching(4, "ann", false)
                .fetching(2, "bob", true)
                .retrieving("bob");
    }

    private static String subject(byte[] message) {
        var subject = Pattern.compile("(?m)^Subject: (.*)$").matcher(new String(message, StandardCharsets.US_ASCII));
        assertTrue(subject.find());
        return subject.group(1);
    }

    /** A first message, so large that the answers to many FETCHes sent ahead wait for room. */
    private static void deliver(InetSocketAddress mx, String... recipients) {
        try (var smtp = Wire.to(mx)) {
            smtp.hear("220 ");
            smtp.say("EHLO load.example.org").hear("250 ");
            smtp.say("MAIL FROM:<first@example.org>").hear("250 ");
            for (var recipient : recipients)
                smtp.say("RCPT TO:<" + recipient + ">").hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.say("Subject: first\r\n\r\n" + ("y".repeat(70) + "\r\n").repeat(900) + ".")
                    .hear("250 ");
            smtp.say("QUIT").hear("221 ");
        }
    }

    /** Clients of each kind that wait for the server to say something. */
    private static final class Silent implements AutoCloseable {
        private final List<Wire> smtp = new ArrayList<>();
        private final List<Wire> imap = new ArrayList<>();
        private final List<Wire> pop3 = new ArrayList<>();

        /** Connects when {@code load} is in full swing. */
        Silent(Function<Listener, InetSocketAddress> at, SSLContext tls, Load load) throws Exception {
            load.awaitFullSwing();
            for (int i = 0; i < SILENT; i++) {
                var sender = Wire.to(at.apply(Listener.MX));
                smtp.add(sender);
                sender.hear("220 ");
                sender.say("EHLO client.example.org").hear("250 ");
                if (i % 2 == 0) sender.say("MAIL FROM:<sender@example.org>").hear("250 ");

                var reader = Wire.to(at.apply(Listener.IMAPS), tls);
                imap.add(reader);
                reader.hear("* OK ");
                reader.say("a LOGIN bob secret").hear("a OK ");
                reader.say("b SELECT INBOX").hear("b OK ");
                if (i % 2 == 0) reader.say("c IDLE").hear("+ ");

                var other = Wire.to(at.apply(Listener.POP3S), tls);
                pop3.add(other);
                other.hear("+OK ");
            }
        }

        void hearGoodbyes() {
            for (var wire : smtp) goodbye(wire, Load.SMTP_GOODBYE);
            for (var wire : imap) goodbye(wire, Load.IMAP_GOODBYE);
            for (var wire : pop3) goodbye(wire, Load.POP3_GOODBYE);
        }

        private static void goodbye(Wire wire, String goodbye) {
            assertEquals(goodbye, wire.line());
            wire.assertClosed();
        }

        @Override
        public void close() {
            smtp.forEach(Wire::close);
            imap.forEach(Wire::close);
            pop3.forEach(Wire::close);
        }
    }
}
