package org.letterlock.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.letterlock.tls.Pem.PemException;

/**
 * The certificates of one file as a chain: the leaf first, each issued by the next. What is not so is named with its place in
 * the file. RFC 5246, 7.4.2; policy C2.
 */
public final class CertificateChain {
    private CertificateChain() {}

    /**
     * The chain in {@code found}.
     *
     * @param selfSignedAllowed whether a leaf that is its own issuer is taken; policy G6 says no
     * @param notes what works all the same is said here
     */
    static List<X509Certificate> of(
            Path file, List<X509Certificate> found, boolean selfSignedAllowed, Consumer<String> notes)
            throws PemException {
        var chain = new ArrayList<X509Certificate>();
        for (int i = 0; i < found.size(); i++) {
            int first = found.indexOf(found.get(i));
            if (first == i) chain.add(found.get(i));
            else
                notes.accept(file + ": " + named(found, i) + " is the same as certificate " + (first + 1)
                        + "; it is left out (cert.chain-doubled)");
        }
        var leaf = chain.get(0);
        if (isSelfIssued(leaf) && !selfSignedAllowed)
            throw new PemException(
                    file,
                    chain.size() > 1
                            ? named(found, 0) + " issued itself; the leaf has to be the first"
                            : "the leaf is self-signed, so no client can verify it; use a certificate that an authority"
                                    + " signed, or say allow-self-signed = true",
                    null);
        if (leaf.getBasicConstraints() >= 0 && chain.size() > 1)
            throw new PemException(file, named(found, 0) + " is an authority's; the leaf has to be the first", null);
        for (int i = 0; i + 1 < chain.size(); i++) checkIssuer(file, found, chain, i);
        return chain;
    }

    private static void checkIssuer(Path file, List<X509Certificate> found, List<X509Certificate> chain, int at)
            throws PemException {
        var issued = chain.get(at);
        var next = chain.get(at + 1);
        if (issuedBy(issued, next)) return;
        var elsewhere = chain.stream()
                .filter(c -> c != issued && issuedBy(issued, c))
                .findFirst()
                .map(c -> "; its issuer is " + named(found, found.indexOf(c)))
                .orElse("; the one that did, " + issued.getIssuerX500Principal() + ", is not in the file");
        throw new PemException(
                file,
                named(found, found.indexOf(next)) + " did not issue " + named(found, found.indexOf(issued)) + elsewhere
                        + ". Put the leaf first and each issuer behind what it issued",
                null);
    }

    private static String named(List<X509Certificate> found, int at) {
        return "certificate " + (at + 1) + " (" + found.get(at).getSubjectX500Principal() + ")";
    }

    private static boolean issuedBy(X509Certificate issued, X509Certificate issuer) {
        return issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                && CertificatePath.signed(issued, issuer);
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    /**
     * Who issued the last certificate of {@code chain}, where that is nobody whom clients know: then something is missing behind it.
     *
     * @param roots whom clients know
     */
    public static Optional<String> missingIssuer(List<X509Certificate> chain, Collection<X509Certificate> roots) {
        var last = chain.get(chain.size() - 1);
        if (isSelfIssued(last) || roots.stream().anyMatch(r -> issuedBy(last, r))) return Optional.empty();
        return Optional.of(last.getIssuerX500Principal().toString());
    }

    /** The certificates of the authorities that this machine's Java knows: about those that clients know. */
    public static List<X509Certificate> rootsOfThisMachine() {
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((KeyStore) null);
            for (var manager : trust.getTrustManagers())
                if (manager instanceof X509TrustManager x509) return List.of(x509.getAcceptedIssuers());
        } catch (GeneralSecurityException e) {
            return List.of(); // then nobody is known
        }
        return List.of();
    }
}
