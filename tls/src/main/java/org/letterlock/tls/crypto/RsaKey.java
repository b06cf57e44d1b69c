package org.letterlock.tls.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Cipher;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsFatalAlert;

/** Signing with an RSA private key, by the JDK. RFC 8017. */
public final class RsaKey {
    private RsaKey() {}

    /** A signature in the making: write the message, then {@link #sign}. */
    public static final class Signing extends OutputStream {
        private final Signature signature;

        Signing(Signature signature) {
            this.signature = signature;
        }

        @Override
        public void write(int octet) throws IOException {
            try {
                signature.update((byte) octet);
            } catch (SignatureException e) {
                throw new TlsFatalAlert(AlertDescription.internal_error, e);
            }
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            try {
                signature.update(octets, from, length);
            } catch (SignatureException e) {
                throw new TlsFatalAlert(AlertDescription.internal_error, e);
            }
        }

        public byte[] sign() throws IOException {
            try {
                return signature.sign();
            } catch (SignatureException e) {
                throw new TlsFatalAlert(AlertDescription.internal_error, e);
            }
        }
    }

    /** A signature by a scheme of RFC 8446, 4.2.3. */
    public static Signing signature(PrivateKey key, int scheme) throws IOException {
        try {
            var signature = Jdk.rsaSignature(algorithm(scheme));
            switch (scheme) {
                case SignatureScheme.rsa_pss_rsae_sha256:
                    signature.setParameter(pss(MGF1ParameterSpec.SHA256, 32));
                    break;
                case SignatureScheme.rsa_pss_rsae_sha384:
                    signature.setParameter(pss(MGF1ParameterSpec.SHA384, 48));
                    break;
                case SignatureScheme.rsa_pss_rsae_sha512:
                    signature.setParameter(pss(MGF1ParameterSpec.SHA512, 64));
                    break;
                default:
                    break;
            }
            signature.initSign(key);
            return new Signing(signature);
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }

    private static String algorithm(int scheme) {
        switch (scheme) {
            case SignatureScheme.rsa_pkcs1_sha1:
                return "SHA1withRSA";
            case SignatureScheme.rsa_pkcs1_sha256:
                return "SHA256withRSA";
            case SignatureScheme.rsa_pkcs1_sha384:
                return "SHA384withRSA";
            case SignatureScheme.rsa_pkcs1_sha512:
                return "SHA512withRSA";
            default:
                return "RSASSA-PSS";
        }
    }

    private static PSSParameterSpec pss(MGF1ParameterSpec hash, int saltLength) {
        return new PSSParameterSpec(hash.getDigestAlgorithm(), "MGF1", hash, saltLength, 1);
    }

    /** The signature of TLS 1.0 and 1.1: PKCS#1 padding around the two hashes themselves. RFC 2246, 4.7. */
    public static byte[] signWithoutDigestInfo(PrivateKey key, byte[] hashes) throws IOException {
        try {
            var cipher = Jdk.cipher("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(hashes);
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }
}
