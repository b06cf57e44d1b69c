package org.letterlock.server.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.store.DiskSettings;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.StoreSettings;

/** {@code letterlock import} and {@code export}, as a user types them. */
class TransferCommandTest {
    private static final String FROM = "From a Thu Nov 23 19:09:37 2026\n";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    }

    private int run(String command, Path path, Object... more) {
        var args = new java.util.ArrayList<Object>(List.of(command.split(" ")));
        args.addAll(List.of("--data", folder.resolve("data"), "--account", "ann@example.test", path));
        args.addAll(List.of(more));
        return run(args.toArray());
    }

    private Path write(String file, String text) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.write(path, text.getBytes(ISO_8859_1));
    }

    private void maildir() throws IOException {
        write("Maildir/cur/1.a:2,S", "Subject: one\n\n");
        write("Maildir/cur/2.b:2,", "Subject: two\n\n");
        write("Maildir/dovecot-uidlist", "3 V77 N9\n4 :1.a\n6 :2.b\n");
        write("Maildir/.Sent/cur/3.c:2,F", "Subject: three\n\n");
    }

    @Test
    @DisplayName("a Maildir in, out, and in once more")
    void maildirs() throws IOException {
        maildir();
        assertEquals(0, run("import maildir", folder.resolve("Maildir")), err::toString);
        assertEquals(
                "imported: 3 messages, 50 octets, in 2 mailboxes",
                out.toString().strip());
        assertEquals(0, run("export maildir", folder.resolve("out")), err::toString);
        var list = Files.readAllLines(folder.resolve("out/dovecot-uidlist"));
        assertEquals("3 V77 N9", list.get(0));
        assertTrue(list.get(1).startsWith("4 :") && list.get(2).startsWith("6 :"), list.toString());
        try (var files = Files.list(folder.resolve("out/.Sent/cur"))) {
            var sent = files.toList();
            assertEquals(1, sent.size());
            assertEquals("Subject: three\n\n", Files.readString(sent.get(0)));
        }
        out.getBuffer().setLength(0);
        assertEquals(0, run("import maildir", folder.resolve("out"), "--json"), err::toString);
        assertEquals(
                "{\"mailboxes\":2,\"messages\":0,\"octets\":0,\"there\":3,\"losses\":[]}",
                out.toString().strip());
    }

    @Test
    void mboxes() throws IOException {
        var mbox = write("old.mbox", FROM + "Status: RO\nSubject: one\n\n>From me\n\n" + FROM + "two\n");
        assertEquals(2, run("import mbox", mbox));
        assertTrue(err.toString().contains("--mailbox: into which mailbox?"), err.toString());
        assertEquals(0, run("import mbox", mbox, "--mailbox", "a/b", "--zone", "+01:00"), err::toString);
        assertEquals(0, run("export mbox", folder.resolve("one"), "--mailbox", "a/b"), err::toString);
        assertEquals(
                "From MAILER-DAEMON Mon Nov 23 18:09:37 2026\nSubject: one\n\n>From me\n\n"
                        + "From MAILER-DAEMON Mon Nov 23 18:09:37 2026\ntwo\n\n",
                Files.readString(folder.resolve("one")));
        assertEquals(0, run("export mbox", folder.resolve("all"), "--imap-fields"), err::toString);
        assertTrue(Files.readString(folder.resolve("all/a.b")).contains("\nX-UID: 1\nStatus: RO\n"));
    }

    @Test
    void whatIsLostIsSaid() throws IOException {
        maildir();
        Files.createSymbolicLink(folder.resolve("Maildir/cur/9.link:2,"), folder.resolve("secret"));
        assertEquals(1, run("import maildir", folder.resolve("Maildir")), err::toString);
        assertTrue(out.toString().contains("messages left out: 1\n  "), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(1, run("import maildir", folder.resolve("Maildir"), "--json"));
        assertTrue(
                out.toString().contains("{\"what\":\"left-out\",\"text\":\"messages left out\",\"count\":1,"),
                out.toString());
    }

    @Test
    void whatCannotBeDoneIsSaid() throws IOException {
        maildir();
        assertEquals(2, run("export maildir", folder.resolve("out")));
        assertTrue(err.toString().contains("no mail is there"), err.toString());
        assertEquals(0, run("import maildir", folder.resolve("Maildir")));
        var other = List.of("import", "maildir", "--data", folder.resolve("data"), "--account", "ann", folder);
        assertEquals(2, run(other.toArray()));
        assertTrue(err.toString().contains("--account takes a whole address"), err.toString());
        assertEquals(
                2,
                run(
                        "export",
                        "maildir",
                        "--data",
                        folder.resolve("data"),
                        "--account",
                        "bob@example.test",
                        folder.resolve("x")));
        assertTrue(err.toString().contains("there is no mail of bob@example.test"), err.toString());
        assertEquals(2, run("export maildir", folder.resolve("x"), "--mailbox", "none"));
        assertEquals(2, run("export maildir", folder.resolve("Maildir")));
        assertTrue(err.toString().contains("is there already; nothing is replaced"), err.toString());
        assertEquals(2, run("import maildir", folder.resolve("Maildir"), "--mailbox", "a//b"));
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    @DisplayName("S-S8: while a server has the mail, nobody else gets it, and its pid is said")
    void s_S8_aLockedStore() throws IOException {
        maildir();
        assertEquals(0, run("import maildir", folder.resolve("Maildir")));
        try (var server = DiskStore.open(
                folder.resolve("data/mail"),
                StoreSettings.DEFAULTS,
                DiskSettings.with(new SecureRandom()),
                Clock.systemUTC())) {
            assertEquals(1, server.accounts().size());
            assertEquals(2, run("import maildir", folder.resolve("Maildir")));
            assertTrue(
                    err.toString()
                            .contains(Long.toString(ProcessHandle.current().pid())),
                    err.toString());
            assertFalse(err.toString().contains("\tat "), err.toString());
        }
    }
}
