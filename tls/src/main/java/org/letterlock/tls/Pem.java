package org.letterlock.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** Certificates and keys in files. RFC 7468; keys as PKCS#8 (RFC 5208), PKCS#1 (RFC 8017, A.1.2) or SEC1 (RFC 5915). */
public final class Pem {
    private static final long LARGEST_FILE = 1 << 20;

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
        var chain = certificates(chainFile);
        var leaf = chain.get(0);
        boolean selfSigned = leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
        if (selfSigned && !selfSignedAllowed)
            throw new PemException(
                    chainFile,
                    "the leaf is self-signed, so no client can verify it; use a certificate that an authority signed",
                    null);
        for (int i = 0; i + 1 < chain.size(); i++) {
            var issued = chain.get(i);
            var issuer = chain.get(i + 1);
            if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal()))
                throw new PemException(
                        chainFile,
                        "certificate " + (i + 2) + " (" + issuer.getSubjectX500Principal()
                                + ") did not issue certificate " + (i + 1)
                                + "; put the leaf first and each issuer behind what it issued",
                        null);
        }
        try {
            return TlsIdentity.of(chain, privateKey(keyFile));
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
        for (var object : objects(file)) {
            try {
                switch (object.getType()) {
                    case "PRIVATE KEY":
                        return key(PrivateKeyInfo.getInstance(object.getContent()));
                    case "RSA PRIVATE KEY":
                        if (!object.getHeaders().isEmpty()) throw encrypted(file);
                        return key(new PrivateKeyInfo(
                                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                                org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(object.getContent())));
                    case "EC PRIVATE KEY":
                        if (!object.getHeaders().isEmpty()) throw encrypted(file);
                        var ec = ECPrivateKey.getInstance(object.getContent());
                        return key(new PrivateKeyInfo(
                                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ec.getParametersObject()),
                                ec));
                    case "ENCRYPTED PRIVATE KEY":
                        throw encrypted(file);
                    default:
                        break; // EC PARAMETERS, certificates
                }
            } catch (GeneralSecurityException | IOException | RuntimeException e) {
                throw new PemException(file, "the private key cannot be read: " + e.getMessage(), e);
            }
        }
        throw new PemException(
                file,
                "holds no private key; a block -----BEGIN PRIVATE KEY-----, RSA PRIVATE KEY or EC PRIVATE KEY is needed",
                null);
    }

    private static PemException encrypted(Path file) {
        return new PemException(
                file,
                "the private key is encrypted, and nobody is there to type a passphrase; write it in the clear with"
                        + " `openssl pkey -in FILE -out NEWFILE` and let only the server read it",
                null);
    }

    private static PrivateKey key(PrivateKeyInfo info) throws GeneralSecurityException, IOException {
        return KeyFactory.getInstance(algorithm(info.getPrivateKeyAlgorithm().getAlgorithm()))
                .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    private static String algorithm(ASN1ObjectIdentifier id) throws GeneralSecurityException {
        if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) return "RSA";
        if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) return "EC";
        throw new GeneralSecurityException("its type " + id + " is neither ECDSA nor RSA");
    }

    private static List<PemObject> objects(Path file) throws PemException {
        try {
            if (Files.size(file) > LARGEST_FILE) throw new PemException(file, "is too large for a PEM file", null);
            var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            var found = new ArrayList<PemObject>();
            try (var reader = new PemReader(new StringReader(text))) {
                for (var object = reader.readPemObject(); object != null; object = reader.readPemObject())
                    found.add(object);
            }
            return found;
        } catch (NoSuchFileException e) {
            throw new PemException(file, "there is no such file", e);
        } catch (IOException | RuntimeException e) {
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
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        for (var certificate : certificates) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(lines.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return text.toString();
    }
}
