package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we write of a connection is what openssl's client writes of it. */
class KeyLogTest {
    private static final TlsPolicy MX = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);

    @TempDir
    Path folder;

    @BeforeAll
    static void openSsl() {
        OpenSsl.needed();
    }

    private static TreeSet<String> lines(Path file) throws Exception {
        return Files.readAllLines(file).stream()
                .filter(l -> !l.startsWith("#"))
                .filter(l -> !l.startsWith("RSA ")) // the premaster secret, which says the same in older words
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_3 -groups X25519, 5",
        "-tls1_3 -groups P-384:X25519, 5",
        "-tls1_2, 1",
        "-tls1_2 -cipher AES128-SHA:@SECLEVEL=0, 1",
        "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256, 1",
        "-tls1 -cipher ALL:@SECLEVEL=0, 1"
    })
    void theSameSecretsAsTheOtherSide(String options, int count) throws Exception {
        var ours = folder.resolve("ours");
        var theirs = folder.resolve("theirs");
        try (var log = KeyLog.open(ours);
                var server = new EchoServer(TlsServerSettings.of(MX, Keys.both()), Optional.of(log))) {
            var all = new java.util.ArrayList<>(java.util.List.of(options.split(" ")));
            all.add("-keylogfile");
            all.add(theirs.toString());
            OpenSsl.client(server.port(), all.toArray(String[]::new));
            server.nextDone();
        }
        assertEquals(lines(theirs), lines(ours));
        assertEquals(count, lines(ours).size());
    }

    @Test
    @DisplayName("the file is its owner's alone, also when it was there before")
    void ownersAlone() throws Exception {
        var file = folder.resolve("keys");
        Files.writeString(file, "# before\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        KeyLog.open(file).close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("# before\n", Files.readString(file));
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws Exception {
        var target = Files.writeString(folder.resolve("target"), "");
        var link = Files.createSymbolicLink(folder.resolve("link"), target);
        assertThrows(IOException.class, () -> KeyLog.open(link));
        assertEquals("", Files.readString(target));
    }

    @Test
    void withoutBeingAskedNothingIsWritten() throws Exception {
        try (var server = new EchoServer(TlsServerSettings.of(MX, Keys.both()))) {
            OpenSsl.client(server.port());
            server.nextDone();
        }
        try (var files = Files.list(folder)) {
            assertFalse(files.findAny().isPresent());
        }
    }
}
