package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code letterlock serve} and the folder it keeps mail in. */
class ServeStorageTest {
    private static final String LISTENERS = "listeners { mx { service = mx, security = starttls, port = 0 }\n"
            + "imaps { service = imap, security = implicit, port = 0 } }\n";

    @TempDir
    Path folder;

    @Test
    void keepsMailWithoutSetUp() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            var configuration = house.configure("", LISTENERS);
            for (int start = 1; start <= 2; start++) {
                try (var server = serve(configuration)) {
                    assertTrue(
                            server.said().contains("mail is kept in " + folder.resolve("store") + ", opened in "),
                            server::toString);
                    assertTrue(
                            server.said().contains(start == 1 ? ", 0 messages\n" : ", 1 message\n"), server::toString);
                    deliver(at("mx"));
                    try (var imap = Wire.to(at("imaps"), house.clientTls("TLS"))) {
                        imap.hear("* OK ");
                        imap.say("a LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"")
                                .hear("a OK ");
                        assertTrue(imap.say("b SELECT INBOX").hear("b OK ").contains("* " + start + " EXISTS\n"));
                    }
                    server.terminate();
                    assertEquals(0, server.end(), server::toString);
                }
            }
        }
    }

    @Test
    void quotasHoldFromAReloadOn() throws Exception {
        var pid = folder.resolve("pid");
        try (var house = new ConfiguredHouse(folder);
                var server = RunnableJar.program(folder)
                        .talk(
                                "serve",
                                "--config",
                                house.configure("", LISTENERS).toString(),
                                "--ready-file",
                                ready().toString(),
                                "--pid-file",
                                pid.toString())
                        .hear("ready\n")) {
            deliver(at("mx"));
            house.configure("", LISTENERS + "storage.quotas { ann { messages = 1 } }\n");
            reload(pid);
            server.complainsNext("quotas are as the configuration has them now");
            refused(at("mx"));
            house.configure("", LISTENERS + "storage.quotas { ann { messages = 2 } }\n");
            reload(pid);
            server.complainsNext("quotas are as the configuration has them now");
            deliver(at("mx"));
            refused(at("mx"));
        }
    }

    private void reload(Path pid) throws Exception {
        var reload = RunnableJar.program(folder).run("reload", "--pid-file", pid.toString());
        assertEquals(0, reload.exit(), reload::toString);
    }

    private static void refused(InetSocketAddress mx) {
        try (var smtp = Wire.to(mx)) {
            smtp.hear("220 ");
            smtp.say("EHLO client.example").hear("250 ");
            smtp.say("MAIL FROM:<a@b.example>").hear("250 ");
            smtp.say("RCPT TO:<ann@example.org>").hear("452 4.2.2 ");
        }
    }

    @Test
    void saysWhichKeyNamesAFolderThatCannotBe() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            var configuration = house.configure("", LISTENERS + "storage.directory = /proc/mail\n");
            var result = RunnableJar.program(folder)
                    .run("serve", "--config", configuration.toString(), "--ready-file", ready().toString());
            assertEquals(2, result.exit(), result::toString);
            assertTrue(result.errors().contains("letterlock: storage.directory: "), result::toString);
            assertTrue(result.errors().contains("/proc/mail"), result::toString);
            assertFalse(result.errors().contains("\tat "), result::toString);
            assertFalse(Files.exists(ready()));
        }
    }

    @Test
    void inMemoryNothingIsWritten() throws Exception {
        try (var house = new ConfiguredHouse(folder);
                var server = serve(house.configure("", LISTENERS + "storage.kind = memory\n"))) {
            assertTrue(server.said().contains("mail is kept in memory\n"), server::toString);
            deliver(at("mx"));
            assertFalse(Files.exists(folder.resolve("store")));
        }
    }

    private Path ready() {
        return folder.resolve("ready");
    }

    private RealProgram.Dialogue serve(Path configuration) {
        return RunnableJar.program(folder)
                .talk("serve", "--config", configuration.toString(), "--ready-file", ready().toString())
                .hear("ready\n");
    }

    private InetSocketAddress at(String listener) throws Exception {
        for (var line : Files.readAllLines(ready())) {
            var words = line.split(" ");
            if (words[0].equals(listener)) return new InetSocketAddress("127.0.0.1", Integer.parseInt(words[2]));
        }
        throw new AssertionError("no " + listener);
    }

    private static void deliver(InetSocketAddress mx) {
        try (var smtp = Wire.to(mx)) {
            smtp.hear("220 ");
            smtp.say("EHLO client.example").hear("250 ");
            smtp.say("MAIL FROM:<a@b.example>").hear("250 ");
            smtp.say("RCPT TO:<ann@example.org>").hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.say("Subject: x\r\n\r\n.").hear("250 ");
        }
    }
}
