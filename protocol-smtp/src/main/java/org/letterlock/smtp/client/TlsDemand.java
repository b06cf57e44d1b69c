package org.letterlock.smtp.client;

import java.util.List;
import org.letterlock.tls.Tlsa;

/**
 * What TLS a delivery asks for.
 *
 * @param names at {@code secure}: one of them the certificate must be for; {@code .example.org} stands for any host below. At {@code
 *     dane}: the names that go with an authority's record, of the host and of the next-hop domain (RFC 7672, 3.2.2). Otherwise
 *     empty: the hop's name counts
 * @param tlsa at {@code dane}: the records of the host, all of them, signed (RFC 6698); those that SMTP cannot use count for
 *     nothing, and where there are only such, any certificate does (RFC 7672, 2.2)
 */
public record TlsDemand(TlsLevel level, List<String> names, List<Tlsa> tlsa) {
    public static final TlsDemand NONE = of(TlsLevel.NONE);
    public static final TlsDemand MAY = of(TlsLevel.MAY);
    public static final TlsDemand ENCRYPT = of(TlsLevel.ENCRYPT);
    public static final TlsDemand VERIFY = of(TlsLevel.VERIFY);

    public TlsDemand {
        names = List.copyOf(names);
        tlsa = List.copyOf(tlsa);
        if (level == TlsLevel.SECURE && names.isEmpty())
            throw new IllegalArgumentException("level secure needs a name that the certificate must have");
        if (level == TlsLevel.DANE && tlsa.isEmpty())
            throw new IllegalArgumentException("level dane needs TLSA records");
        if (level != TlsLevel.DANE && !tlsa.isEmpty())
            throw new IllegalArgumentException("TLSA records are for level dane, not " + level.text());
    }

    private static TlsDemand of(TlsLevel level) {
        return new TlsDemand(level, List.of(), List.of());
    }

    /** Trusted, and for one of {@code names}. */
    public static TlsDemand secure(List<String> names) {
        return new TlsDemand(TlsLevel.SECURE, names, List.of());
    }

    /** As {@code records} say, and where they name an authority, for one of {@code names}. */
    public static TlsDemand dane(List<Tlsa> records, List<String> names) {
        return new TlsDemand(TlsLevel.DANE, names, records);
    }
}
