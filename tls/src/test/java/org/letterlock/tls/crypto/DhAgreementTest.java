package org.letterlock.tls.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.DHGroup;
import org.bouncycastle.tls.crypto.DHStandardGroups;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/** Our side of DHE against Bouncy Castle's. */
class DhAgreementTest {
    private final SecureRandom random = new SecureRandom();
    private final TlsCrypto ours = new MixedCrypto(random);
    private final TlsCrypto theirs = new BcTlsCrypto(random);

    private void assertAgreement(TlsDHConfig config) throws IOException {
        var server = ours.createDHDomain(config).createDH();
        var client = theirs.createDHDomain(config).createDH();
        byte[] serverValue = server.generateEphemeral();
        client.receivePeerValue(serverValue);
        server.receivePeerValue(client.generateEphemeral());
        assertArrayEquals(
                client.calculateSecret().extract(), server.calculateSecret().extract());
    }

    @Test
    void agreesWithBouncyCastle() throws IOException {
        for (int i = 0; i < 40; i++) {
            assertAgreement(new TlsDHConfig(NamedGroup.ffdhe2048, i % 2 == 0));
            assertAgreement(new TlsDHConfig(DHStandardGroups.rfc3526_2048));
        }
        assertAgreement(new TlsDHConfig(NamedGroup.ffdhe8192, true));
        var longKeys = new DHGroup(DHStandardGroups.rfc3526_2048.getP(), null, BigInteger.TWO, 0);
        assertAgreement(new TlsDHConfig(longKeys));
    }

    /** Secrets whose first octets are zero: TLS 1.2 leaves them out, TLS 1.3 does not. RFC 5246, 8.1.2; RFC 8446, 7.4.1. */
    @Test
    void leadingZerosAreLeftOutOrKept() throws IOException {
        for (int i = 0; i < 800; i++) assertAgreement(new TlsDHConfig(DHStandardGroups.rfc2409_1024)); // one in 256
    }

    @Test
    void valuesThatGiveTheSecretAwayAreRefused() throws IOException {
        var p = DHStandardGroups.rfc7919_ffdhe2048.getP();
        for (var value :
                new BigInteger[] {BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p, p.add(BigInteger.TWO)
                }) {
            var server = ours.createDHDomain(new TlsDHConfig(NamedGroup.ffdhe2048, true))
                    .createDH();
            server.generateEphemeral();
            assertThrows(
                    TlsFatalAlert.class, () -> server.receivePeerValue(BigIntegers.asUnsignedByteArray(256, value)));
        }
    }

    /** Or else the Raccoon attack has something to compare. */
    @Test
    void aKeyIsUsedOnce() throws IOException {
        var client = theirs.createDHDomain(new TlsDHConfig(NamedGroup.ffdhe2048, true))
                .createDH();
        var server =
                ours.createDHDomain(new TlsDHConfig(NamedGroup.ffdhe2048, true)).createDH();
        server.generateEphemeral();
        server.receivePeerValue(client.generateEphemeral());
        server.calculateSecret();
        assertThrows(TlsFatalAlert.class, server::calculateSecret);
    }
}
