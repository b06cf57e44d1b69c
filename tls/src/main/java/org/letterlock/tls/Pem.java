package org.letterlock.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** Certificates, keys and lists of revoked certificates in files. RFC 7468. */
public final class Pem {
    private static final long LARGEST_FILE = 16 << 20; // lists of revoked certificates can be long
    private static final byte DER_SEQUENCE = 0x30;

    private Pem() {}

    /** A file that cannot be used as it is; the message names it and says what to do. */
    public static final class PemException extends Exception {
        private static final long serialVersionUID = 1L;

        PemException(Path file, String problem, @Nullable Throwable cause) {
            super(file + ": " + problem, cause);
        }
    }

    /**
     * A server's identity from a chain, leaf first, and its key; both may be the same file.
     *
     * @param selfSignedAllowed whether a leaf that is its own issuer is taken; policy G6 says no
     */
    public static TlsIdentity identity(Path chainFile, Path keyFile, boolean selfSignedAllowed) throws PemException {
        return identity(chainFile, keyFile, Passphrase.NONE, selfSignedAllowed, note -> {});
    }

    /**
     * The same.
     *
     * @param passphrase for a key that is encrypted
     * @param notes what works all the same is said here
     */
    public static TlsIdentity identity(
            Path chainFile, Path keyFile, Passphrase passphrase, boolean selfSignedAllowed, Consumer<String> notes)
            throws PemException {
        var chain = CertificateChain.of(chainFile, certificates(chainFile), selfSignedAllowed, notes);
        try {
            return TlsIdentity.of(chain, privateKey(keyFile, passphrase));
        } catch (GeneralSecurityException e) {
            throw new PemException(keyFile, e.getMessage() + " (certificate: " + chainFile + ")", e);
        }
    }

    /** All certificates of a file, in its order; at least one. */
    public static List<X509Certificate> certificates(Path file) throws PemException {
        var found = new ArrayList<X509Certificate>();
        for (var object : objects(file)) {
            if (!object.getType().endsWith("CERTIFICATE")) continue;
            try {
                found.add(certificate(object.getContent()));
            } catch (GeneralSecurityException e) {
                throw new PemException(
                        file, "certificate " + (found.size() + 1) + " cannot be read: " + e.getMessage(), e);
            }
        }
        if (found.isEmpty())
            throw new PemException(
                    file, "holds no certificate; a block -----BEGIN CERTIFICATE----- is needed, the leaf first", null);
        return found;
    }

    /** The one private key of a file. */
    public static PrivateKey privateKey(Path file) throws PemException {
        return privateKey(file, Passphrase.NONE);
    }

    /** The one private key of a file, which may be encrypted. */
    public static PrivateKey privateKey(Path file, Passphrase passphrase) throws PemException {
        return KeyFile.read(file, objects(file), passphrase);
    }

    /** Lists of revoked certificates, PEM or DER, at least one. RFC 5280, 5. */
    public static List<X509CRL> revocations(Path file) throws PemException {
        var found = new ArrayList<X509CRL>();
        var octets = octets(file);
        try {
            if (octets.length > 0 && octets[0] == DER_SEQUENCE) found.add(revocations(octets));
            else
                for (var object : objects(file))
                    if (object.getType().equals("X509 CRL")) found.add(revocations(object.getContent()));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new PemException(file, "list " + (found.size() + 1) + " cannot be read: " + e.getMessage(), e);
        }
        if (found.isEmpty())
            throw new PemException(file, "holds no list; a block -----BEGIN X509 CRL----- is needed", null);
        for (var list : found) {
            if (!CertificatePath.isWhole(list))
                throw new PemException(
                        file,
                        "the list of " + list.getIssuerX500Principal()
                                + " is not a whole one (indirect, delta or by distribution point); give the whole",
                        null);
            if (list.getNextUpdate() == null)
                throw new PemException(
                        file, "the list of " + list.getIssuerX500Principal() + " does not say how long it holds", null);
        }
        return found;
    }

    private static X509CRL revocations(byte[] encoded) throws GeneralSecurityException {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
    }

    private static List<PemObject> objects(Path file) throws PemException {
        try {
            var text = new String(octets(file), StandardCharsets.ISO_8859_1);
            var found = new ArrayList<PemObject>();
            try (var reader = new PemReader(new StringReader(text))) {
                for (var object = reader.readPemObject(); object != null; object = reader.readPemObject())
                    found.add(object);
            }
            return found;
        } catch (IOException | RuntimeException e) {
            throw new PemException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** A whole file. */
    static byte[] octets(Path file) throws PemException {
        try {
            if (Files.size(file) > LARGEST_FILE) throw new PemException(file, "is too large: over 16 MiB", null);
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new PemException(file, "there is no such file", e);
        } catch (IOException e) {
            throw new PemException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** Certificates as text. RFC 7468, 5. */
    public static String text(Collection<X509Certificate> certificates) {
        var text = new StringBuilder();
        for (var certificate : certificates) {
            try {
                block(text, "CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return text.toString();
    }

    /** A private key as text, in the clear: for a file that its owner alone may read. RFC 7468, 10. */
    public static String text(PrivateKey key) {
        var encoded = key.getEncoded();
        if (encoded == null || !"PKCS#8".equals(key.getFormat()))
            throw new IllegalArgumentException("a key that cannot be written down");
        var text = new StringBuilder();
        block(text, "PRIVATE KEY", encoded);
        return text.toString();
    }

    private static void block(StringBuilder text, String label, byte[] octets) {
        text.append("-----BEGIN ")
                .append(label)
                .append("-----\n")
                .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets))
                .append("\n-----END ")
                .append(label)
                .append("-----\n");
    }
}
