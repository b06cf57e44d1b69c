package org.letterlock.tls;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody with a key and a certificate, good or bad as a test wants it, who may issue others. */
record Pki(KeyPair keys, X509Certificate certificate, List<X509Certificate> above) {

    /** What to certify. Without further words: a leaf, valid since yesterday and until tomorrow. */
    static final class Request {
        private final String name;
        private final List<Object[]> extensions = new ArrayList<>();
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant until = Instant.now().plus(Duration.ofDays(1));
        private KeyPair keys = newKeys();

        private Request(String name) {
            this.name = name;
        }

        Request authority(int length) {
            return with(Extension.basicConstraints, true, new BasicConstraints(length))
                    .use(KeyUsage.keyCertSign | KeyUsage.cRLSign);
        }

        Request use(int bits) {
            return with(Extension.keyUsage, true, new KeyUsage(bits));
        }

        Request purpose(KeyPurposeId purpose) {
            return with(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        }

        Request mail(String address) {
            return with(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, address)));
        }

        Request host(String name) {
            return with(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        }

        Request mailOnlyOf(String domain) {
            return with(
                    Extension.nameConstraints,
                    true,
                    new NameConstraints(
                            new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, domain))},
                            null));
        }

        Request with(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
            extensions.add(new Object[] {id, critical, value});
            return this;
        }

        Request valid(Instant from, Instant until) {
            this.from = from;
            this.until = until;
            return this;
        }

        Request keys(KeyPair keys) {
            this.keys = keys;
            return this;
        }
    }

    static Request named(String name) {
        return new Request(name);
    }

    static Pki root(String name) {
        return root(named(name).authority(5));
    }

    static Pki root(Request request) {
        return new Pki(request.keys, made(request, name(request.name), request.keys), List.of());
    }

    Pki issue(Request request) {
        var chain = new ArrayList<X509Certificate>();
        chain.add(certificate);
        chain.addAll(above);
        return new Pki(request.keys, made(request, subject(), keys), List.copyOf(chain));
    }

    /** Leaf first, without the root. */
    List<X509Certificate> chain() {
        var chain = new ArrayList<X509Certificate>();
        chain.add(certificate);
        if (!above.isEmpty()) chain.addAll(above.subList(0, above.size() - 1));
        return chain;
    }

    TlsIdentity identity() throws Exception {
        return TlsIdentity.of(chain(), keys.getPrivate());
    }

    private X500Name subject() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static X500Name name(String text) {
        return new X500Name(text.contains("=") ? text : "CN=" + text);
    }

    /** What this authority has taken back, valid from {@code since} for a day. */
    X509CRL revoking(Instant since, X509Certificate... revoked) {
        var builder = new X509v2CRLBuilder(subject(), Date.from(since))
                .setNextUpdate(Date.from(since.plus(Duration.ofDays(1))));
        for (var each : revoked) builder.addCRLEntry(each.getSerialNumber(), Date.from(since), CRLReason.keyCompromise);
        return made(builder);
    }

    /** A list of nobody, valid now, with a critical extension. */
    X509CRL revokingWith(ASN1ObjectIdentifier id, ASN1Encodable value) {
        try {
            return made(new X509v2CRLBuilder(subject(), Date.from(Instant.now()))
                    .setNextUpdate(Date.from(Instant.now().plus(Duration.ofDays(1))))
                    .addExtension(id, true, value));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A list of nobody that does not say how long it holds. */
    X509CRL revokingForever() {
        return made(new X509v2CRLBuilder(subject(), Date.from(Instant.now())));
    }

    private X509CRL made(X509v2CRLBuilder builder) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509")
                    .generateCRL(new java.io.ByteArrayInputStream(
                            builder.build(signer(keys)).getEncoded()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate made(Request request, X500Name issuer, KeyPair issuerKeys) {
        try {
            var builder = new X509v3CertificateBuilder(
                    issuer,
                    new BigInteger(64, Keys.RANDOM).setBit(63),
                    Date.from(request.from),
                    Date.from(request.until),
                    name(request.name),
                    SubjectPublicKeyInfo.getInstance(request.keys.getPublic().getEncoded()));
            for (var each : request.extensions)
                builder.addExtension((ASN1ObjectIdentifier) each[0], (Boolean) each[1], (ASN1Encodable) each[2]);
            return Pem.certificate(builder.build(signer(issuerKeys)).getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ContentSigner signer(KeyPair keys) throws Exception {
        var algorithm = keys.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaContentSignerBuilder(algorithm).build(keys.getPrivate());
    }

    private static KeyPair newKeys() {
        try {
            return CertificateAuthority.newKeys(KeyType.EC, Keys.RANDOM);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
