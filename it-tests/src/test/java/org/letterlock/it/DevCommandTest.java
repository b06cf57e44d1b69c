package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Listener;

/** The jar as a user runs it: {@code letterlock dev}, its words, its signals and its exit codes. */
class DevCommandTest {
    @TempDir
    Path folder;

    @Test
    void saysWhereItListensWhoMayLogInAndWhatToTry() throws Exception {
        int offset = freeOffset();
        var ready = folder.resolve("ready file");
        var ca = folder.resolve("ca file.pem");
        try (var dev = letterlock()
                .talk("dev", "--offset", "" + offset, "--ready-file", ready.toString(), "--ca-file", ca.toString())) {
            dev.hear("\nready\n");
            var said = dev.said();
            var written = Files.readString(ready);
            for (var listener : Listener.values()) {
                int port = listener.standardPort() + offset;
                assertTrue(
                        Pattern.compile("(?m)^\\s*" + name(listener) + "\\s+127\\.0\\.0\\.1:" + port + "\\s")
                                .matcher(said)
                                .find(),
                        said);
                assertTrue(written.contains(name(listener) + " 127.0.0.1 " + port + "\n"), written);
                try (var accepted = listener.implicitTls()
                        ? Wire.to(at(listener, offset), trusting(ca))
                        : Wire.to(at(listener, offset))) {
                    assertNotNull(accepted.line());
                }
            }
            assertTrue(said.contains(ca.toString()), said);
            for (var user : List.of("user1", "user2")) {
                try (var imap = Wire.to(at(Listener.IMAPS, offset), trusting(ca))) {
                    imap.hear("* OK ");
                    imap.say("a LOGIN " + user + " " + password(said, user)).hear("a OK ");
                    imap.say("b LOGOUT").hear("b OK ");
                }
            }
            assertEquals("", dev.complained());
        }
    }

    @Test
    @DisplayName("the three commands it prints work as they are printed")
    void whatItSaysToTryWorks() throws Exception {
        int offset = freeOffset();
        try (var dev = letterlock().talk("dev", "--offset", "" + offset, "--user", "o'hara:it's a secret")) {
            dev.hear("\nready\n");
            var said = dev.said();
            var commands = new ArrayList<String>();
            said.substring(said.indexOf("Try:"))
                    .lines()
                    .filter(l -> l.startsWith("  "))
                    .forEach(l -> commands.add(l.strip()));
            assertEquals(3, commands.size(), said);
            for (var command : commands) {
                RealProgram.of(command.substring(0, command.indexOf(' ')), folder); // is it there at all?
                RealProgram.of("sh", folder).run("-c", command).succeeded();
            }
        }
    }

    @Test
    @DisplayName("S-G11: SIGTERM says goodbye to everyone connected, and ends with 0")
    void saysGoodbye() throws Exception {
        int offset = freeOffset();
        var ca = folder.resolve("ca.pem");
        try (var dev =
                letterlock().talk("dev", "--offset", "" + offset, "--user", "ann:secret", "--ca-file", ca.toString())) {
            dev.hear("\nready\n");
            try (var smtp = Wire.to(at(Listener.MX, offset));
                    var imap = Wire.to(at(Listener.IMAPS, offset), trusting(ca));
                    var idle = Wire.to(at(Listener.IMAPS, offset), trusting(ca));
                    var pop3 = Wire.to(at(Listener.POP3S, offset), trusting(ca))) {
                smtp.hear("220 ");
                smtp.say("EHLO client.example.org").hear("250 ");
                smtp.say("MAIL FROM:<sender@example.org>").hear("250 ");
                imap.hear("* OK ");
                imap.say("a LOGIN ann secret").hear("a OK ");
                idle.hear("* OK ");
                idle.say("a LOGIN ann secret").hear("a OK ");
                idle.say("b SELECT INBOX").hear("b OK ");
                idle.say("c IDLE").hear("+ ");
                pop3.hear("+OK ");

                dev.terminate();

                smtp.hear("421 4.3.2 ");
                smtp.assertClosed();
                imap.hear("* BYE ");
                imap.assertClosed();
                idle.hear("* BYE ");
                idle.assertClosed();
                assertEquals(0, dev.end(), dev::toString);
                assertTrue(dev.said().endsWith("\nready\nstopping: 4 connections\n"), dev::toString);
                pop3.line(); // RFC 1939 has no word for it: what is said, if anything, is a line
                pop3.assertClosed();
            }
            assertEquals("", dev.complained());
        }
    }

    @Test
    void aBusyPortStopsTheStart() throws Exception {
        int offset = freeOffset();
        try (var taken = new ServerSocket(Listener.POP3.standardPort() + offset, 1, InetAddress.getLoopbackAddress())) {
            var ready = folder.resolve("ready");
            var result = letterlock().run("dev", "--offset", "" + offset, "--ready-file", ready.toString());
            assertEquals(2, result.exit(), result::toString);
            assertEquals("", result.text());
            assertTrue(result.errors().contains("" + taken.getLocalPort()), result::toString);
            assertTrue(result.errors().contains("--offset"), result::toString);
            assertFalse(result.errors().contains("Exception"), result::toString);
            assertFalse(Files.exists(ready));
        }
    }

    @Test
    @DisplayName("with --data a restart keeps mail, clients' trust, and the accounts that were made up")
    void keepsAuthorityAndAccounts() throws Exception {
        int offset = freeOffset();
        var data = folder.resolve("data");
        var ca = data.resolve("tls/ca.pem");
        SSLContext trust = null;
        String password = null;
        for (int start = 1; start <= 2; start++) {
            try (var dev = letterlock().talk("dev", "--offset", "" + offset, "--data", data.toString())) {
                dev.hear("\nready\n");
                assertTrue(dev.said().contains("certificate authority  " + ca + "\n"), dev.said());
                if (trust == null) trust = trusting(ca);
                if (password == null) password = password(dev.said(), "user1");
                try (var imap = Wire.to(at(Listener.IMAPS, offset), trust)) {
                    imap.hear("* OK ");
                    imap.say("a LOGIN user1 " + password).hear("a OK ");
                    imap.say("b APPEND INBOX {4+}").raw("abcd\r\n").hear("b OK ");
                    assertTrue(imap.say("c SELECT INBOX").hear("c OK ").contains("* " + start + " EXISTS\n"));
                }
                dev.terminate();
                assertEquals(0, dev.end(), dev::toString);
                assertEquals("", dev.complained());
            }
        }
        try (var files = Files.walk(data)) {
            for (var file : files.toList()) {
                var owner = PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwx------" : "rw-------");
                assertEquals(owner, Files.getPosixFilePermissions(file), file.toString());
            }
        }
    }

    @Test
    @DisplayName("S-S8 a second server with the same folder is refused, and told who has it")
    void s_S8_oneServerAFolder() throws Exception {
        int offset = freeOffset();
        var data = folder.resolve("data").toString();
        try (var dev = letterlock().talk("dev", "--offset", "" + offset, "--data", data)) {
            dev.hear("\nready\n");
            var second = letterlock().run("dev", "--offset", "" + freeOffset(), "--data", data);
            assertEquals(2, second.exit(), second::toString);
            assertTrue(second.errors().contains("" + dev.pid()), second::toString);
            assertEquals(
                    1,
                    second.errors()
                            .lines()
                            .filter(l -> l.startsWith("letterlock: "))
                            .count(),
                    second::toString);
            try (var imap = Wire.to(at(Listener.IMAPS, offset), trusting(Path.of(data, "tls/ca.pem")))) {
                imap.hear("* OK ");
            }
        }
    }

    @Test
    void takesNoFolderThatOthersMayWriteTo() throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        var result = letterlock().run("dev", "--data", data.toString());
        assertEquals(2, result.exit(), result::toString);
        assertTrue(result.errors().contains("chmod 700 " + data), result::toString);
    }

    @Test
    void takesAccountsFromAFile() throws Exception {
        int offset = freeOffset();
        var ca = folder.resolve("ca.pem");
        var accounts = Files.writeString(folder.resolve("accounts"), "u1:secret-1\nu2@other.test:secret:2\n");
        try (var dev = letterlock()
                .talk(
                        "dev",
                        "--offset",
                        "" + offset,
                        "--domain",
                        "other.test",
                        "--accounts",
                        accounts.toString(),
                        "--ca-file",
                        ca.toString())) {
            dev.hear("\nready\n");
            for (var login :
                    List.of("u1 secret-1", "u1@other.test secret-1", "u2 secret:2", "u2@other.test secret:2")) {
                try (var imap = Wire.to(at(Listener.IMAPS, offset), trusting(ca))) {
                    imap.hear("* OK ");
                    imap.say("a LOGIN " + login).hear("a OK ");
                }
            }
        }
    }

    @Test
    void endsWithTwoWhenItIsCalledWrongly() {
        for (var wrong : List.of(
                List.of("dev", "--ofset", "1"),
                List.of("dev", "--offset", "70000"),
                List.of("dev", "--user", "nobody"),
                List.of("nonsense"),
                List.<String>of())) {
            var result = letterlock().run(wrong.toArray(String[]::new));
            assertEquals(2, result.exit(), result::toString);
            assertFalse(result.errors().isBlank());
            assertFalse(result.errors().contains("\tat "), result::toString);
        }
    }

    @Test
    void helpsAndTellsItsVersion() {
        assertTrue(letterlock().run("--help").succeeded().text().contains("dev"));
        var help = letterlock().run("dev", "--help").succeeded().text();
        for (var option : List.of(
                "--host", "--offset", "--domain", "--user", "--accounts", "--ca-file", "--data", "--ready-file")) {
            assertTrue(help.contains(option), help);
        }
        assertTrue(letterlock().run("--version").succeeded().text().matches("letterlock \\d.*\n"));
    }

    private RealProgram letterlock() {
        return RunnableJar.program(folder);
    }

    private static String password(String said, String user) {
        var matcher =
                Pattern.compile(user + "@example\\.test\\s+password (\\S+)").matcher(said);
        assertTrue(matcher.find(), said);
        return matcher.group(1);
    }

    private static String name(Listener listener) {
        return listener.name().toLowerCase(Locale.ROOT);
    }

    private static InetSocketAddress at(Listener listener, int offset) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.standardPort() + offset);
    }

    /** A trust in what the CA file holds, and in nothing else. */
    static SSLContext trusting(Path caFile) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var pem = Files.readString(caFile).getBytes(StandardCharsets.US_ASCII);
        int n = 0;
        for (var certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("ca" + n++, certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }

    /** An offset at which all seven ports are free right now. */
    static int freeOffset() {
        for (int tries = 0; tries < 100; tries++) {
            int offset = ThreadLocalRandom.current()
                    .nextInt(11_000, 31_000); // below the ports a system lends for outgoing connections
            if (free(offset)) return offset;
        }
        throw new AssertionError("no offset with seven free ports");
    }

    private static boolean free(int offset) {
        for (var listener : Listener.values()) {
            try {
                new ServerSocket(listener.standardPort() + offset, 1, InetAddress.getLoopbackAddress()).close();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
