package org.letterlock.imap.session;

import org.jspecify.annotations.Nullable;

/** What changes the protocol once a client asks for it, by ENABLE or otherwise, until the connection ends. RFC 5161, 3.1. */
public enum Feature {
    /** Every flag change is told with its MODSEQ and UID. RFC 7162, 3.1. */
    CONDSTORE("CONDSTORE"),
    /** VANISHED instead of EXPUNGE; implies the other. RFC 7162, 3.2.3. */
    QRESYNC("QRESYNC"),
    /** Answers as RFC 9051 has them: ESEARCH, no RECENT, names in UTF-8, UID with every change of flags. */
    IMAP4REV2("IMAP4rev2"),
    /** No sequence numbers in either direction. RFC 9586, 3. */
    UIDONLY("UIDONLY");

    private final String wire;

    Feature(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** The one of that name, in any case; null when there is none. */
    public static @Nullable Feature named(String name) {
        for (var feature : values()) if (feature.wire.equalsIgnoreCase(name)) return feature;
        return null;
    }
}
