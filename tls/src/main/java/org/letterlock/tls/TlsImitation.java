package org.letterlock.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server of the guide's time did by itself, to compare with and to test clients against; for listeners with {@code
 * legacy = true} only. The guide's C9 and E19.
 */
public enum TlsImitation {
    /** cyrus-imapd 2.4.17: no elliptic curves, the client's order, 1024 bits built in. The guide's C5 and C9. */
    CYRUS_2_4("cyrus-2.4", "modp2"),
    /** Exim 4.82 with OpenSSL: no elliptic curves, the client's order, the group of RFC 5114, 2.2. The guide's E16 and E19. */
    EXIM_4_82("exim-4.82", "rfc5114-23");

    /** What OpenSSL 1.0.1 had and calls DEFAULT, of what can be spoken here. */
    private static final String SUITES = "ALL:!ECDHE:!AESCCM:!CHACHA20:!ARIA:!CAMELLIA+SHA256";

    private final String text;
    private final String dhGroup;

    TlsImitation(String text, String dhGroup) {
        this.text = text;
        this.dhGroup = dhGroup;
    }

    /** The name in the configuration. */
    public String text() {
        return text;
    }

    public static Optional<TlsImitation> named(String name) {
        return Arrays.stream(values()).filter(i -> i.text.equals(name)).findFirst();
    }

    /** Its policy, the same in every role. */
    public TlsPolicy policy(TlsRole role) {
        return TlsPolicy.of(TlsProfile.ACH_2014, role)
                .withVersions(Set.of(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1, TlsVersion.TLS_1_2))
                .withSuites(CipherString.expand(SUITES))
                .withGroups(List.of(TlsGroup.FFDHE2048)) // what clients may name; there are no curves
                .withServerPreference(false)
                .withLegacy(true)
                .withDhGroup(DhGroup.named(dhGroup).orElseThrow());
    }
}
