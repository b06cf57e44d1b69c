package org.letterlock.server.log;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;

/** The certificate that we showed, in the words of a log. */
record ShownKey(X509Certificate certificate) {
    String type() {
        var key = certificate.getPublicKey();
        return key instanceof ECPublicKey ? "ECDSA" : key.getAlgorithm();
    }

    int bits() {
        var key = certificate.getPublicKey();
        if (key instanceof ECPublicKey ec) return ec.getParams().getOrder().bitLength();
        return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
    }

    String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has SHA-256, and the certificate was just sent
        }
    }
}
