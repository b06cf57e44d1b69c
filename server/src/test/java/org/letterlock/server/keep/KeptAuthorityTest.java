package org.letterlock.server.keep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.tls.KeyType;

class KeptAuthorityTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<String> NAMES = List.of("mx.example.org", "localhost", "127.0.0.1", "::1");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    private KeptAuthority open(Duration after) throws Exception {
        return KeptAuthority.open(
                OwnersFolder.open(folder).inside("tls"),
                "test",
                random,
                Clock.fixed(START.plus(after), ZoneOffset.UTC));
    }

    private X509Certificate leaf(Duration after, List<String> names) throws Exception {
        return open(after).issue(KeyType.EC, names).leaf();
    }

    @Test
    void whatWasIssuedIsThereAtTheNextStart() throws Exception {
        for (var type : KeyType.values()) {
            var first = open(Duration.ZERO).issue(type, NAMES);
            var second = open(Duration.ofDays(100)).issue(type, NAMES);
            assertEquals(first.leaf(), second.leaf());
            assertEquals(type, second.keyType());
        }
        assertEquals(open(Duration.ZERO).pem(), open(Duration.ofDays(100)).pem());
    }

    @Test
    void aLeafIsRenewedBeforeItsEndBelowTheSameAuthority() throws Exception {
        var ca = open(Duration.ZERO).pem();
        var first = leaf(Duration.ZERO, NAMES);
        var later = Duration.ofDays(365 - 89);
        var second = leaf(later, NAMES);
        assertNotEquals(first, second);
        assertEquals(
                START.plus(later).plus(Duration.ofDays(365)),
                second.getNotAfter().toInstant());
        assertEquals(ca, open(later).pem());
        assertEquals(second, leaf(later, NAMES));
    }

    @Test
    void noLeafOutlivesItsAuthority() throws Exception {
        leaf(Duration.ZERO, NAMES);
        var late = leaf(Duration.ofDays(3600), NAMES);
        assertEquals(START.plus(Duration.ofDays(3650)), late.getNotAfter().toInstant());
        assertEquals(late, leaf(Duration.ofDays(3649), NAMES), "a new one would not last longer");
    }

    @Test
    void anAuthorityWhoseTimeIsOverIsReplaced() throws Exception {
        var old = leaf(Duration.ZERO, NAMES);
        var ca = open(Duration.ZERO).pem();
        var late = Duration.ofDays(3651);
        assertNotEquals(ca, open(late).pem());
        assertNotEquals(old, leaf(late, NAMES));
    }

    @Test
    void otherNamesNeedAnotherLeaf() throws Exception {
        var first = leaf(Duration.ZERO, NAMES);
        var second = leaf(Duration.ZERO, List.of("other.example.org"));
        assertNotEquals(first, second);
        assertTrue(second.getSubjectX500Principal().getName().contains("other.example.org"));
        assertEquals(second, leaf(Duration.ZERO, List.of("other.example.org")));
    }

    @Test
    void aDamagedLeafOrOneOfAnotherAuthorityIsReplaced() throws Exception {
        var first = leaf(Duration.ZERO, NAMES);
        var file = folder.resolve("tls/ec.pem");
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        var second = leaf(Duration.ZERO, NAMES);
        assertNotEquals(first, second);
        Files.delete(folder.resolve("tls/ca.pem"));
        var third = leaf(Duration.ZERO, NAMES);
        assertNotEquals(second, third);
        assertEquals(third, leaf(Duration.ZERO, NAMES));
    }

    @Test
    void anAuthorityThatCannotBeUsedIsNotReplaced() throws Exception {
        leaf(Duration.ZERO, NAMES);
        var key = folder.resolve("tls/ca-key.pem");
        var was = Files.readString(key);
        Files.delete(key);
        assertTrue(problem().contains("its key ca-key.pem is missing"));
        write(key, Files.readString(folder.resolve("tls/ec.pem")));
        assertTrue(problem().contains("the private key is not the certificate's"));
        write(key, "nothing");
        assertTrue(problem().contains("holds no private key"));
        write(key, was);
        leaf(Duration.ZERO, NAMES);
    }

    @Test
    @DisplayName("S-S11 keys that others may read, symbolic links and a folder others may write to are refused")
    void s_S11_forItsOwnerAlone() throws Exception {
        leaf(Duration.ZERO, NAMES);
        var key = folder.resolve("tls/ca-key.pem");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(key + ": others may read it; chmod 600 " + key, problem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        var elsewhere = Files.move(key, folder.resolve("elsewhere.pem"));
        Files.createSymbolicLink(key, elsewhere);
        assertEquals(key + ": is not a file", problem());
        Files.move(key.getParent(), folder.resolve("moved"));
        Files.createSymbolicLink(folder.resolve("tls"), folder.resolve("moved"));
        assertTrue(problem().contains("a symbolic link"));
        Files.delete(folder.resolve("tls"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        assertEquals(folder + ": others may write there; chmod 700 " + folder, problem());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private String problem() {
        return String.valueOf(assertThrows(IOException.class, () -> leaf(Duration.ZERO, NAMES))
                .getMessage());
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
