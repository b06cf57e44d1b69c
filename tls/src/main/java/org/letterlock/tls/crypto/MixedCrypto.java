package org.letterlock.tls.crypto;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.TlsDHDomain;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsHMAC;
import org.bouncycastle.tls.crypto.TlsHash;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsKemDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsBlockCipher;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsDHDomain;
import org.jspecify.annotations.Nullable;

/**
 * Bouncy Castle's lightweight crypto with the JDK's where that is faster: AES, ChaCha20-Poly1305, hashes, HMAC and all
 * that is derived with it. One for each listener; thread-safe. The figures behind the choice are in docs/decisions/0101 and 0104.
 */
public final class MixedCrypto extends BcTlsCrypto {
    private final SecureRandom random;
    private final MessageDigest[] digests = new MessageDigest[CryptoHashAlgorithm.sha512 + 1]; // never fed, only cloned

    private final ThreadLocal<byte[]> recordBuffers = ThreadLocal.withInitial(() -> new byte[ReusingCipher.LONGEST]);

    public MixedCrypto(SecureRandom random) {
        super(random);
        this.random = random;
        digests[CryptoHashAlgorithm.md5] = Jdk.digest("MD5");
        digests[CryptoHashAlgorithm.sha1] = Jdk.digest("SHA-1");
        digests[CryptoHashAlgorithm.sha256] = Jdk.digest("SHA-256");
        digests[CryptoHashAlgorithm.sha384] = Jdk.digest("SHA-384");
        digests[CryptoHashAlgorithm.sha512] = Jdk.digest("SHA-512");
    }

    /** A hash of the JDK, fresh; null: it has none. */
    private @Nullable MessageDigest digest(int hash) {
        if (hash < 0 || hash >= digests.length || digests[hash] == null) return null;
        try {
            return (MessageDigest) digests[hash].clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(digests[hash].getAlgorithm() + " of " + digests[hash].getProvider(), e);
        }
    }

    /** An HMAC without a key. */
    Hmac hmac(int hash) {
        var digest = digest(hash);
        if (digest == null) throw new IllegalArgumentException("hash " + hash);
        return new Hmac(digest, TlsCryptoUtils.getHashInternalSize(hash));
    }

    @Override
    public TlsHMAC createHMACForHash(int hash) {
        return hmac(hash);
    }

    @Override
    public TlsHash createHash(int hash) {
        var digest = digest(hash);
        return digest == null ? super.createHash(hash) : new JdkHash(digest);
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
        switch (encryption) {
            case EncryptionAlgorithm.AES_128_GCM:
                return aesGcm(parameters, 16);
            case EncryptionAlgorithm.AES_256_GCM:
                return aesGcm(parameters, 32);
            case EncryptionAlgorithm.CHACHA20_POLY1305:
                return aead(
                        parameters,
                        JdkAead.chaCha20Poly1305(true, random),
                        JdkAead.chaCha20Poly1305(false, random),
                        32,
                        TlsAEADCipher.AEAD_CHACHA20_POLY1305);
            case EncryptionAlgorithm.AES_128_CBC:
                return aesCbc(parameters, mac, 16);
            case EncryptionAlgorithm.AES_256_CBC:
                return aesCbc(parameters, mac, 32);
            case EncryptionAlgorithm.NULL:
            case EncryptionAlgorithm.NULL_HMAC_SHA256:
            case EncryptionAlgorithm.NULL_HMAC_SHA384:
                throw new IOException("a suite without encryption"); // no policy names one
            default:
                return super.createCipher(parameters, encryption, mac);
        }
    }

    private TlsCipher aesGcm(TlsCryptoParameters parameters, int keySize) throws IOException {
        return aead(
                parameters,
                JdkAead.aesGcm(true, random),
                JdkAead.aesGcm(false, random),
                keySize,
                TlsAEADCipher.AEAD_GCM);
    }

    private TlsCipher aead(TlsCryptoParameters parameters, JdkAead sealing, JdkAead opening, int keySize, int kind)
            throws IOException {
        var records = new TlsAEADCipher(parameters, sealing, opening, keySize, 16, kind, null);
        return TlsUtils.isTLSv13(parameters.getServerVersion())
                ? new ReusingCipher(records, sealing, recordBuffers)
                : records;
    }

    private TlsCipher aesCbc(TlsCryptoParameters parameters, int mac, int keySize) throws IOException {
        return new TlsBlockCipher(
                parameters,
                new JdkCbc(true, random),
                new JdkCbc(false, random),
                createMAC(parameters, mac),
                createMAC(parameters, mac),
                keySize);
    }

    @Override
    public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
        return size -> {
            byte[] nonce = new byte[size];
            random.nextBytes(nonce);
            return nonce;
        };
    }

    // ---------------------------------------------------------------- secrets are ours from the first one on

    @Override
    public TlsSecret createSecret(byte[] octets) {
        return new MixedSecret(this, octets.clone());
    }

    @Override
    public TlsSecret createHybridSecret(TlsSecret first, TlsSecret second) {
        byte[] a = first.extract();
        byte[] b = second.extract();
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return new MixedSecret(this, both);
    }

    @Override
    public TlsSecret generateRSAPreMasterSecret(ProtocolVersion version) {
        byte[] octets = new byte[48];
        random.nextBytes(octets);
        octets[0] = (byte) version.getMajorVersion();
        octets[1] = (byte) version.getMinorVersion();
        return new MixedSecret(this, octets);
    }

    @Override
    public TlsSecret hkdfInit(int hash) {
        return new MixedSecret(this, new byte[TlsCryptoUtils.getHashOutputSize(hash)]);
    }

    @Override
    public TlsECDomain createECDomain(TlsECConfig config) {
        if (config.getNamedGroup() == NamedGroup.x25519) return () -> new X25519Agreement(this);
        var domain = super.createECDomain(config);
        return () -> new Adopting(domain.createECDH());
    }

    @Override
    public TlsDHDomain createDHDomain(TlsDHConfig config) {
        var domain = new BcTlsDHDomain(this, config);
        return () -> new DhAgreement(this, domain);
    }

    @Override
    public TlsKemDomain createKemDomain(TlsKemConfig config) {
        var domain = super.createKemDomain(config);
        return () -> new Adopting(domain.createKem());
    }

    /** An agreement of Bouncy Castle's whose secret becomes one of ours. */
    private final class Adopting implements TlsAgreement {
        private final TlsAgreement agreement;

        Adopting(TlsAgreement agreement) {
            this.agreement = agreement;
        }

        @Override
        public byte[] generateEphemeral() throws IOException {
            return agreement.generateEphemeral();
        }

        @Override
        public void receivePeerValue(byte[] value) throws IOException {
            agreement.receivePeerValue(value);
        }

        @Override
        public TlsSecret calculateSecret() throws IOException {
            return MixedSecret.adopt(MixedCrypto.this, agreement.calculateSecret());
        }
    }

    /** The octets of a secret, which stays as it is: for a key log, and for nothing else. */
    public static byte[] reveal(TlsSecret secret) {
        return MixedSecret.reveal(secret);
    }
}
