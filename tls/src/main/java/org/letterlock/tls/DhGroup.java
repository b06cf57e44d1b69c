package org.letterlock.tls;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.tls.crypto.DHGroup;
import org.bouncycastle.tls.crypto.DHStandardGroups;
import org.jspecify.annotations.Nullable;

/**
 * A finite-field group for DHE suites of TLS 1.2 and earlier: all safe primes of at least 2048 bits, used with short
 * exponents. RFC 7919, 5.2; RFC 3526.
 */
public enum DhGroup {
    FFDHE2048("ffdhe2048", DHStandardGroups.rfc7919_ffdhe2048, TlsGroup.FFDHE2048),
    FFDHE3072("ffdhe3072", DHStandardGroups.rfc7919_ffdhe3072, TlsGroup.FFDHE3072),
    FFDHE4096("ffdhe4096", DHStandardGroups.rfc7919_ffdhe4096, TlsGroup.FFDHE4096),
    FFDHE6144("ffdhe6144", DHStandardGroups.rfc7919_ffdhe6144, TlsGroup.FFDHE6144),
    FFDHE8192("ffdhe8192", DHStandardGroups.rfc7919_ffdhe8192, TlsGroup.FFDHE8192),
    /** IKE group 14. */
    MODP14("modp14", DHStandardGroups.rfc3526_2048, null),
    MODP15("modp15", DHStandardGroups.rfc3526_3072, null),
    MODP16("modp16", DHStandardGroups.rfc3526_4096, null),
    MODP17("modp17", DHStandardGroups.rfc3526_6144, null),
    MODP18("modp18", DHStandardGroups.rfc3526_8192, null);

    private final String text;
    private final DHGroup group;
    private final @Nullable TlsGroup named;

    DhGroup(String text, DHGroup group, @Nullable TlsGroup named) {
        this.text = text;
        this.group = group;
        this.named = named;
    }

    /** The group by its name in the configuration. */
    public static Optional<DhGroup> named(String name) {
        return Arrays.stream(values()).filter(g -> g.text.equals(name)).findFirst();
    }

    public String text() {
        return text;
    }

    public int bits() {
        return group.getP().bitLength();
    }

    DHGroup bc() {
        return group;
    }

    /** The same group in the list that clients send, if it is one of RFC 7919. */
    Optional<TlsGroup> asTlsGroup() {
        return Optional.ofNullable(named);
    }
}
