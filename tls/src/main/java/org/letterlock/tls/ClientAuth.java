package org.letterlock.tls;

import java.util.Locale;
import java.util.Optional;

/** Whether a server asks clients for a certificate, and what becomes of those without a good one. */
public enum ClientAuth {
    /** Never asks. */
    NONE,
    /** Asks, notes what came of it, and goes on with everybody. The guide's E10. */
    TRY,
    /** Asks, and ends the handshake where no certificate is verified. The guide's E11. */
    REQUIRE;

    /** The choice by its name in the configuration. */
    public static Optional<ClientAuth> named(String name) {
        for (var each : values()) if (each.text().equals(name)) return Optional.of(each);
        return Optional.empty();
    }

    /** Its name in the configuration. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
