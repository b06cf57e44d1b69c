package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** C2: the chain in one file, and what is wrong with it by the place in the file. */
class CertificateChainTest {
    private static final Pki ROOT = Pki.root("Root");
    private static final Pki MIDDLE = ROOT.issue(Pki.named("Middle").authority(1));
    private static final Pki LOWER = MIDDLE.issue(Pki.named("Lower").authority(0));
    private static final Pki LEAF = LOWER.issue(Pki.named("mail.example.test"));

    private final List<String> notes = new ArrayList<>();

    private List<X509Certificate> read(Pki... file) throws Pem.PemException {
        var certificates = new ArrayList<X509Certificate>();
        for (var each : file) certificates.add(each.certificate());
        return CertificateChain.of(Path.of("chain.pem"), certificates, false, notes::add);
    }

    private void refused(String why, Pki... file) {
        var thrown = assertThrows(Pem.PemException.class, () -> read(file));
        assertTrue(thrown.getMessage().startsWith("chain.pem: "), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(why), thrown.getMessage());
    }

    @Test
    void inOrderWithOrWithoutTheRoot() throws Exception {
        assertEquals(LEAF.chain(), read(LEAF, LOWER, MIDDLE));
        assertEquals(4, read(LEAF, LOWER, MIDDLE, ROOT).size());
        assertEquals(List.of(), notes);
    }

    @Test
    @DisplayName("C2 wrong order, with where the right one is")
    void c2_wrongOrder() {
        refused(
                "certificate 2 (CN=Middle) did not issue certificate 1 (CN=mail.example.test); its issuer is certificate 3 (CN=Lower)",
                LEAF,
                MIDDLE,
                LOWER);
        refused("certificate 1 (CN=Lower) is an authority's; the leaf has to be the first", LOWER, LEAF);
        refused("certificate 1 (CN=Root) issued itself; the leaf has to be the first", ROOT, LOWER, LEAF);
    }

    @Test
    @DisplayName("C2 a foreign certificate in between, also one that has only the issuer's name")
    void c2_foreign() {
        refused("certificate 2 (CN=Other) did not issue certificate 1", LEAF, Pki.root("Other"), LOWER, MIDDLE);
        refused(
                "certificate 2 (CN=Lower) did not issue certificate 1 (CN=mail.example.test); the one that did, CN=Lower, is not in the file",
                LEAF,
                Pki.root("Lower"));
    }

    @Test
    @DisplayName("C2 a doubled leaf is left out, and said")
    void c2_doubled() throws Exception {
        assertEquals(LEAF.chain(), read(LEAF, LEAF, LOWER, MIDDLE));
        assertEquals(
                List.of(
                        "chain.pem: certificate 2 (CN=mail.example.test) is the same as certificate 1; it is left out (cert.chain-doubled)"),
                notes);
    }

    @Test
    @DisplayName("C2 a missing intermediate, by its name")
    void c2_incomplete() {
        var roots = List.of(ROOT.certificate());
        assertEquals(Optional.empty(), CertificateChain.missingIssuer(LEAF.chain(), roots));
        assertEquals(Optional.of("CN=Lower"), CertificateChain.missingIssuer(List.of(LEAF.certificate()), roots));
        assertEquals(
                Optional.of("CN=Middle"),
                CertificateChain.missingIssuer(List.of(LEAF.certificate(), LOWER.certificate()), roots));
        assertEquals(Optional.empty(), CertificateChain.missingIssuer(List.of(ROOT.certificate()), List.of()));
        assertTrue(CertificateChain.rootsOfThisMachine().size() > 10);
    }
}
