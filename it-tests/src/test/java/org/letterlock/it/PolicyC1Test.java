package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C1: certificate and key from files, PEM or PKCS#12, and what the authority says of it besides. */
class PolicyC1Test {
    @TempDir
    Path folder;

    private Certified certified;
    private ConfiguredHouse house;

    @BeforeEach
    void certificates() throws Exception {
        house = new ConfiguredHouse(folder); // its accounts
        certified = new Certified(folder);
        certified.mailServer();
    }

    private Path configure(String certificate) throws Exception {
        return house.configureOwn(
                "certificates = [ { " + certificate + " } ], roots = root.pem",
                "imaps { service = imap, security = implicit, port = 0, address = \"127.0.0.1\" }");
    }

    private void isVerified(String certificate) throws Exception {
        try (var started = house.start(configure(certificate))) {
            certified.isVerified(started.at("imaps"), "a LOGOUT");
        }
    }

    @Test
    @DisplayName("C1: PEM, encrypted PEM and PKCS#12: openssl s_client -showcerts verifies what is shown")
    void pemAndPkcs12() throws Exception {
        certified.chain("chain.pem", "leaf", "middle");
        isVerified("chain = chain.pem, key = leaf.key");
        var openssl = certified.openssl();
        openssl.run("pkcs8", "-topk8", "-in", "leaf.key", "-passout", "pass:sesame", "-out", "locked.key")
                .succeeded();
        isVerified("chain = chain.pem, key = locked.key, password-file = secret");
        openssl.run(
                        "pkcs12",
                        "-export",
                        "-in",
                        "chain.pem",
                        "-inkey",
                        "leaf.key",
                        "-passout",
                        "pass:sesame",
                        "-out",
                        "all.p12")
                .succeeded();
        for (var file : List.of("locked.key", "all.p12")) certified.onlyOwner(file);
        isVerified("pkcs12 = all.p12, password-file = secret");
    }

    @Test
    @DisplayName("C1: openssl s_client -status shows the authority's OCSP response from a file")
    void stapling() throws Exception {
        certified.chain("chain.pem", "leaf", "middle");
        var openssl = certified.openssl();
        var serial = openssl.run("x509", "-noout", "-serial", "-in", "leaf.pem")
                .succeeded()
                .text()
                .strip()
                .replace("serial=", "");
        Files.writeString(
                folder.resolve("index.txt"), "V\t361231235959Z\t\t" + serial + "\tunknown\t/O=Example/CN=leaf\n");
        openssl.run(
                        "ocsp -index index.txt -CA middle.pem -issuer middle.pem -cert leaf.pem -rsigner middle.pem -rkey middle.key"
                                .concat(" -ndays 3 -respout ocsp.der")
                                .split(" "))
                .succeeded();
        try (var stapling = house.start(configure("chain = chain.pem, key = leaf.key, ocsp = ocsp.der"))) {
            for (var version : List.of("-tls1_2", "-tls1_3")) {
                var said = openssl.reading("a LOGOUT\n")
                        .run(
                                "s_client",
                                "-ign_eof",
                                "-crlf",
                                "-status",
                                version,
                                "-connect",
                                "127.0.0.1:" + stapling.at("imaps").getPort())
                        .succeeded();
                assertTrue(said.text().contains("Cert Status: good"), said::toString);
            }
        }
    }
}
