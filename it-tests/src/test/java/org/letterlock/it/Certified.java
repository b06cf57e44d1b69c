package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Certificates as {@code openssl} makes them, in files of one folder: {@code NAME.pem} with its key in {@code NAME.key}. */
final class Certified {
    private final Path folder;
    private final RealProgram openssl;

    Certified(Path folder) {
        this.folder = folder;
        openssl = RealProgram.of("openssl", folder);
    }

    private void key(String name) throws IOException {
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key")
                .succeeded();
        onlyOwner(name + ".key");
    }

    /** An authority that issued itself. */
    void root(String name) throws IOException {
        key(name);
        openssl.run(
                        "req",
                        "-x509",
                        "-new",
                        "-key",
                        name + ".key",
                        "-days",
                        "90",
                        "-subj",
                        "/CN=" + name,
                        "-out",
                        name + ".pem")
                .succeeded();
    }

    /** An authority below another. */
    void authority(String name, String issuer) throws IOException {
        issue(name, issuer, 90, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
    }

    /** @param extensions as a configuration file of openssl has them, line by line; @param days negative: it is over */
    void issue(String name, String issuer, int days, String extensions) throws IOException {
        key(name);
        Files.writeString(folder.resolve("extensions"), extensions);
        openssl.run("req", "-new", "-key", name + ".key", "-subj", "/O=Example/CN=" + name, "-out", name + ".csr")
                .succeeded();
        var request = new String[] {
            "x509",
            "-req",
            "-in",
            name + ".csr",
            "-CA",
            issuer + ".pem",
            "-CAkey",
            issuer + ".key",
            "-CAcreateserial",
            "-days",
            Integer.toString(days),
            "-extfile",
            "extensions",
            "-out",
            name + ".pem"
        };
        openssl.run(request).succeeded();
    }

    /** Puts the certificates of {@code names} into one file, in this order. */
    void chain(String file, String... names) throws IOException {
        var text = new StringBuilder();
        for (var name : names) text.append(Files.readString(folder.resolve(name + ".pem")));
        Files.writeString(folder.resolve(file), text);
    }

    RealProgram openssl() {
        return openssl;
    }

    /** {@code root.pem}, {@code middle.pem}, and {@code leaf.pem} of mail.example.org and localhost; a passphrase in {@code secret}. */
    void mailServer() throws IOException {
        root("root");
        authority("middle", "root");
        issue("leaf", "middle", 30, "subjectAltName=DNS:mail.example.org,DNS:localhost\n");
        Files.writeString(folder.resolve("secret"), "sesame\n");
        onlyOwner("secret");
    }

    void onlyOwner(String file) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rw-------"));
    }

    /** Asserts that who knows {@code root.pem} alone verifies {@code localhost} by two certificates that are shown. */
    void isVerified(InetSocketAddress at, String lastWords, String... options) {
        var arguments = new ArrayList<>(List.of(
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
                "127.0.0.1:" + at.getPort()));
        arguments.addAll(List.of(options));
        var said = openssl.reading(lastWords + "\n")
                .run(arguments.toArray(String[]::new))
                .succeeded();
        assertTrue(said.text().contains("Verify return code: 0 (ok)"), said::toString);
        assertEquals(3, said.text().split("BEGIN CERTIFICATE").length, "two of them: " + said);
    }
}
