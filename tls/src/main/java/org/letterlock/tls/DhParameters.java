package org.letterlock.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.DHParameter;
import org.bouncycastle.asn1.x9.DomainParameters;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Groups for DHE in PEM, as {@code openssl dhparam} writes them: {@code DH PARAMETERS} (PKCS#3) and {@code X9.42 DH PARAMETERS},
 * which names the order of its generator too. They may stand behind a certificate in the same file.
 */
public final class DhParameters {
    private static final String PKCS3 = "DH PARAMETERS";
    private static final String X942 = "X9.42 DH PARAMETERS";
    private static final int LARGEST_BLOCK = 16 << 10; // three numbers of 10000 bits are 4 KiB

    private DhParameters() {}

    /**
     * The group of the first such block.
     *
     * @param pem whatever a file holds
     * @return nothing where there is no such block
     * @throws InvalidAlgorithmParameterException saying what is wrong with it
     */
    public static Optional<DhGroup> in(String pem) throws InvalidAlgorithmParameterException {
        try (var reader = new PemReader(new StringReader(pem))) {
            for (var block = reader.readPemObject(); block != null; block = reader.readPemObject())
                if (block.getType().equals(PKCS3) || block.getType().equals(X942))
                    return Optional.of(group(block.getType(), block.getContent()));
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    private static DhGroup group(String type, byte[] der) throws InvalidAlgorithmParameterException {
        if (der.length > LARGEST_BLOCK)
            throw new InvalidAlgorithmParameterException("the block " + type + " has " + der.length
                    + " octets; at most " + DhGroup.LARGEST + " bits are taken for a prime");
        BigInteger p;
        BigInteger g;
        Optional<BigInteger> q;
        try {
            var content = ASN1Primitive.fromByteArray(der);
            if (type.equals(PKCS3)) {
                var parameters = DHParameter.getInstance(content);
                p = parameters.getP();
                g = parameters.getG();
                q = Optional.empty();
            } else {
                var parameters = DomainParameters.getInstance(content);
                p = parameters.getP();
                g = parameters.getG();
                q = Optional.of(parameters.getQ());
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
        return DhGroup.of(p, q, g);
    }

    private static InvalidAlgorithmParameterException unreadable(Exception e) {
        return new InvalidAlgorithmParameterException("the DH parameters cannot be read: " + e.getMessage(), e);
    }

    /** A group as a file for other programs: PKCS#3, or X9.42 where the order of the generator is not (p-1)/2. */
    public static String text(DhGroup group) {
        var q = group.q();
        var pkcs3 = group.isSafePrime() || q.isEmpty();
        try {
            var der = pkcs3
                    ? new DHParameter(group.p(), group.g(), group.isSafePrime() ? group.exponentBits() : 0).getEncoded()
                    : new DomainParameters(group.p(), group.g(), q.orElseThrow(), null, null).getEncoded();
            var text = new StringWriter();
            try (var writer = new PemWriter(text)) {
                writer.writeObject(new PemObject(pkcs3 ? PKCS3 : X942, der));
            }
            return text.toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
