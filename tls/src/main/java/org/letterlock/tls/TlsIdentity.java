package org.letterlock.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** A certificate chain, leaf first, with the leaf's private key: who a server claims to be. */
public final class TlsIdentity {
    private static final int DNS_NAME = 2; // GeneralName, RFC 5280, 4.2.1.6

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final AsymmetricKeyParameter bcKey;
    private final KeyType keyType;
    private final Set<String> names;
    private final Optional<OcspStaple> staple;

    private TlsIdentity(TlsIdentity of, Set<String> names, Optional<OcspStaple> staple) {
        chain = of.chain;
        key = of.key;
        bcKey = of.bcKey;
        keyType = of.keyType;
        this.names = names;
        this.staple = staple;
    }

    private TlsIdentity(List<X509Certificate> chain, PrivateKey key) throws GeneralSecurityException {
        this.chain = List.copyOf(chain);
        this.key = key;
        if (chain.isEmpty()) throw new GeneralSecurityException("the chain has no certificate");
        var leafKey = leaf().getPublicKey();
        try {
            bcKey = PrivateKeyFactory.createKey(key.getEncoded());
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException("the private key cannot be read: " + e.getMessage(), e);
        }
        if (leafKey instanceof ECPublicKey ecKey) {
            keyType = KeyType.EC;
            if (!(bcKey instanceof ECPrivateKeyParameters own) || !belongs(ecKey, own))
                throw new GeneralSecurityException("the private key is not the certificate's");
        } else if (leafKey instanceof RSAPublicKey rsaKey) {
            keyType = KeyType.RSA;
            var modulus = rsaKey.getModulus();
            if (!(bcKey instanceof RSAKeyParameters own) || !own.getModulus().equals(modulus))
                throw new GeneralSecurityException("the private key is not the certificate's");
            if (modulus.bitLength() < 2048)
                throw new GeneralSecurityException(
                        "an RSA key of " + modulus.bitLength() + " bits is too short; 2048 is the least");
        } else {
            throw new GeneralSecurityException("a certificate for a key of type " + leafKey.getAlgorithm()
                    + " cannot be used; use ECDSA (P-256, P-384, P-521) or RSA");
        }
        names = dnsNames(leaf());
        staple = Optional.empty();
    }

    private static boolean belongs(ECPublicKey leafKey, ECPrivateKeyParameters key) throws GeneralSecurityException {
        var point = key.getParameters().getG().multiply(key.getD()).normalize();
        int bits = key.getParameters().getCurve().getFieldSize();
        if (bits != 256 && bits != 384 && bits != 521)
            throw new GeneralSecurityException(
                    "an ECDSA key of " + bits + " bits cannot be used; use P-256, P-384 or P-521");
        return point.getAffineXCoord().toBigInteger().equals(leafKey.getW().getAffineX())
                && point.getAffineYCoord().toBigInteger().equals(leafKey.getW().getAffineY());
    }

    /**
     * The identity of {@code chain}, leaf first.
     *
     * @throws GeneralSecurityException saying what does not fit
     */
    public static TlsIdentity of(List<X509Certificate> chain, PrivateKey key) throws GeneralSecurityException {
        return new TlsIdentity(chain, key);
    }

    /** The same, for clients that ask for one of {@code hostNames} instead of those in the certificate. */
    public TlsIdentity withNames(Collection<String> hostNames) {
        return new TlsIdentity(this, normal(hostNames), staple);
    }

    /** The same, with what its authority says of it. */
    public TlsIdentity withStaple(OcspStaple said) {
        return new TlsIdentity(this, names, Optional.of(said));
    }

    private static Set<String> dnsNames(X509Certificate certificate) throws CertificateParsingException {
        var found = new LinkedHashSet<String>();
        var all = certificate.getSubjectAlternativeNames();
        for (List<?> name : all == null ? List.<List<?>>of() : all) {
            if (Integer.valueOf(DNS_NAME).equals(name.get(0))) found.add(normal((String) name.get(1)));
        }
        return found;
    }

    /** Host names compare without case and without a dot at the end. RFC 9525, 6.3. */
    static String normal(String hostName) {
        var lower = hostName.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    static Set<String> normal(Collection<String> hostNames) {
        var all = new LinkedHashSet<String>();
        for (var name : hostNames) all.add(normal(name));
        return all;
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    public KeyType keyType() {
        return keyType;
    }

    /** The host names it is for, lower case; those of the leaf unless others were said; a wildcard as {@code *.example.org}. */
    public Set<String> names() {
        return names;
    }

    Optional<OcspStaple> staple() {
        return staple;
    }

    PrivateKey key() {
        return key;
    }

    AsymmetricKeyParameter bcKey() {
        return bcKey;
    }

    /** Names the leaf; never the key. */
    @Override
    public String toString() {
        return keyType + " " + leaf().getSubjectX500Principal() + " " + names;
    }
}
