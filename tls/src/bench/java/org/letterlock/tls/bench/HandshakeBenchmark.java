package org.letterlock.tls.bench;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsGroup;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.TlsVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whole handshakes in memory, both sides of them ours: the key exchange counts twice, the signature and its verification once each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HandshakeBenchmark {
    public enum Kind {
        TLS13_ECDSA(KeyType.EC, TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", TlsGroup.X25519),
        TLS13_ECDSA_HYBRID(KeyType.EC, TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", TlsGroup.X25519_MLKEM768),
        TLS13_RSA(KeyType.RSA, TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", TlsGroup.X25519),
        TLS12_ECDSA(KeyType.EC, TlsVersion.TLS_1_2, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", TlsGroup.X25519),
        TLS12_RSA(KeyType.RSA, TlsVersion.TLS_1_2, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", TlsGroup.X25519),
        TLS12_RSA_DHE(KeyType.RSA, TlsVersion.TLS_1_2, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", TlsGroup.FFDHE2048);

        private final KeyType key;
        private final TlsVersion version;
        private final String suite;
        private final TlsGroup group;

        Kind(KeyType key, TlsVersion version, String suite, TlsGroup group) {
            this.key = key;
            this.version = version;
            this.suite = suite;
            this.group = group;
        }

        InMemory inMemory() throws GeneralSecurityException {
            return new InMemory(key, version, TlsSuite.named(suite).orElseThrow(), group);
        }
    }

    @Param
    public Kind kind;

    private InMemory sides;

    @Setup
    public void sides() throws GeneralSecurityException {
        sides = kind.inMemory();
    }

    @Benchmark
    public void bothSides() {
        sides.connect().close();
    }
}
