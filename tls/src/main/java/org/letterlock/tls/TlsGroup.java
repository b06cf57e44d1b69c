package org.letterlock.tls;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;

/** A key exchange group by name. RFC 8446, 4.2.7; RFC 7919. The hybrid with ML-KEM is for TLS 1.3 only. */
public enum TlsGroup {
    X25519_MLKEM768("X25519MLKEM768", NamedGroup.X25519MLKEM768),
    X25519("x25519", NamedGroup.x25519),
    SECP256R1("secp256r1", NamedGroup.secp256r1),
    SECP384R1("secp384r1", NamedGroup.secp384r1),
    SECP521R1("secp521r1", NamedGroup.secp521r1),
    X448("x448", NamedGroup.x448),
    /** The curves of RFC 7027, for TLS 1.2 and earlier. */
    BRAINPOOL_P256R1("brainpoolP256r1", NamedGroup.brainpoolP256r1),
    BRAINPOOL_P384R1("brainpoolP384r1", NamedGroup.brainpoolP384r1),
    BRAINPOOL_P512R1("brainpoolP512r1", NamedGroup.brainpoolP512r1),
    /** The same curves in TLS 1.3, under numbers of their own. RFC 8734. */
    BRAINPOOL_P256R1_TLS13("brainpoolP256r1tls13", NamedGroup.brainpoolP256r1tls13),
    BRAINPOOL_P384R1_TLS13("brainpoolP384r1tls13", NamedGroup.brainpoolP384r1tls13),
    BRAINPOOL_P512R1_TLS13("brainpoolP512r1tls13", NamedGroup.brainpoolP512r1tls13),
    FFDHE2048("ffdhe2048", NamedGroup.ffdhe2048),
    FFDHE3072("ffdhe3072", NamedGroup.ffdhe3072),
    FFDHE4096("ffdhe4096", NamedGroup.ffdhe4096),
    FFDHE6144("ffdhe6144", NamedGroup.ffdhe6144),
    FFDHE8192("ffdhe8192", NamedGroup.ffdhe8192);

    private final String text;
    private final int id;

    TlsGroup(String text, int id) {
        this.text = text;
        this.id = id;
    }

    /** The group by IANA's name, or by NIST's, as OpenSSL takes it. */
    public static Optional<TlsGroup> named(String name) {
        switch (name) {
            case "P-256":
            case "prime256v1":
                return Optional.of(SECP256R1);
            case "P-384":
                return Optional.of(SECP384R1);
            case "P-521":
                return Optional.of(SECP521R1);
            default:
                return Arrays.stream(values())
                        .filter(g -> g.text.equalsIgnoreCase(name))
                        .findFirst();
        }
    }

    static Optional<TlsGroup> of(int id) {
        return Arrays.stream(values()).filter(g -> g.id == id).findFirst();
    }

    /** IANA's name. */
    public String text() {
        return text;
    }

    /** IANA's number. */
    public int id() {
        return id;
    }

    /** Its size; of a hybrid that of its curve. */
    int bits() {
        if (this == X25519_MLKEM768) return NamedGroup.getCurveBits(X25519.id);
        return isFiniteField() ? NamedGroup.getFiniteFieldBits(id) : NamedGroup.getCurveBits(id);
    }

    boolean isFiniteField() {
        return NamedGroup.refersToASpecificFiniteField(id);
    }

    /** A curve that TLS 1.2 and earlier can use too. RFC 8422, 5.1.1. */
    boolean isCurve() {
        return NamedGroup.refersToAnECDHCurve(id) && NamedGroup.canBeNegotiated(id, ProtocolVersion.TLSv12);
    }

    /** Whether this version can use it. */
    public boolean fits(TlsVersion version) {
        if (version == TlsVersion.TLS_1_3) return NamedGroup.canBeNegotiated(id, ProtocolVersion.TLSv13);
        return isCurve() || isFiniteField();
    }
}
