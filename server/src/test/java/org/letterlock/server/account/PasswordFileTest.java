package org.letterlock.server.account;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {
    @TempDir
    Path directory;

    @Test
    void readsDovecotsFormat() throws Exception {
        var file = write("""
                # people
                ann:{PLAIN}a b::::::userdb_mail=x

                bob@other.test:{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK:1000:1000::/home/bob::
                """);
        var accounts = new PasswordFile(file).read("example.test");
        assertEquals(
                List.of("ann@example.test", "bob@other.test"),
                accounts.all().stream().map(Account::name).toList());
        assertTrue(accounts.find("ann").orElseThrow().credential().matches("a b".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void messagesNameFileAndLine() throws Exception {
        problem("ann:{PLAIN}x\nbob\n", ":2: a line is NAME:{SCHEME}HASH");
        problem("ann:{PLAIN}x\nAnn@example.test:{PLAIN}y\n", ":2: Ann@example.test is already in line 1");
        problem("ann:topsecret\n", ":1: ann: a password begins with its scheme");
        problem("ann:{ROT13}topsecret\n", ":1: ann: unknown password scheme {ROT13}");
        problem("a b:{PLAIN}x\n", ":1: the name of an account has no blanks");
        var missing = new PasswordFile(directory.resolve("none"));
        assertTrue(assertThrows(ProblemInPasswordFile.class, () -> missing.read("example.test"))
                .getMessage()
                .endsWith("none: cannot be read: no such file"));
    }

    @Test
    void putsAndReplaces() throws Exception {
        var path = directory.resolve("users");
        var file = new PasswordFile(path);
        assertTrue(file.put(new Account("ann", new ClearPassword("one")), "example.test"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertFalse(file.worldReadable());
        Files.writeString(path, "# kept\nann:{PLAIN}one:extra:field\nbob:{PLAIN}b\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        assertFalse(file.put(new Account("Ann@example.test", new ClearPassword("two")), "example.test"));
        assertEquals("# kept\nann:{PLAIN}two:extra:field\nbob:{PLAIN}b\n", Files.readString(path));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        try (var left = Files.list(directory)) {
            assertEquals(List.of(path), left.toList());
        }
    }

    private void problem(String content, String expected) throws Exception {
        var file = write(content);
        var message = assertThrows(ProblemInPasswordFile.class, () -> new PasswordFile(file).read("example.test"))
                .getMessage();
        assertTrue(message.startsWith(file + expected), message);
        assertFalse(message.contains("topsecret"), message);
    }

    private Path write(String content) throws Exception {
        return Files.writeString(directory.resolve("passwd"), content);
    }
}
