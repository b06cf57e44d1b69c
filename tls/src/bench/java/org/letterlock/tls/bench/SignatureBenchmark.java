package org.letterlock.tls.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.SignatureScheme;
import org.letterlock.tls.crypto.EcdsaKey;
import org.letterlock.tls.crypto.RsaKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The server's signature over a handshake. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
    private final byte[] hash = new byte[32];
    private EcdsaKey ecdsa;
    private PrivateKey rsa;
    private BigInteger base;
    private BigInteger exponent;
    private BigInteger prime;

    @Setup
    public void keys() throws GeneralSecurityException, IOException {
        var random = new SecureRandom();
        var ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"), random);
        var key = PrivateKeyFactory.createKey(ec.generateKeyPair().getPrivate().getEncoded());
        ecdsa = new EcdsaKey((ECPrivateKeyParameters) key, random);
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048, random);
        rsa = generator.generateKeyPair().getPrivate();
        random.nextBytes(hash);
        var crt = (RSAPrivateCrtKey) rsa;
        prime = crt.getPrimeP();
        exponent = crt.getPrimeExponentP();
        base = new BigInteger(1023, random);
    }

    @Benchmark
    public byte[] ecdsaP256() throws IOException {
        return ecdsa.sign(hash);
    }

    @Benchmark
    public byte[] rsa2048Pss() throws IOException {
        return rsa(SignatureScheme.rsa_pss_rsae_sha256);
    }

    @Benchmark
    public byte[] rsa2048Pkcs1() throws IOException {
        return rsa(SignatureScheme.rsa_pkcs1_sha256);
    }

    private byte[] rsa(int scheme) throws IOException {
        var signing = RsaKey.signature(rsa, scheme);
        signing.write(hash, 0, hash.length);
        return signing.sign();
    }

    /** Half of an RSA signature's arithmetic: 1024 bits to the power of 1024 bits. Twice this is the floor. */
    @Benchmark
    public BigInteger rsa2048HalfPower() {
        return base.modPow(exponent, prime);
    }
}
