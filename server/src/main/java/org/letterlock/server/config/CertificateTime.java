package org.letterlock.server.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a certificate in use holds, and from when on its end is warned of.
 *
 * @param name which one, with its place in the configuration and its file
 */
public record CertificateTime(String name, Instant from, Instant until, Duration soon) {
    /** What is to be said of it at {@code now}, if anything. */
    public Optional<String> warning(Instant now) {
        if (now.isBefore(from)) return Optional.of(name + " is not valid before " + from);
        if (now.isAfter(until)) return Optional.of(name + " expired on " + until + " (cert.expired)");
        if (now.plus(soon).isAfter(until)) return Optional.of(name + " expires on " + until + " (cert.expires-soon)");
        return Optional.empty();
    }
}
