package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.tls.crypto.MixedCrypto;

/** Which certificate a client gets for the host name it asks for. */
class ServerNameTest {
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);

    private static Keyring keyring(TlsIdentity... identities) {
        return new Keyring(
                TlsIdentities.of(identities),
                new MixedCrypto(Keys.RANDOM),
                Keys.RANDOM,
                TlsLimits.DEFAULT.handshakeTime());
    }

    @Test
    @DisplayName("S-C12 names that nobody has all get the default, and leave nothing behind")
    void s_C12_randomNames() throws Exception {
        var keys = keyring(Keys.EC, Keys.RSA);
        var standard = keys.forName(null);
        var random = new Random(12);
        for (int i = 0; i < 1000; i++)
            assertSame(standard, keys.forName(Long.toHexString(random.nextLong()) + ".example.org"));
        assertSame(standard, keys.forName("x".repeat(255)));
        var server = Pair.server(MSA, TlsIdentities.of(Keys.EC), List.of());
        for (int i = 0; i < 5; i++) {
            var name = Long.toHexString(random.nextLong()) + ".example.org";
            try (var pair = new Pair(server.newHandler(), client(name)).pump()) {
                assertEquals(
                        Keys.EC.leaf(),
                        pair.atServer.facts().decision().certificate().orElseThrow());
            }
        }
    }

    @Test
    @DisplayName("S-C12 a name of 60 kB ends the handshake with an alert")
    void s_C12_hugeName() {
        var server = Pair.server(MSA, TlsIdentities.of(Keys.EC), List.of());
        try (var pair = new Pair(server.newHandler(), client("x".repeat(60_000))).pump()) {
            assertFalse(pair.server.isActive());
            assertTrue(pair.atServer.failure().length() < 1000, pair.atServer.failure());
        }
    }

    @Test
    void namesThatAreSaidGoBeforeThoseInTheCertificate() throws Exception {
        var said = Keys.EC.withNames(List.of("*.Wild.test", "one.test."));
        assertEquals(Set.of("*.wild.test", "one.test"), said.names());
        var keys = keyring(Keys.RSA, said);
        for (var name : List.of("a.wild.test", "ONE.test"))
            assertEquals(KeyType.EC, keys.forName(name).get(0).keyType());
        for (var name : List.of("a.b.wild.test", "wild.test", "two.test"))
            assertEquals(KeyType.RSA, keys.forName(name).get(0).keyType());
    }

    private static TlsHandler client(String host) {
        return Pair.client(TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT), List.of(), TlsTrust.anybody(), host);
    }
}
