package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G5: encryption is on in every mode; a listener without it has to say so, and only port 25 may. */
class PolicyG5Test {
    @TempDir
    Path folder;

    @BeforeEach
    void certificateAndAccounts() throws IOException {
        var openssl = RealProgram.of("openssl", folder);
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ca.key")
                .succeeded();
        openssl.run("req", "-x509", "-new", "-key", "ca.key", "-days", "2", "-subj", "/CN=Authority", "-out", "ca.pem")
                .succeeded();
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "leaf.key")
                .succeeded();
        openssl.run("req", "-new", "-key", "leaf.key", "-subj", "/CN=mail.example.test", "-out", "leaf.csr")
                .succeeded();
        Files.writeString(folder.resolve("san"), "subjectAltName=DNS:mail.example.test\n");
        openssl.run(
                        "x509",
                        "-req",
                        "-in",
                        "leaf.csr",
                        "-CA",
                        "ca.pem",
                        "-CAkey",
                        "ca.key",
                        "-CAcreateserial",
                        "-days",
                        "1",
                        "-extfile",
                        "san",
                        "-out",
                        "leaf.pem")
                .succeeded();
        Files.setPosixFilePermissions(folder.resolve("leaf.key"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("users"), "ann:{PLAIN}secret\n");
        Files.setPosixFilePermissions(folder.resolve("users"), PosixFilePermissions.fromString("rw-------"));
    }

    private RealProgram.Result check(String listener) throws IOException {
        Files.writeString(folder.resolve("letterlock.conf"), """
                hostname = mail.example.test
                domains = [ example.test ]
                accounts { file = users, clear-passwords = true }
                tls { certificates = [ { chain = leaf.pem, key = leaf.key } ] }
                listeners {
                  %s
                }
                """.formatted(listener));
        return RunnableJar.program(folder).run("config", "check", "letterlock.conf");
    }

    @Test
    @DisplayName("G5: a listener with neither TLS nor plaintext-only = true stops config check, by file, line and name")
    void aListenerWithoutTls() throws IOException {
        var said = check("incoming { service = mx, port = 2525 }");
        assertEquals(2, said.exit(), said.errors());
        assertTrue(said.errors().contains("letterlock.conf:6"), said.errors());
        assertTrue(said.errors().contains("listeners.incoming"), said.errors());
    }

    @Test
    @DisplayName("G5: plaintext-only is for port 25's service alone")
    void plaintextWhereSomebodyLogsIn() throws IOException {
        var said = check("reading { service = imap, plaintext-only = true, port = 1143 }");
        assertEquals(2, said.exit(), said.errors());
        assertTrue(said.errors().contains("listeners.reading"), said.errors());
    }

    @Test
    @DisplayName("G5: with TLS, or plaintext said aloud on mx, the file is good")
    void goodOnes() throws IOException {
        check("incoming { service = mx, security = starttls, port = 2525 }").succeeded();
        check("incoming { service = mx, plaintext-only = true, port = 2525 }").succeeded();
    }
}
