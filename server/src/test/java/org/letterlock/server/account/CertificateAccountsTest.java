package org.letterlock.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.tls.TlsPeer;
import org.letterlock.tls.TlsPeer.Verdict;

/** Whose a verified certificate is. */
class CertificateAccountsTest {
    private static final Accounts ACCOUNTS = Accounts.of(
            "example.test",
            List.of(new Account("ann", new ClearPassword("x")), new Account("bob", new ClearPassword("x"))));

    private static final CertificateAccounts WHO = new CertificateAccounts(
            () -> ACCOUNTS, Map.of(new X500Principal("CN=Bob,O=Example"), "bob", new X500Principal("CN=gone"), "carl"));

    private static TlsPeer peer(Verdict verdict, String subject, String... addresses) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return new TlsPeer(List.of(certificate(generator.generateKeyPair(), subject, addresses)), verdict);
    }

    private static X509Certificate certificate(KeyPair keys, String subject, String... addresses) throws Exception {
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var body = new V3TBSCertificateGenerator();
        var name = X500Name.getInstance(new X500Principal(subject).getEncoded());
        body.setSerialNumber(new ASN1Integer(BigInteger.ONE));
        body.setSignature(algorithm);
        body.setIssuer(name);
        body.setSubject(name);
        body.setStartDate(new Time(new Date(0)));
        body.setEndDate(new Time(new Date(1L << 40)));
        body.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        if (addresses.length > 0) {
            var names = new GeneralName[addresses.length];
            for (int i = 0; i < names.length; i++) names[i] = new GeneralName(GeneralName.rfc822Name, addresses[i]);
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            body.setExtensions(extensions.generate());
        }
        var unsigned = body.generateTBSCertificate();
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(unsigned.getEncoded());
        var whole = new ASN1EncodableVector();
        whole.add(unsigned);
        whole.add(algorithm);
        whole.add(new DERBitString(signature.sign()));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(new DERSequence(whole).getEncoded()));
    }

    private static Optional<String> account(Verdict verdict, String subject, String... addresses) throws Exception {
        return WHO.account(peer(verdict, subject, addresses));
    }

    @Test
    void byMailAddressOrByWholeSubject() throws Exception {
        assertEquals(Optional.of("ann@example.test"), account(Verdict.VERIFIED, "CN=x", "Ann@Example.Test"));
        assertEquals(Optional.of("bob@example.test"), account(Verdict.VERIFIED, "CN=Bob, O=Example"));
        assertEquals(
                Optional.of("bob@example.test"),
                account(Verdict.VERIFIED, "CN=Bob, O=Example", "ann@example.test"),
                "the table goes first");
    }

    @Test
    @DisplayName("S-C13 no name, the common name, somebody unknown or several: nobody")
    void s_C13_nobody() throws Exception {
        assertEquals(Optional.empty(), account(Verdict.VERIFIED, "CN=ann@example.test"));
        assertEquals(Optional.empty(), account(Verdict.VERIFIED, "CN=ann"));
        assertEquals(Optional.empty(), account(Verdict.VERIFIED, "CN=Bob"), "a part of the subject");
        assertEquals(Optional.empty(), account(Verdict.VERIFIED, "CN=x", "ann"), "no address");
        assertEquals(Optional.empty(), account(Verdict.VERIFIED, "CN=x", "eve@example.test"));
        assertEquals(Optional.empty(), account(Verdict.VERIFIED, "CN=x", "ann@example.test", "bob@example.test"));
        assertEquals(Optional.empty(), account(Verdict.VERIFIED, "CN=gone"));
        assertEquals(Optional.empty(), WHO.account(TlsPeer.NONE));
    }

    @Test
    @DisplayName("S-C13 a certificate that was not verified: nobody, whatever the reason")
    void s_C13_notVerified() throws Exception {
        for (var verdict : Verdict.values()) {
            if (verdict == Verdict.VERIFIED) continue;
            assertEquals(Optional.empty(), account(verdict, "CN=x", "ann@example.test"), verdict.text());
            assertEquals(Optional.empty(), account(verdict, "CN=Bob, O=Example"), verdict.text());
        }
    }
}
