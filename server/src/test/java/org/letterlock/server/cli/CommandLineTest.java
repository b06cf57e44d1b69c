package org.letterlock.server.cli;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.server.account.PasswordFile;

/** Commands that end by themselves, as a user types them. */
class CommandLineTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void versionAndHelp() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("letterlock "), out.toString());
        assertEquals(0, run("version"));
        assertEquals(0, run("help", "dev"));
        for (var option : List.of(
                "--host", "--offset", "--domain", "--user", "--accounts", "--ca-file", "--data", "--ready-file"))
            assertTrue(out.toString().contains(option), option);
        assertEquals(0, run("help"));
        assertTrue(
                out.toString().contains("Exit codes: 0 ok, 1 findings or no clean stop, 2 usage or configuration,"),
                out.toString());
        assertTrue(out.toString().contains("3 cannot connect."), out.toString());
        assertEquals(2, run());
        assertTrue(err.toString().contains("what shall it do?"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deev | unknown command deev; did you mean dev? | letterlock",
                "bogus | unknown command bogus; there are dev, serve, reload, send, config, policy, tls, user, queue, import, export, store, dhparam, version, help | letterlock",
                "conf:secretword | unknown command; there are dev, | letterlock",
                "dev --ofset=secretword | unknown option --ofset; did you mean --offset? | letterlock dev",
                "dev --zzzzzzzz | unknown option --zzzzzzzz | letterlock dev",
                "dev ann:secretword | more arguments than letterlock dev takes | letterlock dev",
                "dev --user | Missing required parameter for option '--user' | letterlock dev",
                "serve | Missing required option: '--config=FILE' | letterlock serve",
                "user ad | unknown command ad; did you mean add? | letterlock user",
                "user | which of its commands? | letterlock user",
                "stoore --help | unknown command stoore; did you mean store? | letterlock",
                "queue lst --help | unknown command lst; did you mean list? | letterlock queue"
            })
    @DisplayName("a wrong command line gets two lines: what is wrong, and where help is")
    void wrongUsage(String line) {
        var parts = line.split(" \\| ");
        assertEquals(2, run(parts[0].split(" ")));
        var said = err.toString().lines().toList();
        assertEquals(2, said.size(), err.toString());
        assertTrue(said.get(0).startsWith("letterlock: " + parts[1]), said.get(0));
        assertEquals("try: " + parts[2] + " --help", said.get(1));
        assertFalse((err + "" + out).contains("secretword"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--offset 70000 | --offset takes 0 to 64540",
                "--offset x | Invalid value for option '--offset'",
                "--data /dev/null | --data: /dev/null: there is a file of that name",
                "--user a:b --data /dev/null | /dev/null: there is a file of that name",
                "--data /proc/data | /proc/data: no such file or folder",
                "--user secretword | --user: an account is NAME:PASSWORD",
                "--user a:secretword --user a:b | --user: a is named twice",
                "--user a@other.test:secretword | account a@other.test: other.test is no local domain",
                "--user b\"a:secretword | the name of an account has no blanks",
                "--accounts /nonexistent | --accounts: /nonexistent cannot be read: no such file or folder",
                "--host no.such.host.invalid | there is no address no.such.host.invalid"
            })
    @DisplayName("S-G2 dev says what is wrong with its options, without a password")
    void s_G2_devOptions(String line) {
        var halves = line.split(" \\| ");
        assertEquals(2, run(("dev " + halves[0]).split(" ")));
        assertTrue(err.toString().contains(halves[1]), err.toString());
        assertFalse((err + "" + out).contains("secretword"), err.toString());
    }

    @Test
    void aReadyFileOfAnEarlierRunIsRemovedFirst() throws Exception {
        var ready = folder.resolve("ready");
        for (var command : List.of("dev --offset 70000", "serve --config " + folder.resolve("none.conf"))) {
            Files.writeString(ready, "mx 127.0.0.1 10025\n");
            assertEquals(2, run((command + " --ready-file " + ready).split(" ")));
            assertFalse(Files.exists(ready), command);
        }
    }

    @Test
    void aBusyPortNamesTheOptionThatOwnsIt() throws Exception {
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            int offset = taken.getLocalPort() - 143;
            org.junit.jupiter.api.Assumptions.assumeTrue(offset > 0 && offset <= 64540);
            assertEquals(
                    2,
                    run(
                            "dev",
                            "--offset",
                            "" + offset,
                            "--ready-file",
                            folder.resolve("ready").toString()));
            assertTrue(err.toString().contains("is in use; --offset " + offset + " puts "), err.toString());
            assertFalse(Files.exists(folder.resolve("ready")));
        }
    }

    @Test
    void whoCannotStartLeavesThePidFileOfWhoRuns() throws Exception {
        Files.writeString(folder.resolve("users"), "");
        var pid = folder.resolve("pid");
        Files.writeString(pid, "4711\n");
        try (var busy = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var file = Files.writeString(folder.resolve("letterlock.conf"), """
                    hostname = mail.example.org
                    domains = example.org
                    accounts { file = users }
                    listeners { mx { service = mx, plaintext-only = true, address = 127.0.0.1, port = %d } }
                    """.formatted(busy.getLocalPort()));
            Files.setPosixFilePermissions(
                    folder.resolve("users"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            assertEquals(2, run("serve", "--config", file.toString(), "--pid-file", pid.toString()));
        }
        assertTrue(err.toString().contains("is in use"), err.toString());
        assertEquals("4711\n", Files.readString(pid));
    }

    @Test
    void aLogThatCannotBeReadIsNamedWithItsReason() throws Exception {
        assertEquals(2, run("tls", "census", folder.resolve("nowhere").toString()));
        assertTrue(err.toString().contains("nowhere cannot be read: no such file or folder"), err.toString());
        var cut = folder.resolve("cut.gz");
        Files.write(cut, new byte[] {0x1f, (byte) 0x8b, 8});
        assertEquals(2, run("tls", "census", cut.toString()));
        assertTrue(err.toString().contains("cut.gz cannot be read: it ends in the middle"), err.toString());
    }

    @Test
    void aCensusPrintsNothingThatMovesTheCursor() throws Exception {
        var log = folder.resolve("log");
        Files.writeString(
                log,
                "Nov 23 10:00:02 mx postfix/smtpd[1]: Anonymous TLS connection established from a.example[192.0.2.2]:"
                        + " TLSv1.2 with cipher \033[2JX (128/128 bits)\n");
        assertEquals(0, run("tls", "census", log.toString()));
        assertTrue(out.toString().contains("?[2JX"), out.toString());
        assertFalse(out.toString().contains("\033"), out.toString());
    }

    @Test
    void userAddWritesArgon2idAndKeepsTheRest() throws Exception {
        var file = folder.resolve("users");
        assertEquals(
                0,
                withInput("opens1\n", "user", "add", "--accounts", file.toString(), "--domain", "example.org", "ann"));
        assertEquals(
                0,
                withInput(
                        "opens2\n",
                        "user",
                        "add",
                        "--accounts",
                        file.toString(),
                        "--domain",
                        "example.org",
                        "--scheme",
                        "scram-sha-256",
                        "bob"));
        assertEquals(
                0,
                withInput(
                        "opens3\n",
                        "user",
                        "add",
                        "--accounts",
                        file.toString(),
                        "--domain",
                        "example.org",
                        "ann@example.org"));
        assertTrue(
                out.toString().contains("added ann@example.org in ")
                        && out.toString().contains("password set for ann@example.org"),
                out.toString());
        var lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).startsWith("ann@example.org:{ARGON2ID}$argon2id$v=19$"), lines.get(0));
        assertTrue(lines.get(1).startsWith("bob@example.org:{SCRAM-SHA-256}10000,"), lines.get(1));
        var accounts = new PasswordFile(file).read("example.org");
        assertTrue(accounts.find("ann").orElseThrow().credential().matches("opens3".getBytes(StandardCharsets.UTF_8)));
        assertTrue(accounts.find("bob").orElseThrow().credential().matches("opens2".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void userAddWithoutDomainMeansTheNameAsGiven() throws Exception {
        var file = folder.resolve("users");
        Files.writeString(file, "ann:{PLAIN}one\nbob@example.test:{PLAIN}two\n");
        assertEquals(0, withInput("three\n", "user", "add", "--accounts", file.toString(), "ANN"));
        assertEquals(0, withInput("four\n", "user", "add", "--accounts", file.toString(), "bob@other.test"));
        var lines = Files.readAllLines(file);
        assertEquals(
                List.of("ann", "bob@example.test", "bob@other.test"),
                lines.stream().map(l -> l.substring(0, l.indexOf(':'))).toList());
        assertEquals("bob@example.test:{PLAIN}two", lines.get(1));
        var accounts = new PasswordFile(file).read("example.net");
        assertTrue(accounts.find("ann").orElseThrow().credential().matches("three".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.test ann",
                "ann Ann@example.test",
                "ann --domain example.test ann",
            })
    @DisplayName("user add writes no second line for what may be the same account")
    void userAddRefusesATwin(String names) throws Exception {
        var there = names.substring(0, names.indexOf(' '));
        var file = Files.writeString(folder.resolve("users"), "# users\n" + there + ":{PLAIN}one\n");
        var args = ("user add --accounts " + file + " " + names.substring(names.indexOf(' ') + 1)).split(" ");
        assertEquals(2, withInput("two\n", args));
        assertTrue(
                err.toString().contains("letterlock: " + file + ":2: here " + there + " may be the same account as "),
                err.toString());
        assertEquals("# users\n" + there + ":{PLAIN}one\n", Files.readString(file));
    }

    @Test
    void userAddRefusesWhatCannotWork() {
        var file = folder.resolve("users").toString();
        assertEquals(2, withInput("\n", "user", "add", "--accounts", file, "ann"));
        assertEquals(2, withInput("x\n", "user", "add", "--accounts", file, "a b"));
        assertEquals(2, withInput("x\n", "user", "add", "--accounts", file, "--scheme", "MD5", "ann"));
        assertEquals(2, withInput("x\n", "user", "add", "--accounts", folder + "/none/users", "ann"));
        assertTrue(err.toString().contains("--accounts: no such folder: " + folder.resolve("none")), err.toString());
        assertFalse(Files.exists(Path.of(file)));
    }

    @Test
    void configCheckSaysFileLineAndNearestKey() throws Exception {
        var file = Files.writeString(folder.resolve("bad.conf"), "hostname = mail.example.org\ndomian = example.org\n");
        assertEquals(2, run("config", "check", file.toString()));
        assertTrue(
                err.toString().contains("letterlock: " + file + ":2: unknown key domian; did you mean domains?"),
                err.toString());
        assertEquals(2, run("config", "check", folder.resolve("none.conf").toString()));
        assertTrue(err.toString().contains("none.conf: no such file"), err.toString());
        assertEquals(2, run("serve", "--config", file.toString()));
        assertFalse(err.toString().contains("\tat "), "a stack trace");
    }

    private int withInput(String input, String... args) {
        var before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            return run(args);
        } finally {
            System.setIn(before);
        }
    }
}
