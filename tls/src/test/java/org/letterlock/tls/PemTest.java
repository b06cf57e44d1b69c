package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in files, made by openssl. */
class PemTest {
    @TempDir
    Path directory;

    private Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String block(String type, byte[] octets) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(octets) + "\n-----END " + type
                + "-----\n";
    }

    private Path openSsl(String out, String... arguments) throws Exception {
        OpenSsl.needed();
        var path = directory.resolve(out);
        var command = new java.util.ArrayList<String>(List.of(arguments));
        command.addAll(List.of("-out", path.toString()));
        var said = OpenSsl.run("", command);
        assertTrue(Files.exists(path), said);
        return path;
    }

    @ParameterizedTest
    @ValueSource(strings = {"prime256v1", "secp384r1", "secp521r1"})
    void keysAreReadAsPkcs8AndSec1(String curve) throws Exception {
        var sec1 = openSsl("sec1.pem", "ecparam", "-name", curve, "-genkey");
        var pkcs8 = openSsl("pkcs8.pem", "pkcs8", "-topk8", "-nocrypt", "-in", sec1.toString());
        assertTrue(Files.readString(sec1).contains("BEGIN EC PRIVATE KEY"));
        assertEquals(((ECPrivateKey) Pem.privateKey(sec1)).getS(), ((ECPrivateKey) Pem.privateKey(pkcs8)).getS());
        var issued = issued(sec1);
        assertEquals(KeyType.EC, Pem.identity(issued, sec1, false).keyType());
        assertEquals(KeyType.EC, Pem.identity(issued, pkcs8, false).keyType());
    }

    @Test
    void rsaKeysAreReadAsPkcs8AndPkcs1() throws Exception {
        var pkcs8 = openSsl("pkcs8.pem", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        var pkcs1 = openSsl("pkcs1.pem", "rsa", "-traditional", "-in", pkcs8.toString());
        assertTrue(Files.readString(pkcs1).contains("BEGIN RSA PRIVATE KEY"));
        assertEquals(Pem.privateKey(pkcs8), Pem.privateKey(pkcs1));
        assertEquals(KeyType.RSA, Pem.identity(issued(pkcs8), pkcs1, false).keyType());
    }

    /** A chain of two certificates, and the key behind them, in one file as Cyrus and Postfix take them. */
    private Path issued(Path key) throws Exception {
        var caKey = openSsl("ca.key", "ecparam", "-name", "prime256v1", "-genkey");
        var ca = openSsl("ca.crt", "req", "-x509", "-new", "-key", caKey.toString(), "-subj", "/CN=ca", "-days", "2");
        var request = openSsl("leaf.csr", "req", "-new", "-key", key.toString(), "-subj", "/CN=leaf");
        var leaf = openSsl(
                "leaf.crt",
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                ca.toString(),
                "-CAkey",
                caKey.toString(),
                "-CAcreateserial",
                "-days",
                "2");
        return file("chain.pem", "a comment\n" + Files.readString(leaf) + Files.readString(ca) + Files.readString(key));
    }

    @Test
    void oneFileMayHoldAll() throws Exception {
        var key = openSsl("key.pem", "ecparam", "-name", "prime256v1", "-genkey");
        var all = issued(key);
        var identity = Pem.identity(all, all, false);
        assertEquals(2, identity.chain().size());
        try (var pair = new Pair(
                Pair.server(TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA), TlsIdentities.of(identity), List.of())
                        .newHandler(),
                Pair.client(
                        TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT),
                        List.of(),
                        TlsTrust.anybody(),
                        "localhost"))) {
            pair.pump();
            assertEquals(2, pair.atClient.facts().peer().chain().size());
        }
    }

    @Test
    @DisplayName("G6 a self-signed leaf is refused unless allowed")
    void g6_selfSigned() throws Exception {
        var key = openSsl("key.pem", "ecparam", "-name", "prime256v1", "-genkey");
        var leaf =
                openSsl("leaf.crt", "req", "-x509", "-new", "-key", key.toString(), "-subj", "/CN=leaf", "-days", "2");
        problem(leaf, key, "leaf.crt: the leaf is self-signed");
        assertEquals(KeyType.EC, Pem.identity(leaf, key, true).keyType());
    }

    @Test
    void errorsNameTheFileAndWhatToDo() throws Exception {
        var leaf = file("leaf.pem", Pem.text(Keys.EC.chain()));
        var key = file("key.pem", block("PRIVATE KEY", Keys.EC_KEYS.getPrivate().getEncoded()));
        assertEquals(Keys.EC.leaf(), Pem.identity(leaf, key, false).leaf());
        problem(directory.resolve("none.pem"), key, "none.pem: there is no such file");
        problem(key, key, "key.pem: holds no certificate; a block -----BEGIN CERTIFICATE----- is needed");
        problem(leaf, leaf, "leaf.pem: holds no private key; a block -----BEGIN PRIVATE KEY-----");
        problem(
                leaf,
                file("x.pem", block("PRIVATE KEY", new byte[] {1, 2, 3})),
                "x.pem: the private key cannot be read");
        problem(leaf, file("x.pem", "-----BEGIN PRIVATE KEY-----\n!!!\n"), "x.pem: ");
        problem(
                leaf,
                file("x.pem", block("ENCRYPTED PRIVATE KEY", new byte[] {1})),
                "x.pem: the private key is encrypted");
        problem(
                leaf,
                file(
                        "x.pem",
                        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"),
                "x.pem: the private key is encrypted");
        problem(
                leaf,
                file("x.pem", block("PRIVATE KEY", Keys.RSA_KEYS.getPrivate().getEncoded())),
                "x.pem: the private key is not the certificate's");
        problem(file("y.pem", block("CERTIFICATE", new byte[] {1, 2})), key, "y.pem: certificate 1 cannot be read");
        problem(
                file("z.pem", Pem.text(List.of(Keys.EC.leaf(), Keys.RSA.leaf()))),
                key,
                "certificate 2 (CN=mail.example.test) did not issue certificate 1 (CN=mail.example.test)");
        problem(file("big.pem", "x".repeat(17 << 20)), key, "big.pem: is too large");
    }

    private static void problem(Path chain, Path key, String text) {
        var thrown = assertThrows(Pem.PemException.class, () -> Pem.identity(chain, key, false));
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
    }

    private Passphrase passphrase(String text) throws Exception {
        return Passphrase.read(file("passphrase", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3"})
    void encryptedPkcs8IsOpenedWithAPassphraseFromAFile(String cipher) throws Exception {
        var key = openSsl("key.pem", "ecparam", "-name", "prime256v1", "-genkey", "-noout");
        for (var hash : List.of("hmacWithSHA1", "hmacWithSHA256", "hmacWithSHA512")) {
            var locked = openSsl(
                    "locked.pem",
                    "pkcs8",
                    "-topk8",
                    "-v2",
                    cipher,
                    "-v2prf",
                    hash,
                    "-passout",
                    "pass:s\u00e9same",
                    "-in",
                    key.toString());
            assertTrue(Files.readString(locked).contains("BEGIN ENCRYPTED PRIVATE KEY"));
            assertEquals(
                    ((ECPrivateKey) Pem.privateKey(key)).getS(),
                    ((ECPrivateKey) Pem.privateKey(locked, passphrase("s\u00e9same\nsecond line"))).getS());
            locked(locked, Passphrase.NONE, "locked.pem: the private key is encrypted, and nobody is there");
            locked(
                    locked,
                    passphrase("wrong-one"),
                    "locked.pem: the private key cannot be decrypted with the passphrase in ");
        }
    }

    @Test
    void keysEncryptedAsOpenSslDidBefore() throws Exception {
        var rsa = openSsl("rsa.pem", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        var ec = openSsl("ec.pem", "ecparam", "-name", "prime256v1", "-genkey", "-noout");
        var lockedRsa = openSsl(
                "locked.pem", "rsa", "-traditional", "-aes256", "-passout", "pass:sesame", "-in", rsa.toString());
        assertTrue(Files.readString(lockedRsa).contains("Proc-Type: 4,ENCRYPTED"));
        assertEquals(Pem.privateKey(rsa), Pem.privateKey(lockedRsa, passphrase("sesame")));
        locked(lockedRsa, passphrase("wrong-one"), "cannot be decrypted with the passphrase in ");
        var lockedEc = openSsl("locked.pem", "ec", "-des3", "-passout", "pass:sesame", "-in", ec.toString());
        assertTrue(Files.readString(lockedEc).contains("Proc-Type: 4,ENCRYPTED"));
        assertEquals(Pem.privateKey(ec), Pem.privateKey(lockedEc, passphrase("sesame")));
        locked(lockedEc, Passphrase.NONE, "locked.pem: the private key is encrypted, and nobody is there");
    }

    @Test
    void passphrasesThatAreNone() throws Exception {
        assertTrue(assertThrows(Pem.PemException.class, () -> passphrase("\n"))
                .getMessage()
                .contains("first line is empty"));
        assertTrue(assertThrows(Pem.PemException.class, () -> passphrase("x".repeat(2000)))
                .getMessage()
                .contains("too large"));
        assertTrue(assertThrows(Pem.PemException.class, () -> Passphrase.read(directory.resolve("none")))
                .getMessage()
                .contains("there is no such file"));
        assertFalse(passphrase("sesame").toString().contains("sesame"));
    }

    private static void locked(Path key, Passphrase passphrase, String text) {
        var thrown = assertThrows(Pem.PemException.class, () -> Pem.privateKey(key, passphrase));
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
        assertFalse(thrown.getMessage().contains("wrong-one"), thrown.getMessage());
    }

    @Test
    void chainAndKeyInOnePkcs12File() throws Exception {
        var key = openSsl("key.pem", "ecparam", "-name", "prime256v1", "-genkey", "-noout");
        var chain = issued(key);
        var p12 = openSsl("both.p12", "pkcs12", "-export", "-passout", "pass:sesame", "-in", chain.toString());
        var identity = Pkcs12File.identity(p12, passphrase("sesame"), false, note -> {});
        assertEquals(Pem.certificates(chain), identity.chain());
        pkcs12(p12, passphrase("wrong-one"), "both.p12: cannot be opened with the passphrase in ");
        pkcs12(p12, Passphrase.NONE, "both.p12: cannot be opened with no passphrase");
        pkcs12(chain, passphrase("sesame"), "chain.pem: is no PKCS#12 file that can be read");
        var keyless =
                openSsl("both.p12", "pkcs12", "-export", "-nokeys", "-passout", "pass:sesame", "-in", chain.toString());
        pkcs12(keyless, passphrase("sesame"), "both.p12: holds no private key; it has to be one, with its chain");
    }

    private static void pkcs12(Path file, Passphrase passphrase, String text) {
        var thrown =
                assertThrows(Pem.PemException.class, () -> Pkcs12File.identity(file, passphrase, false, note -> {}));
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
        assertFalse(thrown.getMessage().contains("wrong-one"), thrown.getMessage());
    }

    @Test
    void listsOfRevokedCertificates() throws Exception {
        var root = Pki.root("Root");
        var der = root.revoking(java.time.Instant.now()).getEncoded();
        assertEquals(1, Pem.revocations(file("one.pem", block("X509 CRL", der))).size());
        assertEquals(
                1,
                Pem.revocations(Files.write(directory.resolve("one.der"), der)).size());
        list(file("none.pem", "nothing"), "none.pem: holds no list");
        var part = root.revokingWith(Extension.issuingDistributionPoint, CertificatePathTest.onlyAuthorities());
        list(
                file("part.pem", block("X509 CRL", part.getEncoded())),
                "part.pem: the list of CN=Root is not a whole one");
        list(
                file("ever.pem", block("X509 CRL", root.revokingForever().getEncoded())),
                "ever.pem: the list of CN=Root does not say how long it holds");
        list(file("bad.pem", block("X509 CRL", new byte[] {1, 2})), "bad.pem: list 1 cannot be read");
    }

    private static void list(Path file, String text) {
        var thrown = assertThrows(Pem.PemException.class, () -> Pem.revocations(file));
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
    }
}
