package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about mail on disk, beside a server that runs and without one, each a process of its own. */
class StoreOnDiskTest {
    @TempDir
    Path folder;

    private Path configuration;

    private RealProgram.Result letterlock(String... arguments) {
        return RunnableJar.program(folder).run(arguments);
    }

    private Path maildir() throws IOException {
        var cur = Files.createDirectories(folder.resolve("Maildir/cur"));
        Files.writeString(cur.resolve("1.a:2,S"), "Subject: brought along\n\n");
        Files.writeString(folder.resolve("Maildir/dovecot-uidlist"), "3 V77 N9\n8 :1.a\n");
        return cur.getParent();
    }

    @Test
    void besideARunningServerAndWithout() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var house = new ConfiguredHouse(folder)) {
            configuration = house.configure("", """
                    listeners.imaps { service = imap, security = implicit, port = 0 }
                    storage.directory = mail
                    admin.socket = admin
                    """);
            var config = configuration.toString();
            var maildir = maildir().toString();
            letterlock("import", "maildir", "--config", config, "--account", "ann", maildir)
                    .succeeded();
            var refused = letterlock("import", "maildir", "--config", config, "--account", "nobody", maildir);
            assertEquals(2, refused.exit(), refused::toString);

            var ready = folder.resolve("ready");
            try (var server =
                    RunnableJar.program(folder).talk("serve", "--config", config, "--ready-file", ready.toString())) {
                server.hear("ready\n");
                var port = Integer.parseInt(Files.readString(ready).strip().split(" ")[2]);
                try (var imap = Wire.to(new InetSocketAddress("127.0.0.1", port), house.clientTls("TLS"))) {
                    imap.hear("* OK ");
                    imap.say("a LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("a OK ");
                    var selected = imap.say("b SELECT INBOX").hear("b OK ");
                    assertTrue(selected.contains("UIDVALIDITY 77") && selected.contains("UIDNEXT 9"), selected);
                    var fetched =
                            imap.say("c UID FETCH 1:* (FLAGS BODY.PEEK[])").hear("c OK ");
                    assertTrue(fetched.contains("UID 8") && fetched.contains("Subject: brought along"), fetched);
                    imap.say("d APPEND INBOX {3+}\r\nnew").hear("d OK ");
                }
                var locked = letterlock("export", "maildir", "--config", config, "--account", "ann", "x");
                assertEquals(2, locked.exit(), locked::toString);
                assertTrue(locked.errors().contains("pid " + server.pid()), locked::toString);
                var stats = letterlock("store", "stats", "--config", config, "--json")
                        .succeeded();
                assertTrue(stats.text().contains("\"messages\":2,"), stats::toString);
                letterlock("store", "backup", "--config", config, "copy/mail").succeeded();
                letterlock("store", "check", "--config", config).succeeded();
                server.terminate();
                assertEquals(0, server.end(), server::toString);
            }
            var copied =
                    letterlock("store", "stats", "--data", "copy", "--json").succeeded();
            assertTrue(copied.text().contains("\"messages\":2,"), copied::toString);
            letterlock("export", "maildir", "--data", "copy", "--account", "ann@example.org", "out")
                    .succeeded();
            assertTrue(Files.readString(folder.resolve("out/dovecot-uidlist")).startsWith("3 V77 N10\n8 :"));
        }
    }
}
