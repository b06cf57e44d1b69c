package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.server.MailServer;
import org.letterlock.server.config.ConfigProblems;
import org.letterlock.server.config.ServeConfig;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.Pem;

/** A server as {@code letterlock serve} runs it, from a configuration file in a folder of its own; accounts ann and boss. */
final class ConfiguredHouse implements AutoCloseable {
    static final String PASSWORD = "correct horse";
    static final String HOST = "mail.example.org";
    private final Path folder;
    private final CertificateAuthority authority;
    private MailStore store;
    private MailServer server;

    /** Writes certificates for {@code names}, and the accounts. */
    ConfiguredHouse(Path folder, String... names) throws Exception {
        this.folder = folder;
        var random = new SecureRandom();
        authority = CertificateAuthority.create(
                "configured", random, Clock.systemUTC().instant(), Duration.ofDays(1));
        for (var type : KeyType.values()) {
            var keys = CertificateAuthority.newKeys(type, random);
            var all = new java.util.ArrayList<>(List.of(names));
            all.add(HOST);
            all.add("localhost");
            var file = type == KeyType.EC ? "ecdsa" : "rsa";
            write(file + "-chain.pem", Pem.text(authority.issue(keys, all).chain()));
            write(
                    file + "-key.pem",
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(keys.getPrivate().getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
        }
        write("ca.pem", authority.pem());
        write("users", "ann@example.org:{PLAIN}" + PASSWORD + "\nboss@example.org:{PLAIN}" + PASSWORD + "\n");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The configuration with {@code tls} in its section of that name and {@code rest} behind. */
    Path configure(String tls, String rest) throws IOException {
        return write("letterlock.conf", """
                hostname = mail.example.org
                domains = example.org
                accounts { file = users, clear-passwords = true }
                tls {
                  certificates = [
                    { chain = ecdsa-chain.pem, key = ecdsa-key.pem }, { chain = rsa-chain.pem, key = rsa-key.pem }
                  ]
                %s
                }
                %s
                """.formatted(tls, rest));
    }

    /** A configuration whose whole section {@code tls}, in line 4, is {@code tls}; with {@code listeners}. */
    Path configureOwn(String tls, String listeners) throws IOException {
        return write("letterlock.conf", """
                hostname = mail.example.org
                domains = example.org
                accounts { file = users, clear-passwords = true }
                tls { %s }
                listeners { %s }
                """.formatted(tls, listeners));
    }

    /** Configurations with this in {@code tls} of a listener are refused, with file, line and {@code why}. */
    void refuses(String tls, String why) throws IOException {
        var file = configure(
                "", "\nlisteners.imaps { service = imap, security = implicit, port = 0, tls { " + tls + " } }");
        int line = Files.readAllLines(file).indexOf("}") + 3; // behind the section tls of all
        var problems = assertThrows(
                        ConfigProblems.class, () -> ServeConfig.read(file, Clock.systemUTC(), new SecureRandom()))
                .lines();
        assertTrue(
                problems.stream().anyMatch(l -> l.startsWith(file + ":" + line + ": ") && l.contains(why)),
                () -> file + ":" + line + ": " + why + "\nnot in " + problems);
    }

    ConfiguredHouse start(Path configuration) throws Exception {
        var config = ServeConfig.read(configuration, Clock.systemUTC(), new SecureRandom());
        return start(
                configuration,
                new MemoryStore(config.storage().limits(), config.plan().clock()));
    }

    /** With mail in {@code mail}, which is closed with the house. */
    ConfiguredHouse start(Path configuration, MailStore mail) throws Exception {
        var config = ServeConfig.read(configuration, Clock.systemUTC(), new SecureRandom());
        store = mail;
        server = MailServer.start(config.plan(), MailServer.Stores.of(store), arrived -> {});
        return this;
    }

    /** Its TLS is as {@code configuration} has it from now on. */
    void renewTls(Path configuration) throws Exception {
        var config = ServeConfig.read(configuration, Clock.systemUTC(), new SecureRandom());
        server.renewTls(config.plan().tls());
    }

    MailServer server() {
        return server;
    }

    MailStore store() {
        return store;
    }

    InetSocketAddress at(String listener) {
        return new InetSocketAddress("127.0.0.1", server.endpoint(listener).getPort());
    }

    /** @param protocol such as {@code TLS}, or {@code TLSv1.2} for that and older only */
    SSLContext clientTls(String protocol) {
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.certificate());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance(protocol);
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Override
    public void close() {
        if (server != null) server.close();
        if (store != null) store.close();
    }
}
