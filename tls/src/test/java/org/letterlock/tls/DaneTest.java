package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.tls.TlsPeer.Verdict;

/** What a domain publishes of its certificates, against what a server shows. RFC 7671, RFC 7672. */
class DaneTest {
    private static final Pki ROOT = Pki.root("Root");
    private static final Pki MIDDLE = ROOT.issue(Pki.named("Middle").authority(0));
    private static final Pki LEAF =
            MIDDLE.issue(Pki.named("mx").host("mx.example.test").purpose(KeyPurposeId.id_kp_serverAuth));
    private static final Pki OTHER = Pki.root("Other");

    /** Leaf, middle and root. */
    private static List<X509Certificate> all(Pki of) {
        var all = new ArrayList<>(of.chain());
        all.add(of.above().get(of.above().size() - 1));
        return all;
    }

    private static Tlsa record(int usage, int selector, int type, X509Certificate of) throws Exception {
        var selected = selector == 0 ? of.getEncoded() : of.getPublicKey().getEncoded();
        var said = type == 0
                ? selected
                : MessageDigest.getInstance(type == 1 ? "SHA-256" : "SHA-512").digest(selected);
        return Tlsa.of(usage, selector, type, said);
    }

    private static Verdict check(List<X509Certificate> chain, List<Tlsa> records, String... names) {
        return TlsTrust.dane(records, List.of(names), Clock.systemUTC()).check(chain, "mx.example.test");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
    @DisplayName("S-C14 the server's own certificate or key, in each form; names and dates do not count")
    void s_C14_endEntity(int selector, int type) throws Exception {
        var old = ROOT.issue(Pki.named("old")
                .host("elsewhere.test")
                .valid(Instant.now().minus(Duration.ofDays(9)), Instant.now().minus(Duration.ofDays(8))));
        assertEquals(
                Verdict.VERIFIED,
                check(old.chain(), List.of(record(3, selector, type, old.certificate())), "mx.example.test"));
        assertEquals(
                Verdict.NO_TLSA_MATCH,
                check(LEAF.chain(), List.of(record(3, selector, type, old.certificate())), "mx.example.test"));
        assertEquals(
                Verdict.NO_TLSA_MATCH,
                check(all(LEAF), List.of(record(3, selector, type, ROOT.certificate())), "mx.example.test"),
                "an authority is not the server");
    }

    @Test
    @DisplayName("S-C14 an authority that the server sends along: for the names, in time, and really above it")
    void s_C14_authority() throws Exception {
        for (var authority : List.of(ROOT, MIDDLE)) {
            var records = List.of(record(2, 0, 1, authority.certificate()));
            assertEquals(Verdict.VERIFIED, check(all(LEAF), records, "example.test", "mx.example.test"));
            assertEquals(Verdict.WRONG_NAME, check(all(LEAF), records, "example.test"));
        }
        assertEquals(
                Verdict.NO_TLSA_MATCH,
                check(LEAF.chain(), List.of(record(2, 0, 1, ROOT.certificate())), "mx.example.test"),
                "it was not sent");
        assertEquals(
                Verdict.VERIFIED,
                check(LEAF.chain(), List.of(record(2, 0, 0, ROOT.certificate())), "mx.example.test"),
                "it need not be: it is published whole");
        var beside = new ArrayList<>(LEAF.chain());
        beside.add(OTHER.certificate());
        assertFalse(
                check(beside, List.of(record(2, 0, 1, OTHER.certificate())), "mx.example.test") == Verdict.VERIFIED);
        assertEquals(
                Verdict.NO_TLSA_MATCH,
                check(LEAF.chain(), List.of(record(2, 0, 1, LEAF.certificate())), "mx.example.test"),
                "a leaf is no authority");
        var late = ROOT.issue(Pki.named("late")
                .host("mx.example.test")
                .valid(Instant.now().minus(Duration.ofDays(9)), Instant.now().minus(Duration.ofDays(8))));
        assertEquals(
                Verdict.EXPIRED, check(all(late), List.of(record(2, 1, 2, ROOT.certificate())), "mx.example.test"));
    }

    @Test
    @DisplayName("the stronger of two digests counts: RFC 7671, 9")
    void digests() throws Exception {
        var weak = record(3, 1, 1, LEAF.certificate());
        var strong = record(3, 1, 2, OTHER.certificate());
        assertEquals(Verdict.NO_TLSA_MATCH, check(LEAF.chain(), List.of(weak, strong)));
        assertEquals(Verdict.VERIFIED, check(LEAF.chain(), List.of(weak, record(3, 0, 2, OTHER.certificate()))));
    }

    @Test
    @DisplayName("what SMTP cannot use counts for nothing, and nothing but that leaves any certificate: RFC 7672, 2.2")
    void unusable() throws Exception {
        var leaf = LEAF.certificate();
        for (var useless : List.of(
                record(0, 0, 1, ROOT.certificate()),
                record(1, 1, 1, leaf),
                record(4, 0, 1, leaf),
                Tlsa.of(3, 2, 1, new byte[32]),
                Tlsa.of(3, 0, 3, new byte[32]),
                Tlsa.of(3, 0, 1, new byte[31]),
                Tlsa.of(3, 0, 0, new byte[0]))) {
            assertFalse(useless.usable(), useless::toString);
            assertTrue(TlsTrust.dane(List.of(useless), List.of(), Clock.systemUTC())
                    .takesAnybody());
            assertEquals(
                    Verdict.NO_TLSA_MATCH, check(LEAF.chain(), List.of(useless, record(3, 0, 1, OTHER.certificate()))));
        }
        assertEquals(
                Verdict.NO_TLSA_MATCH,
                check(LEAF.chain(), List.of(Tlsa.of(2, 0, 0, new byte[] {1, 2, 3})), "mx.example.test"));
        assertThrows(IllegalArgumentException.class, () -> new Tlsa(3, 0, 1, "zz"));
        assertThrows(IllegalArgumentException.class, () -> new Tlsa(256, 0, 1, ""));
    }
}
