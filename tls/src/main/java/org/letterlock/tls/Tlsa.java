package org.letterlock.tls;

import java.util.HexFormat;
import java.util.Locale;

/**
 * What a domain says in DNS of a server's certificate. RFC 6698, 2.1; the numbers' names: RFC 7218.
 *
 * @param usage 0 to 255; SMTP knows 2, an authority (DANE-TA), and 3, the server's own certificate (DANE-EE). RFC 7672, 3.1
 * @param selector 0: the whole certificate, 1: its public key
 * @param matchingType 0: itself, 1: its SHA-256, 2: its SHA-512
 * @param association hexadecimal, lower case
 */
public record Tlsa(int usage, int selector, int matchingType, String association) {
    static final int DANE_TA = 2;
    static final int DANE_EE = 3;
    static final int WHOLE = 0;
    static final int PUBLIC_KEY = 1;
    static final int ITSELF = 0;
    static final int SHA_256 = 1;
    static final int SHA_512 = 2;

    public Tlsa {
        association = association.toLowerCase(Locale.ROOT);
        if (usage < 0 || usage > 255 || selector < 0 || selector > 255 || matchingType < 0 || matchingType > 255)
            throw new IllegalArgumentException("a field of a TLSA record is an octet");
        if (!association.matches("([0-9a-f]{2})*"))
            throw new IllegalArgumentException("a TLSA record's association is hexadecimal");
    }

    public static Tlsa of(int usage, int selector, int matchingType, byte[] association) {
        return new Tlsa(usage, selector, matchingType, HexFormat.of().formatHex(association));
    }

    /** Whether SMTP can do anything with it. RFC 7672, 3.1.3. */
    public boolean usable() {
        return (usage == DANE_TA || usage == DANE_EE)
                && (selector == WHOLE || selector == PUBLIC_KEY)
                && switch (matchingType) {
                    case ITSELF -> !association.isEmpty();
                    case SHA_256 -> association.length() == 64;
                    case SHA_512 -> association.length() == 128;
                    default -> false;
                };
    }

    /** As in a zone file. */
    @Override
    public String toString() {
        return usage + " " + selector + " " + matchingType + " " + association;
    }
}
