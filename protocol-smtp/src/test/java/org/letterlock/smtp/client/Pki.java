package org.letterlock.smtp.client;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;

/** Certificates of all kinds of servers, and the JDK's TLS with them. */
final class Pki {
    static final SecureRandom RANDOM = new SecureRandom();
    static final CertificateAuthority CA = authority("Trusted", Instant.now());
    static final List<X509Certificate> AUTHORITIES = List.of(CA.certificate());

    private Pki() {}

    private static CertificateAuthority authority(String name, Instant now) {
        try {
            return CertificateAuthority.create(name, RANDOM, now, Duration.ofDays(30));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair keys() {
        try {
            return CertificateAuthority.newKeys(KeyType.EC, RANDOM);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A good server's. */
    static Server named(String... names) {
        return issued(CA, names);
    }

    /** Of an authority that nobody knows. */
    static Server stranger(String... names) {
        return issued(authority("Stranger", Instant.now()), names);
    }

    private static Server issued(CertificateAuthority by, String... names) {
        var keys = keys();
        try {
            return new Server(List.of(by.issue(keys, List.of(names)).leaf(), by.certificate()), keys);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Out of date, by an authority with {@code authorities()} of its own. */
    static Server expired(String name) {
        return issued(authority("Old", Instant.now().minus(Duration.ofDays(60))), name);
    }

    static Server selfSigned(String name) {
        var keys = keys();
        try {
            var subject = new X500Name("CN=" + name);
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(Instant.now().minusSeconds(3600)),
                    Date.from(Instant.now().plusSeconds(86400)),
                    subject,
                    keys.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new Server(List.of(new JcaX509CertificateConverter().getCertificate(builder.build(signer))), keys);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A chain, leaf first, and the leaf's keys. */
    record Server(List<X509Certificate> chain, KeyPair keys) {
        X509Certificate leaf() {
            return chain.get(0);
        }

        /** The authority above it. */
        X509Certificate authority() {
            return chain.get(chain.size() - 1);
        }

        SSLContext tls() {
            try {
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("mx", keys.getPrivate(), new char[0], chain.toArray(new X509Certificate[0]));
                var managers = KeyManagerFactory.getInstance("PKIX");
                managers.init(store, new char[0]);
                var context = SSLContext.getInstance("TLS");
                context.init(managers.getKeyManagers(), new TrustManager[] {new Anybody()}, RANDOM);
                return context;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Believes every client. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
