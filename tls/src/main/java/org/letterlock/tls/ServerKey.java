package org.letterlock.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedDecryptor;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.crypto.EcdsaKey;
import org.letterlock.tls.crypto.MixedCrypto;
import org.letterlock.tls.crypto.OwnCertificate;
import org.letterlock.tls.crypto.RsaKey;

/**
 * An identity made ready for handshakes on one listener, or of one kind of client: certificates parsed, signers prepared. Which
 * signature algorithm it uses with its peer is decided here. RFC 5246, 7.4.1.4.1; RFC 8446, 4.2.3.
 */
@SuppressWarnings("JdkObsolete") // bctls wants a Hashtable
final class ServerKey {
    private static final int[] RSA_13 = {
        SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512
    };
    private static final int[] RSA_12 = {
        SignatureScheme.rsa_pss_rsae_sha256,
        SignatureScheme.rsa_pkcs1_sha256,
        SignatureScheme.rsa_pss_rsae_sha384,
        SignatureScheme.rsa_pkcs1_sha384,
        SignatureScheme.rsa_pss_rsae_sha512,
        SignatureScheme.rsa_pkcs1_sha512
    };
    private static final int[] ECDSA_12 = {
        SignatureScheme.ecdsa_secp256r1_sha256, // any curve with that hash, before TLS 1.3
        SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.ecdsa_secp521r1_sha512
    };

    private final TlsIdentity identity;
    private final org.bouncycastle.tls.Certificate certificates12;
    private final int curve;
    private final List<Signer> signers13;
    private final List<Signer> stapling13;
    private final List<Signer> signers12;
    private final Signer sha1Signer;
    private final Signer signerOfTls10;
    private final @Nullable TlsCredentialedDecryptor decryptor;
    private final Optional<byte[]> endPoint;
    private final byte[] fingerprint;

    ServerKey(TlsIdentity identity, MixedCrypto crypto, SecureRandom random) {
        this.identity = identity;
        org.bouncycastle.tls.Certificate certificates13;
        org.bouncycastle.tls.Certificate stapled13;
        try {
            int length = identity.chain().size();
            var certificates = new TlsCertificate[length];
            var entries = new CertificateEntry[length];
            for (int i = 0; i < length; i++) {
                certificates[i] =
                        new OwnCertificate(crypto, identity.chain().get(i).getEncoded());
                entries[i] = new CertificateEntry(certificates[i], null);
            }
            certificates12 = new org.bouncycastle.tls.Certificate(certificates);
            certificates13 = new org.bouncycastle.tls.Certificate(new byte[0], entries);
            stapled13 = stapled(entries, identity.staple());
            endPoint = endPointOf(identity.leaf());
            fingerprint =
                    MessageDigest.getInstance("SHA-256").digest(identity.leaf().getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(identity + ": " + e.getMessage(), e);
        }
        boolean ec = identity.keyType() == KeyType.EC;
        curve = curve(identity);
        var ecdsa = ec ? new EcdsaKey((ECPrivateKeyParameters) identity.bcKey(), random) : null;
        var rsa = identity.key();
        int[] schemes13 = ec ? new int[] {curveScheme(curve)} : RSA_13;
        signers13 = signers(schemes13, certificates13, ecdsa, rsa);
        stapling13 = signers(schemes13, stapled13, ecdsa, rsa);
        signers12 = signers(ec ? ECDSA_12 : RSA_12, certificates12, ecdsa, rsa);
        int sha1 = ec ? SignatureScheme.ecdsa_sha1 : SignatureScheme.rsa_pkcs1_sha1;
        sha1Signer = new Signer(certificates12, SignatureScheme.getSignatureAndHashAlgorithm(sha1), ecdsa, rsa);
        signerOfTls10 = new Signer(certificates12, null, ecdsa, rsa);
        decryptor = ec ? null : new BcDefaultTlsCredentialedDecryptor(crypto, certificates12, identity.bcKey());
    }

    private static int curve(TlsIdentity identity) {
        if (identity.keyType() != KeyType.EC) return -1;
        int bits = ((ECPrivateKeyParameters) identity.bcKey())
                .getParameters()
                .getCurve()
                .getFieldSize();
        return bits == 256 ? NamedGroup.secp256r1 : bits == 384 ? NamedGroup.secp384r1 : NamedGroup.secp521r1;
    }

    private static int curveScheme(int curve) {
        return curve == NamedGroup.secp256r1
                ? SignatureScheme.ecdsa_secp256r1_sha256
                : curve == NamedGroup.secp384r1
                        ? SignatureScheme.ecdsa_secp384r1_sha384
                        : SignatureScheme.ecdsa_secp521r1_sha512;
    }

    /** The curve of an ECDSA key, as a named group; -1 for RSA. */
    int curve() {
        return curve;
    }

    private static List<Signer> signers(
            int[] schemes, org.bouncycastle.tls.Certificate certificates, @Nullable EcdsaKey ecdsa, PrivateKey rsa) {
        var all = new ArrayList<Signer>();
        for (int scheme : schemes)
            all.add(new Signer(certificates, SignatureScheme.getSignatureAndHashAlgorithm(scheme), ecdsa, rsa));
        return List.copyOf(all);
    }

    TlsIdentity identity() {
        return identity;
    }

    /** The certificates with what the authority says of the first. RFC 8446, 4.4.2.1. */
    private static org.bouncycastle.tls.Certificate stapled(CertificateEntry[] entries, Optional<OcspStaple> staple)
            throws IOException {
        var all = entries.clone();
        var said = staple.flatMap(OcspStaple::response);
        if (said.isPresent()) {
            var octets = new ByteArrayOutputStream();
            status(said.get()).encode(octets);
            var extensions = new Hashtable<Integer, byte[]>();
            extensions.put(ExtensionType.status_request, octets.toByteArray());
            all[0] = new CertificateEntry(entries[0].getCertificate(), extensions);
        }
        return new org.bouncycastle.tls.Certificate(new byte[0], all);
    }

    private static CertificateStatus status(OCSPResponse said) {
        return new CertificateStatus(CertificateStatusType.ocsp, said);
    }

    /** What the authority says of the certificate now. RFC 6066, 8. */
    Optional<CertificateStatus> status() {
        return identity.staple().flatMap(OcspStaple::response).map(ServerKey::status);
    }

    /** What signs in TLS 1.3 for a client that takes {@code offered}; null: nothing. */
    @Nullable
    TlsCredentialedSigner signer13(@Nullable Vector<?> offered, boolean statusAsked) {
        return first(statusAsked && status().isPresent() ? stapling13 : signers13, offered);
    }

    /**
     * What signs in TLS 1.2. A client that says nothing means SHA-1; RFC 9155 lets only those listeners use it that
     * still take older versions.
     */
    @Nullable
    TlsCredentialedSigner signer12(@Nullable Vector<?> offered, boolean sha1Allowed) {
        var signer = first(signers12, offered);
        if (signer == null && sha1Allowed && (offered == null || offered.contains(sha1Signer.algorithm)))
            return sha1Signer;
        return signer;
    }

    /** What signs before TLS 1.2: MD5 with SHA-1 for RSA, SHA-1 for ECDSA. RFC 4346, 7.4.3. */
    TlsCredentialedSigner signerOfTls10() {
        return signerOfTls10;
    }

    /** What kind of certificate a client with this key shows. RFC 5246, 7.4.4. */
    short clientCertificateType() {
        return identity.keyType() == KeyType.EC ? ClientCertificateType.ecdsa_sign : ClientCertificateType.rsa_sign;
    }

    /** What opens the secret in RSA key transport. */
    Optional<TlsCredentialedDecryptor> decryptor() {
        return Optional.ofNullable(decryptor);
    }

    /** The channel binding {@code tls-server-end-point}, where RFC 5929, 4.1 defines one. */
    Optional<byte[]> endPoint() {
        return endPoint.map(byte[]::clone);
    }

    /** SHA-256 of the leaf: it names the certificate. */
    byte[] fingerprint() {
        return fingerprint.clone();
    }

    private static @Nullable Signer first(List<Signer> signers, @Nullable Vector<?> offered) {
        if (offered == null) return null;
        for (var signer : signers) if (offered.contains(signer.algorithm)) return signer;
        return null;
    }

    /** The channel binding {@code tls-server-end-point} of a connection to who has {@code leaf}. */
    static Optional<byte[]> endPointOf(X509Certificate leaf) {
        try {
            byte[] encoded = leaf.getEncoded();
            var algorithm = Certificate.getInstance(encoded).getSignatureAlgorithm();
            var name = algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)
                    ? hash(RSASSAPSSparams.getInstance(algorithm.getParameters())
                            .getHashAlgorithm()
                            .getAlgorithm()
                            .getId())
                    : hash(leaf.getSigAlgName());
            return name == null
                    ? Optional.empty()
                    : Optional.of(MessageDigest.getInstance(name).digest(encoded));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String hash(String signature) {
        var name = signature.toUpperCase(java.util.Locale.ROOT);
        if (name.startsWith("SHA384") || name.equals("2.16.840.1.101.3.4.2.2")) return "SHA-384";
        if (name.startsWith("SHA512") || name.equals("2.16.840.1.101.3.4.2.3")) return "SHA-512";
        if (name.startsWith("SHA224") || name.equals("2.16.840.1.101.3.4.2.4")) return "SHA-224";
        if (name.startsWith("SHA") || name.startsWith("MD5") || name.matches("[0-9.]+")) return "SHA-256";
        return null; // EdDSA: no hash of its own
    }

    /** Signs handshakes with one algorithm; {@code algorithm} null: before TLS 1.2. */
    private static final class Signer implements TlsCredentialedSigner {
        private final org.bouncycastle.tls.Certificate certificates;
        private final @Nullable SignatureAndHashAlgorithm algorithm;
        private final @Nullable EcdsaKey ecdsa;
        private final PrivateKey rsa;

        Signer(
                org.bouncycastle.tls.Certificate certificates,
                @Nullable SignatureAndHashAlgorithm algorithm,
                @Nullable EcdsaKey ecdsa,
                PrivateKey rsa) {
            this.certificates = certificates;
            this.algorithm = algorithm;
            this.ecdsa = ecdsa;
            this.rsa = rsa;
        }

        @Override
        public byte[] generateRawSignature(byte[] hash) throws IOException {
            if (ecdsa == null) return RsaKey.signWithoutDigestInfo(rsa, hash);
            // before TLS 1.2 bctls gives MD5 and SHA-1, 16 and 20 octets; ECDSA signs the latter. RFC 8422, 5.4
            return ecdsa.sign(algorithm == null ? Arrays.copyOfRange(hash, 16, 36) : hash);
        }

        @Override
        public @Nullable SignatureAndHashAlgorithm getSignatureAndHashAlgorithm() {
            return algorithm;
        }

        @Override
        public @Nullable TlsStreamSigner getStreamSigner() throws IOException {
            if (ecdsa != null || algorithm == null) return null;
            var signature = RsaKey.signature(rsa, SignatureScheme.from(algorithm));
            return new TlsStreamSigner() {
                @Override
                public OutputStream getOutputStream() {
                    return signature;
                }

                @Override
                public byte[] getSignature() throws IOException {
                    return signature.sign();
                }
            };
        }

        @Override
        public org.bouncycastle.tls.Certificate getCertificate() {
            return certificates;
        }
    }
}
