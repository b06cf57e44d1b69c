package org.letterlock.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.Pem;

/** A folder with what a configuration names: an ECDSA certificate of mail.example.org, and the accounts ann and bob. */
final class ConfigFolder {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final CertificateAuthority authority;

    ConfigFolder(Path folder) throws Exception {
        this.folder = folder;
        authority = CertificateAuthority.create("test", RANDOM, Instant.now(), Duration.ofDays(30));
        pair("ecdsa", KeyType.EC);
        write(
                "users",
                "ann:{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK\n"
                        + "bob:{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK\n");
    }

    /** An RSA certificate as well, for what ECDSA cannot do. */
    void rsa() throws Exception {
        pair("rsa", KeyType.RSA);
    }

    private void pair(String name, KeyType type) throws Exception {
        var keys = CertificateAuthority.newKeys(type, RANDOM);
        var identity = authority.issue(keys, List.of("mail.example.org"));
        write(name + "-chain.pem", Pem.text(identity.chain()));
        key(name + "-key.pem", keys.getPrivate());
    }

    /** A key that DKIM can use, and no certificate here. */
    void ed25519(String name) throws Exception {
        key(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
    }

    private void key(String name, PrivateKey key) throws Exception {
        write(
                name,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    ServeConfig read(String text) throws Exception {
        return ServeConfig.read(write("letterlock.conf", text), Clock.systemUTC(), RANDOM);
    }

    Path write(String name, String text) throws Exception {
        var file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
