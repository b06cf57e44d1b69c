package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OCSP responses in files: looked at when they are read, shown to clients that ask. */
class OcspStapleTest {
    private static final Instant NOW = Instant.now();
    private static final Pki ROOT = Pki.root("Root");
    private static final Pki MIDDLE = ROOT.issue(Pki.named("Middle").authority(1));
    private static final Pki LEAF = MIDDLE.issue(Pki.named("localhost").host("localhost"));

    @TempDir
    Path directory;

    private final List<String> notes = new ArrayList<>();

    private Path response(Pki about, Pki issuer, Pki signer, CertificateStatus status, Instant from) throws Exception {
        var digest = new BcDigestCalculatorProvider().get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1));
        var id = new CertificateID(
                digest,
                new JcaX509CertificateHolder(issuer.certificate()),
                about.certificate().getSerialNumber());
        var basic = new BasicOCSPRespBuilder(
                        new RespID(new JcaX509CertificateHolder(signer.certificate()).getSubject()))
                .addResponse(id, status, Date.from(from), Date.from(from.plus(Duration.ofDays(1))))
                .build(
                        Pki.signer(signer.keys()),
                        new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())},
                        Date.from(from));
        return Files.write(
                directory.resolve("ocsp.der"),
                new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded());
    }

    private OcspStaple read(Path file) throws Pem.PemException {
        return OcspStaple.read(file, LEAF.chain(), List.of(), Clock.systemUTC(), notes::add);
    }

    private void refused(Path file, String why) {
        var thrown = assertThrows(Pem.PemException.class, () -> read(file));
        assertTrue(
                thrown.getMessage().contains("ocsp.der: ")
                        && thrown.getMessage().contains(why),
                thrown.getMessage());
    }

    @Test
    void signedByTheIssuerOrByWhomItNamedForThat() throws Exception {
        assertTrue(read(response(LEAF, MIDDLE, MIDDLE, CertificateStatus.GOOD, NOW))
                .response()
                .isPresent());
        var delegate = MIDDLE.issue(Pki.named("Responder").purpose(KeyPurposeId.id_kp_OCSPSigning));
        assertTrue(read(response(LEAF, MIDDLE, delegate, CertificateStatus.GOOD, NOW))
                .response()
                .isPresent());
        assertEquals(List.of(), notes);
    }

    @Test
    void whatNoClientWouldTakeIsRefused() throws Exception {
        var other = MIDDLE.issue(Pki.named("other"));
        refused(
                response(other, MIDDLE, MIDDLE, CertificateStatus.GOOD, NOW),
                "is not about the certificate CN=localhost");
        refused(response(LEAF, ROOT, ROOT, CertificateStatus.GOOD, NOW), "is not about the certificate CN=localhost");
        var anybody = MIDDLE.issue(Pki.named("anybody"));
        refused(response(LEAF, MIDDLE, anybody, CertificateStatus.GOOD, NOW), "is signed neither by CN=Middle nor");
        var forged = Pki.root("Middle").issue(Pki.named("x").purpose(KeyPurposeId.id_kp_OCSPSigning));
        refused(response(LEAF, MIDDLE, forged, CertificateStatus.GOOD, NOW), "is signed neither by");
        refused(
                Files.write(directory.resolve("ocsp.der"), new byte[] {1, 2, 3}),
                "is no OCSP response that can be read");
        var tryLater = new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null);
        refused(
                Files.write(directory.resolve("ocsp.der"), tryLater.getEncoded()),
                "is no answer about a certificate (status 3)");
        response(LEAF, MIDDLE, MIDDLE, CertificateStatus.GOOD, NOW);
        var alone = assertThrows(
                Pem.PemException.class,
                () -> OcspStaple.read(
                        directory.resolve("ocsp.der"),
                        List.of(LEAF.certificate()),
                        List.of(),
                        Clock.systemUTC(),
                        notes::add));
        assertTrue(alone.getMessage().contains("without the certificate of CN=Middle"), alone.getMessage());
    }

    @Test
    void aStaleOneIsSaidAndNotSentAndGoesStaleWhileTheServerRuns() throws Exception {
        var stale = read(response(LEAF, MIDDLE, MIDDLE, CertificateStatus.GOOD, NOW.minus(Duration.ofDays(2))));
        assertFalse(stale.response().isPresent());
        assertTrue(notes.get(0).contains("cert.ocsp-stale"), notes::toString);
        notes.clear();
        var later = OcspStaple.read(
                response(LEAF, MIDDLE, MIDDLE, CertificateStatus.GOOD, NOW),
                LEAF.chain(),
                List.of(),
                Clock.fixed(NOW.plus(Duration.ofDays(2)), ZoneOffset.UTC),
                notes::add);
        assertFalse(later.response().isPresent());
        notes.clear();
        read(response(LEAF, MIDDLE, MIDDLE, new RevokedStatus(Date.from(NOW)), NOW));
        assertTrue(notes.get(0).contains("cert.revoked"), notes::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void openSslShowsIt(String version) throws Exception {
        OpenSsl.needed();
        var staple = read(response(LEAF, MIDDLE, MIDDLE, CertificateStatus.GOOD, NOW));
        var ca = Files.writeString(directory.resolve("ca.pem"), Pem.text(List.of(ROOT.certificate())));
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);
        try (var server =
                new EchoServer(policy, TlsIdentities.of(LEAF.identity().withStaple(staple)), List.of())) {
            for (int i = 0; i < 2; i++) { // the second may resume
                var said = OpenSsl.client(server.port(), version, "-status", "-CAfile", ca.toString());
                assertTrue(said.contains("OCSP Response Status: successful"), said);
                assertTrue(said.contains("Cert Status: good"), said);
                assertTrue(said.contains("Verification: OK"), said);
            }
            assertTrue(OpenSsl.client(server.port(), version).contains("farewell"), "who does not ask");
        }
        try (var server = new EchoServer(policy, TlsIdentities.of(LEAF.identity()), List.of())) {
            assertTrue(OpenSsl.client(server.port(), version, "-status").contains("OCSP response: no response sent"));
        }
    }

    /** RFC 5246, 7.4.1.4: in a resumed session too, no extension comes back that the client has not sent. */
    @Test
    void whoResumesWithoutAskingHearsNothingOfIt() throws Exception {
        OpenSsl.needed();
        var staple = read(response(LEAF, MIDDLE, MIDDLE, CertificateStatus.GOOD, NOW));
        var session = directory.resolve("session").toString();
        try (var server = new EchoServer(
                TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA),
                TlsIdentities.of(LEAF.identity().withStaple(staple)),
                List.of())) {
            OpenSsl.client(server.port(), "-tls1_2", "-no_ticket", "-status", "-sess_out", session);
            var said = OpenSsl.client(server.port(), "-tls1_2", "-no_ticket", "-sess_in", session);
            assertTrue(said.contains("Reused, TLSv1.2") && said.contains("farewell"), said);
        }
    }
}
