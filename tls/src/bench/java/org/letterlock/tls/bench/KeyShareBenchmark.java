package org.letterlock.tls.bench;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.letterlock.tls.crypto.MixedCrypto;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The server's side of a key exchange: a key of its own, its public value, the secret. X25519MLKEM768 is the sum of two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KeyShareBenchmark {
    @Param({"x25519", "secp256r1", "MLKEM768", "ffdhe2048"})
    public String group;

    private final MixedCrypto crypto = new MixedCrypto(new SecureRandom());
    private byte[] client;

    @Setup
    public void client() throws IOException {
        client = agreement(false).generateEphemeral();
    }

    private TlsAgreement agreement(boolean server) {
        switch (group) {
            case "x25519":
                return crypto.createECDomain(new TlsECConfig(NamedGroup.x25519)).createECDH();
            case "secp256r1":
                return crypto.createECDomain(new TlsECConfig(NamedGroup.secp256r1)).createECDH();
            case "MLKEM768":
                return crypto.createKemDomain(new TlsKemConfig(NamedGroup.MLKEM768, server))
                        .createKem();
            case "ffdhe2048":
                return crypto.createDHDomain(new TlsDHConfig(NamedGroup.ffdhe2048, true)).createDH();
            default:
                throw new IllegalArgumentException(group);
        }
    }

    @Benchmark
    public TlsSecret serverShare() throws IOException {
        var own = agreement(true);
        own.receivePeerValue(client);
        own.generateEphemeral();
        return own.calculateSecret();
    }
}
