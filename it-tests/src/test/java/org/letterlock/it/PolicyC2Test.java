package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.server.config.ConfigProblems;
import org.letterlock.server.config.ServeConfig;

/** C1, C2: certificate and key from PEM or PKCS#12; the whole chain from one file, its order checked, what is missing warned of. */
class PolicyC2Test {
    @TempDir
    Path folder;

    private Certified certified;
    private ConfiguredHouse house;

    @BeforeEach
    void certificates() throws Exception {
        house = new ConfiguredHouse(folder); // its accounts
        certified = new Certified(folder);
        certified.root("root");
        certified.authority("middle", "root");
        certified.issue("leaf", "middle", 30, "subjectAltName=DNS:mail.example.org,DNS:localhost\n");
        Files.writeString(folder.resolve("secret"), "sesame\n");
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
    }

    private Path configure(String certificate) throws Exception {
        var file = folder.resolve("own.conf");
        return Files.writeString(file, """
                hostname = mail.example.org
                domains = example.org
                accounts { file = users }
                tls { certificates = [ { %s } ], roots = root.pem }
                listeners { imaps { service = imap, security = implicit, port = 0, address = "127.0.0.1" } }
                """.formatted(certificate));
    }

    private void isVerified(String certificate) throws Exception {
        house.start(configure(certificate));
        try {
            var said = certified
                    .openssl()
                    .reading("a LOGOUT\n")
                    .run(
                            "s_client",
                            "-ign_eof",
                            "-crlf",
                            "-showcerts",
                            "-CAfile",
                            "root.pem",
                            "-verify_return_error",
                            "-verify_hostname",
                            "localhost",
                            "-connect",
                            "127.0.0.1:" + house.at("imaps").getPort())
                    .succeeded();
            assertTrue(said.text().contains("Verify return code: 0 (ok)"), said::toString);
            assertEquals(3, said.text().split("BEGIN CERTIFICATE").length, "two of them: " + said);
        } finally {
            house.close();
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
        for (var file : List.of("locked.key", "all.p12"))
            Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rw-------"));
        isVerified("pkcs12 = all.p12, password-file = secret");
    }

    private List<String> warnings(String... names) throws Exception {
        certified.chain("chain.pem", names);
        return ServeConfig.read(configure("chain = chain.pem, key = leaf.key"), Clock.systemUTC(), new SecureRandom())
                .warnings();
    }

    private void refused(String why, String... names) {
        var problems = org.junit.jupiter.api.Assertions.assertThrows(ConfigProblems.class, () -> warnings(names));
        assertTrue(
                problems.lines().stream()
                        .anyMatch(l -> l.contains("own.conf:4: ") && l.contains("chain.pem: ") && l.contains(why)),
                problems.lines()::toString);
    }

    @Test
    @DisplayName("C2: a missing intermediate is warned of by name, as cert.chain-incomplete")
    void incomplete() throws Exception {
        assertTrue(warnings("leaf", "middle").stream().noneMatch(w -> w.contains("cert.")));
        var said = warnings("leaf");
        assertTrue(
                said.stream()
                        .anyMatch(w -> w.contains("own.conf:4: ")
                                && w.contains("chain.pem: ")
                                && w.contains("CN=middle")
                                && w.contains("(cert.chain-incomplete)")),
                said::toString);
    }

    @Test
    @DisplayName("C2: wrong order, a foreign certificate in between, a doubled leaf: named with file and place")
    void wrongOrder() throws Exception {
        refused(
                "certificate 1 (CN=middle, O=Example) is an authority's; the leaf has to be the first",
                "middle",
                "leaf");
        refused("certificate 2 (CN=root) did not issue certificate 1 (CN=leaf, O=Example)", "leaf", "root", "middle");
        var said = warnings("leaf", "leaf", "middle");
        assertTrue(
                said.stream().anyMatch(w -> w.contains("certificate 2") && w.contains("(cert.chain-doubled)")),
                said::toString);
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
