package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.Listener;

/** G6: no self-signed certificate. An authority of this run signs the leaves, and clients verify for real. */
class PolicyG6Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @CsvSource({
        "IMAPS,ECDSA+SHA256",
        "IMAPS,RSA-PSS+SHA256",
        "MX,ECDSA+SHA256",
        "SUBMISSION,RSA-PSS+SHA256",
        "POP3S,ECDSA+SHA256"
    })
    @DisplayName("G6: openssl verify -CAfile ca.pem leaf.pem, and the leaf's issuer is not its subject")
    void leafIsSignedByTheAuthority(Listener listener, String signatures) {
        var shown = OpensslTest.s_client(house, listener, "-sigalgs", signatures)
                .succeeded()
                .text();
        int begin = shown.indexOf("-----BEGIN CERTIFICATE-----");
        assertTrue(begin >= 0, shown);
        var pem = shown.substring(begin, shown.indexOf("-----END CERTIFICATE-----") + 25) + "\n";
        var leaf = house.file("leaf.pem", pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .toString();

        var openssl = house.program("openssl");
        assertEquals(
                leaf + ": OK\n",
                openssl.run(
                                "verify",
                                "-x509_strict",
                                "-purpose",
                                "sslserver",
                                "-CAfile",
                                house.ca().toString(),
                                leaf)
                        .succeeded()
                        .text());
        var issuer = openssl.run("x509", "-noout", "-issuer", "-in", leaf)
                .succeeded()
                .text()
                .replaceFirst("issuer=", "");
        var subject = openssl.run("x509", "-noout", "-subject", "-in", leaf)
                .succeeded()
                .text()
                .replaceFirst("subject=", "");
        assertNotEquals(issuer, subject);
        var names = openssl.run("x509", "-noout", "-ext", "subjectAltName,basicConstraints", "-in", leaf)
                .succeeded()
                .text();
        for (var name : new String[] {"DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1"})
            assertTrue(names.contains(name), names);
        assertTrue(!names.contains("CA:TRUE"), names);
    }
}
