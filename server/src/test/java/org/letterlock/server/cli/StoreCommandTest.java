package org.letterlock.server.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code letterlock store} on a store that no server has. */
class StoreCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... args) {
        out.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    }

    private Path data() {
        return folder.resolve("data");
    }

    @BeforeEach
    void mail() throws IOException {
        var cur = Files.createDirectories(folder.resolve("Maildir/cur"));
        Files.writeString(cur.resolve("1.a:2,S"), "Subject: the first\n\n");
        Files.writeString(cur.resolve("2.b:2,S"), "Subject: the second\n\n");
        assertEquals(
                0,
                run("import", "maildir", "--data", data(), "--account", "ann@example.test", folder.resolve("Maildir")),
                err::toString);
    }

    @Test
    void stats() {
        assertEquals(0, run("store", "stats", "--data", data(), "--json"), err::toString);
        var said = out.toString();
        assertTrue(said.startsWith("{") && said.endsWith("}\n") && said.lines().count() == 1, said);
        for (var figure : new String[] {"\"accounts\":1", "\"mailboxes\":1", "\"messages\":2", "\"damaged\":0"})
            assertTrue(said.contains(figure), said);
        assertEquals(0, run("store", "stats", "--data", data()));
        assertTrue(out.toString().lines().anyMatch(line -> line.matches("messages +2")), out.toString());
        assertEquals(2, run("store", "stats", "--data", folder.resolve("none")));
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @Test
    @DisplayName("S-S4: a damaged message is named, the others are served; repair --drop takes it away")
    void s_S4_checkAndRepair() throws IOException {
        assertEquals(0, run("store", "check", "--data", data()), err::toString);
        flip("Subject: the first");
        assertEquals(1, run("store", "check", "--data", data()), out + "" + err);
        assertTrue(out.toString().contains("ann@example.test, INBOX, UID 1: "), out.toString());
        assertFalse(out.toString().contains("UID 2"), out.toString());
        assertEquals(
                1, run("export", "maildir", "--data", data(), "--account", "ann@example.test", folder.resolve("left")));
        assertEquals(1, run("store", "repair", "--drop", "--data", data(), "--json"));
        assertTrue(out.toString().contains("\"uid\":1}"), out.toString());
        assertTrue(out.toString().contains("\"dropped\":true"), out.toString());
        run("store", "check", "--data", data(), "--json");
        assertTrue(out.toString().contains("{\"bodies\":1,\"octets\":23,\"unreadable\":0}"), out.toString());
    }

    private void flip(String text) throws IOException {
        try (var log = new RandomAccessFile(data().resolve("mail/log-00000001").toFile(), "rw")) {
            var octets = new byte[1 << 20];
            log.readFully(octets);
            int at = new String(octets, ISO_8859_1).indexOf(text);
            assertTrue(at > 0);
            log.seek(at);
            log.write(octets[at] ^ 1);
        }
    }

    @Test
    void backup() throws IOException {
        Files.createDirectory(folder.resolve("copy"));
        assertEquals(0, run("store", "backup", "--data", data(), folder.resolve("copy/mail")), err::toString);
        flip("Subject: the first");
        assertEquals(0, run("store", "check", "--data", folder.resolve("copy"), "--json"), out + "" + err);
        assertTrue(out.toString().contains("{\"bodies\":2,"), out.toString());
        assertEquals(1, run("store", "backup", "--data", data(), folder.resolve("copy/mail")));
        assertTrue(err.toString().contains("a backup replaces nothing"), err.toString());
    }

    @Test
    void compact() {
        assertEquals(0, run("store", "compact", "--data", data(), "--json"), err::toString);
        assertTrue(out.toString().startsWith("{\"copied\":"), out.toString());
        assertEquals(0, run("store", "check", "--data", data()), out + "" + err);
    }
}
