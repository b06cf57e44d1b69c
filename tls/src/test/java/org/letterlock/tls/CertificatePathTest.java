package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
