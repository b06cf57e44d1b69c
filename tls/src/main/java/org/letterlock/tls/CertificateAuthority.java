package org.letterlock.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * A certificate authority of one server: made at its start and forgotten at its end, unless somebody keeps it. Clients trust its
 * certificate, so that they can really verify the leaves; there is never a bare self-signed leaf (policy G6). RFC 5280.
 */
public final class CertificateAuthority {
    private static final Duration BACKDATED = Duration.ofHours(1); // for clients whose clock is behind

    private final SecureRandom random;
    private final Instant now;
    private final Duration validity;
    private final PrivateKey key;
    private final X509Certificate certificate;

    private CertificateAuthority(
            SecureRandom random, Instant now, Duration validity, PrivateKey key, X509Certificate certificate) {
        this.random = random;
        this.now = now;
        this.validity = validity;
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * An authority with a fresh P-256 key.
     *
     * @param name its common name
     * @param validity how long it and its leaves are valid from {@code now} on
     */
    public static CertificateAuthority create(String name, SecureRandom random, Instant now, Duration validity)
            throws GeneralSecurityException {
        return create(name, newKeys(KeyType.EC, random), random, now, validity);
    }

    /** An authority with that key, a P-256 key as {@link #newKeys} makes it, for somebody who keeps both. */
    public static CertificateAuthority create(
            String name, KeyPair keys, SecureRandom random, Instant now, Duration validity)
            throws GeneralSecurityException {
        var subject = commonName(name);
        var builder = builder(subject, subject, keys.getPublic(), random, now, now.plus(validity));
        try {
            var info = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, new BcX509ExtensionUtils().createSubjectKeyIdentifier(info));
            var made = Pem.certificate(
                    builder.build(signer(keys.getPrivate(), random)).getEncoded());
            return new CertificateAuthority(random, now, validity, keys.getPrivate(), made);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /**
     * An authority that was made before.
     *
     * @param key a P-256 key, as {@link #newKeys} makes it
     * @param validity how long leaves are valid from {@code now} on, but never longer than the authority itself
     * @throws GeneralSecurityException when it is not the certificate's key
     */
    public static CertificateAuthority of(
            X509Certificate certificate, PrivateKey key, SecureRandom random, Instant now, Duration validity)
            throws GeneralSecurityException {
        if (TlsIdentity.of(List.of(certificate), key).keyType() != KeyType.EC)
            throw new GeneralSecurityException("the authority's key is not an ECDSA key");
        if (certificate.getBasicConstraints() < 0)
            throw new GeneralSecurityException("the certificate is not that of an authority");
        return new CertificateAuthority(random, now, validity, key, certificate);
    }

    /** What clients trust. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate for a file that clients read. RFC 7468, 5. */
    public String pem() {
        return Pem.text(List.of(certificate));
    }

    /** A key pair: P-256, or RSA with 2048 bits, which takes some hundred milliseconds. */
    public static KeyPair newKeys(KeyType type, SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(type == KeyType.EC ? "EC" : "RSA");
        if (type == KeyType.EC) generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        else generator.initialize(2048, random);
        return generator.generateKeyPair();
    }

    /** A server's identity with a fresh key; its chain ends below the authority, whom clients know already. */
    public TlsIdentity issue(KeyType type, Collection<String> names) throws GeneralSecurityException {
        return issue(newKeys(type, random), names);
    }

    /**
     * A server's identity.
     *
     * @param names host names (also {@code *.example.org}) and IP addresses, for the subjectAltName; the first host name is also the common name
     */
    public TlsIdentity issue(KeyPair leafKeys, Collection<String> names) throws GeneralSecurityException {
        if (names.isEmpty()) throw new IllegalArgumentException("a leaf needs at least one name");
        var general = names.stream()
                .map(n -> new GeneralName(IPAddress.isValid(n) ? GeneralName.iPAddress : GeneralName.dNSName, n))
                .toArray(GeneralName[]::new);
        var issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        var subject = commonName(names.iterator().next());
        var builder = builder(
                issuer,
                subject,
                leafKeys.getPublic(),
                random,
                now,
                earlier(now.plus(validity), certificate.getNotAfter().toInstant()));
        boolean rsa = leafKeys.getPublic().getAlgorithm().equals("RSA");
        try {
            var extensions = new BcX509ExtensionUtils();
            var info = SubjectPublicKeyInfo.getInstance(leafKeys.getPublic().getEncoded());
            var issuerInfo =
                    SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0)));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(info));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(issuerInfo));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(general));
            var leaf = Pem.certificate(builder.build(signer(key, random)).getEncoded());
            return TlsIdentity.of(List.of(leaf), leafKeys.getPrivate());
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, SecureRandom random, Instant now, Instant end) {
        return new X509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).setBit(126), // RFC 5280, 4.1.2.2: positive, at most 20 octets
                Date.from(now.minus(BACKDATED)),
                Date.from(end),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, name.length() > 64 ? name.substring(0, 64) : name)
                .build();
    }

    private static ContentSigner signer(PrivateKey key, SecureRandom random) throws GeneralSecurityException {
        var algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");
        var digest = new DefaultDigestAlgorithmIdentifierFinder().find(algorithm);
        try {
            return new BcECContentSignerBuilder(algorithm, digest)
                    .setSecureRandom(random)
                    .build(PrivateKeyFactory.createKey(key.getEncoded()));
        } catch (IOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
