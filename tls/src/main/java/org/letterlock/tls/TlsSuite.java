package org.letterlock.tls;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The cipher suites Letterlock can speak, best first: everything bctls has that encrypts and authenticates with a
 * certificate. No NULL, anonymous, export, RC4, PSK or integrity-only suite exists here, so none can be configured. The constant's
 * name is IANA's.
 */
public enum TlsSuite {
    // TLS 1.3, RFC 8446, B.4
    TLS_AES_128_GCM_SHA256(0x1301),
    TLS_AES_256_GCM_SHA384(0x1302),
    TLS_CHACHA20_POLY1305_SHA256(0x1303),
    TLS_AES_128_CCM_SHA256(0x1304),
    TLS_AES_128_CCM_8_SHA256(0x1305),
    // forward secret, authenticated encryption
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xC02B, "ECDHE-ECDSA-AES128-GCM-SHA256"),
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xC02C, "ECDHE-ECDSA-AES256-GCM-SHA384"),
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA9, "ECDHE-ECDSA-CHACHA20-POLY1305"),
    TLS_ECDHE_ECDSA_WITH_AES_128_CCM(0xC0AC, "ECDHE-ECDSA-AES128-CCM"),
    TLS_ECDHE_ECDSA_WITH_AES_256_CCM(0xC0AD, "ECDHE-ECDSA-AES256-CCM"),
    TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256(0xC086),
    TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384(0xC087),
    TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256(0xC05C, "ECDHE-ECDSA-ARIA128-GCM-SHA256"),
    TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384(0xC05D, "ECDHE-ECDSA-ARIA256-GCM-SHA384"),
    TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8(0xC0AE, "ECDHE-ECDSA-AES128-CCM8"),
    TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8(0xC0AF, "ECDHE-ECDSA-AES256-CCM8"),
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xC02F, "ECDHE-RSA-AES128-GCM-SHA256"),
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(0xC030, "ECDHE-RSA-AES256-GCM-SHA384"),
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA8, "ECDHE-RSA-CHACHA20-POLY1305"),
    TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256(0xC08A),
    TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384(0xC08B),
    TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256(0xC060, "ECDHE-ARIA128-GCM-SHA256"),
    TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384(0xC061, "ECDHE-ARIA256-GCM-SHA384"),
    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(0x009E, "DHE-RSA-AES128-GCM-SHA256"),
    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(0x009F, "DHE-RSA-AES256-GCM-SHA384"),
    TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xCCAA, "DHE-RSA-CHACHA20-POLY1305"),
    TLS_DHE_RSA_WITH_AES_128_CCM(0xC09E, "DHE-RSA-AES128-CCM"),
    TLS_DHE_RSA_WITH_AES_256_CCM(0xC09F, "DHE-RSA-AES256-CCM"),
    TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256(0xC07C),
    TLS_DHE_RSA_WITH_CAMELLIA_256_GCM_SHA384(0xC07D),
    TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256(0xC052, "DHE-RSA-ARIA128-GCM-SHA256"),
    TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384(0xC053, "DHE-RSA-ARIA256-GCM-SHA384"),
    TLS_DHE_RSA_WITH_AES_128_CCM_8(0xC0A2, "DHE-RSA-AES128-CCM8"),
    TLS_DHE_RSA_WITH_AES_256_CCM_8(0xC0A3, "DHE-RSA-AES256-CCM8"),
    // forward secret, CBC
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256(0xC023, "ECDHE-ECDSA-AES128-SHA256"),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA(0xC009, "ECDHE-ECDSA-AES128-SHA"),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384(0xC024, "ECDHE-ECDSA-AES256-SHA384"),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA(0xC00A, "ECDHE-ECDSA-AES256-SHA"),
    TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256(0xC072, "ECDHE-ECDSA-CAMELLIA128-SHA256"),
    TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384(0xC073, "ECDHE-ECDSA-CAMELLIA256-SHA384"),
    TLS_ECDHE_ECDSA_WITH_ARIA_128_CBC_SHA256(0xC048),
    TLS_ECDHE_ECDSA_WITH_ARIA_256_CBC_SHA384(0xC049),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256(0xC027, "ECDHE-RSA-AES128-SHA256"),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA(0xC013, "ECDHE-RSA-AES128-SHA"),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384(0xC028, "ECDHE-RSA-AES256-SHA384"),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA(0xC014, "ECDHE-RSA-AES256-SHA"),
    TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256(0xC076, "ECDHE-RSA-CAMELLIA128-SHA256"),
    TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384(0xC077, "ECDHE-RSA-CAMELLIA256-SHA384"),
    TLS_ECDHE_RSA_WITH_ARIA_128_CBC_SHA256(0xC04C),
    TLS_ECDHE_RSA_WITH_ARIA_256_CBC_SHA384(0xC04D),
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA256(0x0067, "DHE-RSA-AES128-SHA256"),
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA(0x0033, "DHE-RSA-AES128-SHA"),
    TLS_DHE_RSA_WITH_AES_256_CBC_SHA256(0x006B, "DHE-RSA-AES256-SHA256"),
    TLS_DHE_RSA_WITH_AES_256_CBC_SHA(0x0039, "DHE-RSA-AES256-SHA"),
    TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256(0x00BE, "DHE-RSA-CAMELLIA128-SHA256"),
    TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA(0x0045, "DHE-RSA-CAMELLIA128-SHA"),
    TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256(0x00C4, "DHE-RSA-CAMELLIA256-SHA256"),
    TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA(0x0088, "DHE-RSA-CAMELLIA256-SHA"),
    TLS_DHE_RSA_WITH_ARIA_128_CBC_SHA256(0xC044),
    TLS_DHE_RSA_WITH_ARIA_256_CBC_SHA384(0xC045),
    // RSA key transport, authenticated encryption
    TLS_RSA_WITH_AES_128_GCM_SHA256(0x009C, "AES128-GCM-SHA256"),
    TLS_RSA_WITH_AES_256_GCM_SHA384(0x009D, "AES256-GCM-SHA384"),
    TLS_RSA_WITH_AES_128_CCM(0xC09C, "AES128-CCM"),
    TLS_RSA_WITH_AES_256_CCM(0xC09D, "AES256-CCM"),
    TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256(0xC07A),
    TLS_RSA_WITH_CAMELLIA_256_GCM_SHA384(0xC07B),
    TLS_RSA_WITH_ARIA_128_GCM_SHA256(0xC050, "ARIA128-GCM-SHA256"),
    TLS_RSA_WITH_ARIA_256_GCM_SHA384(0xC051, "ARIA256-GCM-SHA384"),
    TLS_RSA_WITH_AES_128_CCM_8(0xC0A0, "AES128-CCM8"),
    TLS_RSA_WITH_AES_256_CCM_8(0xC0A1, "AES256-CCM8"),
    // RSA key transport, CBC
    TLS_RSA_WITH_AES_128_CBC_SHA256(0x003C, "AES128-SHA256"),
    TLS_RSA_WITH_AES_128_CBC_SHA(0x002F, "AES128-SHA"),
    TLS_RSA_WITH_AES_256_CBC_SHA256(0x003D, "AES256-SHA256"),
    TLS_RSA_WITH_AES_256_CBC_SHA(0x0035, "AES256-SHA"),
    TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256(0x00BA, "CAMELLIA128-SHA256"),
    TLS_RSA_WITH_CAMELLIA_128_CBC_SHA(0x0041, "CAMELLIA128-SHA"),
    TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256(0x00C0, "CAMELLIA256-SHA256"),
    TLS_RSA_WITH_CAMELLIA_256_CBC_SHA(0x0084, "CAMELLIA256-SHA"),
    TLS_RSA_WITH_ARIA_128_CBC_SHA256(0xC03C),
    TLS_RSA_WITH_ARIA_256_CBC_SHA384(0xC03D),
    // SEED, RFC 4162
    TLS_DHE_RSA_WITH_SEED_CBC_SHA(0x009A, "DHE-RSA-SEED-SHA"),
    TLS_RSA_WITH_SEED_CBC_SHA(0x0096, "SEED-SHA"),
    // 3DES
    TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA(0xC008, "ECDHE-ECDSA-DES-CBC3-SHA"),
    TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA(0xC012, "ECDHE-RSA-DES-CBC3-SHA"),
    TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA(0x0016, "DHE-RSA-DES-CBC3-SHA"),
    TLS_RSA_WITH_3DES_EDE_CBC_SHA(0x000A, "DES-CBC3-SHA");

    /** How the two sides come to a secret, and whose key signs. */
    public enum KeyExchange {
        /** TLS 1.3: any group, any key. */
        ANY,
        ECDHE_ECDSA,
        ECDHE_RSA,
        DHE_RSA,
        /** RSA key transport: no forward secrecy. */
        RSA
    }

    private static final Map<Integer, TlsSuite> BY_ID =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(TlsSuite::id, Function.identity()));
    private static final Map<String, TlsSuite> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(TlsSuite::openSslName, Function.identity()));

    private final int id;
    private final String openSslName;
    private final KeyExchange keyExchange;

    TlsSuite(int id) {
        this.id = id;
        this.openSslName = name();
        this.keyExchange = keyExchange(name());
    }

    TlsSuite(int id, String openSslName) {
        this.id = id;
        this.openSslName = openSslName;
        this.keyExchange = keyExchange(name());
    }

    private static KeyExchange keyExchange(String name) {
        if (!name.contains("_WITH_")) return KeyExchange.ANY;
        return KeyExchange.valueOf(name.substring("TLS_".length(), name.indexOf("_WITH_")));
    }

    /** The suite with IANA's number. */
    public static Optional<TlsSuite> of(int id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** The suite by IANA's or OpenSSL's name. */
    public static Optional<TlsSuite> named(String name) {
        var suite = BY_NAME.get(name);
        if (suite != null) return Optional.of(suite);
        return Arrays.stream(values()).filter(s -> s.name().equals(name)).findFirst();
    }

    /** IANA's number. */
    public int id() {
        return id;
    }

    /** OpenSSL's name; IANA's where OpenSSL has none. */
    public String openSslName() {
        return openSslName;
    }

    public KeyExchange keyExchange() {
        return keyExchange;
    }

    /** Secret bits of the bulk cipher. */
    public int bits() {
        if (name().contains("3DES")) return 168;
        return name().contains("256_") || name().contains("CHACHA20") ? 256 : 128;
    }

    public boolean isTls13() {
        return keyExchange == KeyExchange.ANY;
    }

    /** Whether what was said stays secret when the server's key is stolen later. */
    public boolean isForwardSecret() {
        return keyExchange != KeyExchange.RSA;
    }

    /** Authenticated encryption; the others are CBC with HMAC. */
    public boolean isAead() {
        return name().contains("_GCM") || name().contains("_CCM") || name().contains("POLY1305");
    }

    /** The cipher that is fast without AES instructions. RFC 7905. */
    public boolean isChaCha20() {
        return name().contains("_CHACHA20_");
    }

    /** Whether a server with a key of this type can use the suite. */
    public boolean fits(KeyType type) {
        switch (keyExchange) {
            case ANY:
                return true;
            case ECDHE_ECDSA:
                return type == KeyType.EC;
            default:
                return type == KeyType.RSA;
        }
    }
}
