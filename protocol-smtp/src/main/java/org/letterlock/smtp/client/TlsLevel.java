package org.letterlock.smtp.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How well a delivery is protected: demanded, or reached. The weakest first. */
public enum TlsLevel {
    /** Not at all: STARTTLS is not said. */
    NONE,
    /** TLS with any certificate where it can be had, plaintext otherwise. RFC 7435. */
    MAY,
    /** TLS with any certificate, or no mail. */
    ENCRYPT,
    /** And the certificate leads to a trusted authority and is for the hop's name. */
    VERIFY,
    /** And the certificate is for a name that nobody could forge on the way: of the next-hop domain, or configured. */
    SECURE,
    /** And the certificate is one that the domain published, signed, in DNS. RFC 7672. */
    DANE;

    /** The name in configuration and on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TlsLevel> named(String text) {
        return Arrays.stream(values()).filter(l -> l.text().equals(text)).findFirst();
    }

    /** Whether mail stays here rather than goes out in plaintext. */
    public boolean mandatory() {
        return compareTo(ENCRYPT) >= 0;
    }
}
