package org.letterlock.server.log;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;

/** The certificate that we showed, in the words of a log. */
record ShownKey(String type, int bits, String subject, String fingerprint) {
    static ShownKey of(X509Certificate certificate) {
        var key = certificate.getPublicKey();
        var type = key instanceof ECPublicKey ? "ECDSA" : key.getAlgorithm();
        int bits = key instanceof ECPublicKey ec
                ? ec.getParams().getOrder().bitLength()
                : key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new ShownKey(
                    type,
                    bits,
                    certificate.getSubjectX500Principal().getName(),
                    HexFormat.of().formatHex(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has SHA-256, and the certificate was just sent
        }
    }
}
