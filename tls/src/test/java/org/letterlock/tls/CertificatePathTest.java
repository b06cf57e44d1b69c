package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.tls.TlsPeer.Verdict;

/** What is found in clients' certificates. */
class CertificatePathTest {
    private static final Instant NOW = Instant.now();
    private static final Pki ROOT = Pki.root("Root");
    private static final Pki MIDDLE = ROOT.issue(Pki.named("Middle").authority(0));

    private static Verdict check(Pki who, X509CRL... lists) {
        return check(who.chain(), lists);
    }

    private static Verdict check(List<X509Certificate> chain, X509CRL... lists) {
        return new CertificatePath(
                        List.of(ROOT.certificate()), List.of(lists), CertificatePath.CLIENT_AUTH, Clock.systemUTC())
                .check(chain);
    }

    private static Pki.Request client() {
        return Pki.named("O=Example,CN=ann")
                .mail("ann@example.test")
                .use(KeyUsage.digitalSignature)
                .purpose(KeyPurposeId.id_kp_clientAuth);
    }

    @Test
    void aGoodOneIsVerifiedWhateverTheOrderBehindTheLeaf() {
        assertEquals(Verdict.VERIFIED, check(ROOT.issue(client())));
        var lower = Pki.root("Root").issue(Pki.named("x"));
        var ann = MIDDLE.issue(client());
        assertEquals(Verdict.VERIFIED, check(ann));
        assertEquals(
                Verdict.VERIFIED,
                check(List.of(ann.certificate(), ROOT.certificate(), lower.certificate(), MIDDLE.certificate())));
        assertEquals(Verdict.VERIFIED, check(ROOT.issue(Pki.named("no extensions at all"))));
    }

    @Test
    @DisplayName("S-C13 out of its time")
    void s_C13_time() {
        assertEquals(
                Verdict.EXPIRED,
                check(ROOT.issue(client().valid(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1))))));
        assertEquals(
                Verdict.NOT_YET_VALID,
                check(ROOT.issue(client().valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2))))));
        var late = ROOT.issue(
                Pki.named("Middle").authority(0).valid(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1))));
        assertEquals(Verdict.EXPIRED, check(late.issue(client())));
    }

    @Test
    @DisplayName("S-C13 not for clients: the leaf, or an authority above it")
    void s_C13_wrongUse() {
        assertEquals(
                Verdict.WRONG_USAGE, check(ROOT.issue(Pki.named("server").purpose(KeyPurposeId.id_kp_serverAuth))));
        assertEquals(
                Verdict.WRONG_USAGE, check(ROOT.issue(Pki.named("cannot sign").use(KeyUsage.keyEncipherment))));
        var servers = ROOT.issue(Pki.named("Servers").authority(0).purpose(KeyPurposeId.id_kp_serverAuth));
        assertEquals(Verdict.WRONG_USAGE, check(servers.issue(client())));
        assertEquals(Verdict.VERIFIED, check(ROOT.issue(Pki.named("any").purpose(KeyPurposeId.anyExtendedKeyUsage))));
    }

    @Test
    @DisplayName("S-C13 an authority that may name only its own domain names another one, in a name or in the subject")
    void s_C13_nameConstraints() {
        var own = ROOT.issue(Pki.named("Own").authority(0).mailOnlyOf("example.test"));
        assertEquals(Verdict.VERIFIED, check(own.issue(client())));
        assertEquals(
                Verdict.NAME_NOT_ALLOWED, check(own.issue(Pki.named("CN=ann").mail("ann@elsewhere.test"))));
        assertEquals(Verdict.NAME_NOT_ALLOWED, check(own.issue(Pki.named("EMAILADDRESS=ann@elsewhere.test,CN=ann"))));
        var rooted = Pki.root(Pki.named("Root").authority(1).mailOnlyOf("example.test"));
        var path = new CertificatePath(
                List.of(rooted.certificate()), List.of(), CertificatePath.CLIENT_AUTH, Clock.systemUTC());
        assertEquals(Verdict.VERIFIED, path.check(rooted.issue(client()).chain()));
        assertEquals(
                Verdict.NAME_NOT_ALLOWED,
                path.check(rooted.issue(Pki.named("ann").mail("ann@elsewhere.test"))
                        .chain()));
    }

    @Test
    @DisplayName("S-C13 issued by nobody we know, by a leaf, or deeper than allowed; or only named as if")
    void s_C13_issuer() {
        assertEquals(Verdict.UNTRUSTED_ISSUER, check(Pki.root("Other").issue(client())));
        assertEquals(Verdict.UNTRUSTED_ISSUER, check(Pki.root(client())));
        assertEquals(Verdict.BAD_SIGNATURE, check(Pki.root("Root").issue(client())));
        assertEquals(Verdict.WRONG_USAGE, check(ROOT.issue(client()).issue(client())));
        var deep = MIDDLE.issue(Pki.named("Deep").authority(0)).issue(client());
        assertEquals(Verdict.BAD_PATH, check(deep));
        assertEquals(Verdict.NONE, check(List.<X509Certificate>of()));
    }

    @Test
    @DisplayName("S-C13 many authorities of one name cost little")
    void s_C13_boundedWork() {
        var chain = new ArrayList<X509Certificate>();
        var same = Pki.root("Loop");
        chain.add(same.issue(client()).certificate());
        for (int i = 1; i < CertificatePath.LONGEST; i++)
            chain.add(
                    same.issue(Pki.named("Loop").authority(5).keys(same.keys())).certificate());
        assertEquals(Verdict.UNTRUSTED_ISSUER, check(chain));
        chain.add(same.certificate());
        assertEquals(Verdict.TOO_LONG, check(chain));
    }

    /** An RSA key of ordinary size that makes verifying, not signing, as dear as can be. */
    private static KeyPair dearToVerify() throws GeneralSecurityException {
        var secret = BigInteger.valueOf(65537);
        while (true) {
            var p = BigInteger.probablePrime(1024, Keys.RANDOM);
            var q = BigInteger.probablePrime(1024, Keys.RANDOM);
            var phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
            if (!phi.gcd(secret).equals(BigInteger.ONE)) continue;
            var factory = KeyFactory.getInstance("RSA");
            return new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(p.multiply(q), secret.modInverse(phi))),
                    factory.generatePrivate(new RSAPrivateKeySpec(p.multiply(q), secret)));
        }
    }

    @Test
    @DisplayName("S-C13 keys that nobody vouches for yet, with an exponent as long as the modulus, are not used")
    void s_C13_dearKeys() throws Exception {
        var dear = ROOT.issue(Pki.named("Dear").authority(1).keys(dearToVerify()));
        assertEquals(Verdict.UNTRUSTED_ISSUER, check(dear.issue(client())));
    }

    @Test
    @DisplayName("S-C13 a maze of authorities of one name is given up")
    void s_C13_maze() {
        var chain = new ArrayList<X509Certificate>();
        var last = ROOT;
        for (int i = 1; i < CertificatePath.LONGEST; i++) {
            last = last.issue(Pki.named("CN=Root").authority(9));
            chain.add(last.certificate());
        }
        chain.add(0, last.issue(client()).certificate()); // the issuer of each is the last one tried
        assertEquals(Verdict.BAD_SIGNATURE, check(chain));
    }

    @Test
    @DisplayName("S-C13 a certificate that we trust and that is no authority's vouches for itself only")
    void s_C13_trustedLeaf() {
        for (var leaf : List.of(
                Pki.root(client()),
                ROOT.issue(client().with(Extension.basicConstraints, true, new BasicConstraints(false))))) {
            var path = new CertificatePath(
                    List.of(leaf.certificate()), List.of(), CertificatePath.CLIENT_AUTH, Clock.systemUTC());
            assertEquals(
                    Verdict.WRONG_USAGE,
                    path.check(List.of(leaf.issue(Pki.named("boss").mail("boss@example.test"))
                            .certificate())));
        }
        var own = Pki.root(client());
        assertEquals(
                Verdict.VERIFIED,
                new CertificatePath(
                                List.of(own.certificate()), List.of(), CertificatePath.CLIENT_AUTH, Clock.systemUTC())
                        .check(List.of(own.certificate())));
    }

    @Test
    @DisplayName("S-C13 an authority whose time is over vouches for nobody, whoever issued it")
    void s_C13_oldAuthority() {
        var from = NOW.minus(Duration.ofDays(2));
        var until = NOW.minus(Duration.ofDays(1));
        for (var old : List.of(
                Pki.root(Pki.named("Old").authority(1).valid(from, until)),
                ROOT.issue(Pki.named("Old").authority(1).valid(from, until)))) {
            var path = new CertificatePath(
                    List.of(old.certificate()), List.of(), CertificatePath.CLIENT_AUTH, Clock.systemUTC());
            assertEquals(Verdict.EXPIRED, path.check(List.of(old.issue(client()).certificate())));
        }
    }

    @Test
    @DisplayName("S-C13 a list that says of itself that it is not whole, or not for how long it holds, clears nobody")
    void s_C13_partsOfLists() {
        var ann = ROOT.issue(client());
        for (var part : List.of(
                ROOT.revokingWith(Extension.issuingDistributionPoint, onlyAuthorities()),
                ROOT.revokingWith(Extension.deltaCRLIndicator, new CRLNumber(BigInteger.ONE)),
                ROOT.revokingWith(new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1"), new CRLNumber(BigInteger.ONE))))
            assertEquals(Verdict.NO_CURRENT_CRL, check(ann, part), part::toString);
        assertEquals(Verdict.NO_CURRENT_CRL, check(ann, ROOT.revokingForever()));
    }

    static IssuingDistributionPoint onlyAuthorities() {
        return new IssuingDistributionPoint(null, false, true, null, false, false);
    }

    @Test
    void revoked() {
        var ann = MIDDLE.issue(client());
        var rootSays = ROOT.revoking(NOW);
        assertEquals(Verdict.VERIFIED, check(ann, rootSays, MIDDLE.revoking(NOW)));
        assertEquals(Verdict.REVOKED, check(ann, rootSays, MIDDLE.revoking(NOW, ann.certificate())));
        assertEquals(Verdict.REVOKED, check(ann, ROOT.revoking(NOW, MIDDLE.certificate()), MIDDLE.revoking(NOW)));
        var old = NOW.minus(Duration.ofDays(3));
        assertEquals(Verdict.REVOKED, check(ann, rootSays, MIDDLE.revoking(old, ann.certificate())));
        assertEquals(Verdict.NO_CURRENT_CRL, check(ann, rootSays, MIDDLE.revoking(old)));
        assertEquals(Verdict.NO_CURRENT_CRL, check(ann, rootSays));
        var forger = Pki.root("Middle");
        assertEquals(
                Verdict.NO_CURRENT_CRL,
                check(ann, rootSays, forger.revoking(NOW, ann.certificate())),
                "signed by somebody else of that name");
    }

    @Test
    @DisplayName("S-C13 a name is what the subjectAltName says, in printable ASCII; never the common name")
    void s_C13_names() {
        var peer = new TlsPeer(ROOT.issue(client()).chain(), Verdict.VERIFIED);
        assertEquals(Set.of("ann@example.test"), peer.mailAddresses());
        assertEquals("CN=ann,O=Example", peer.subject().orElseThrow());
        assertEquals(
                Set.of(),
                new TlsPeer(ROOT.issue(Pki.named("CN=ann@example.test")).chain(), Verdict.VERIFIED).mailAddresses());
        assertEquals(
                Set.of(),
                new TlsPeer(
                                ROOT.issue(Pki.named("x").mail("ann\0@example.test"))
                                        .chain(),
                                Verdict.VERIFIED)
                        .mailAddresses());
        assertEquals(
                "CN=a?b",
                new TlsPeer(ROOT.issue(Pki.named("CN=a\nb")).chain(), Verdict.VERIFIED)
                        .subject()
                        .orElseThrow());
    }
}
