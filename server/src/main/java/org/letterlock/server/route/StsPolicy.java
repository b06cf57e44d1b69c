package org.letterlock.server.route;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a domain says of the TLS of its hosts. RFC 8461, 3.2.
 *
 * @param domain whose it is
 * @param patterns names of hosts, {@code *.} for one label in front; lower case
 * @param maxAge how long it holds after it was fetched
 * @param lines as it was published, no more of them than a policy needs
 */
public record StsPolicy(String domain, Mode mode, List<String> patterns, Duration maxAge, List<String> lines) {
    private static final long MAX_AGE = 31_557_600; // RFC 8461, 3.2
    private static final int MAX_PATTERNS = 100;
    private static final int MAX_LINES = 120;
    private static final int MAX_LINE = 300; // a name has 255

    /** How serious it is meant. RFC 8461, 5. */
    public enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }

    public StsPolicy {
        patterns = List.copyOf(patterns);
        lines = List.copyOf(lines);
    }

    /** Reads one; empty for what is none. What it does not know in it, it passes over. */
    public static Optional<StsPolicy> read(String domain, byte[] octets) {
        var text = new String(octets, StandardCharsets.UTF_8);
        var lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        boolean version = false;
        Optional<Mode> mode = Optional.empty();
        long maxAge = -1;
        var patterns = new ArrayList<String>();
        for (var line : lines) {
            int colon = line.indexOf(':');
            if (colon < 1) return Optional.empty();
            var value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip()) {
                case "version" -> version |= value.equals("STSv1");
                case "mode" -> {
                    if (mode.isEmpty()) mode = mode(value);
                }
                case "max_age" -> {
                    if (maxAge < 0 && value.matches("[0-9]{1,10}")) maxAge = Long.parseLong(value);
                }
                case "mx" -> {
                    if (patterns.size() < MAX_PATTERNS) patterns.add(value.toLowerCase(Locale.ROOT));
                }
                default -> {}
            }
        }
        if (!version || mode.isEmpty() || maxAge < 0) return Optional.empty();
        if (patterns.isEmpty() && mode.get() != Mode.NONE) return Optional.empty();
        return Optional.of(new StsPolicy(
                domain, mode.get(), patterns, Duration.ofSeconds(Math.min(maxAge, MAX_AGE)), kept(lines)));
    }

    /** What counts in it, so that nobody fills the memory with words that nobody knows. */
    private static List<String> kept(List<String> lines) {
        return lines.stream()
                .filter(l -> l.length() <= MAX_LINE && l.matches("(version|mode|max_age|mx)\\s*:.*"))
                .limit(MAX_LINES)
                .toList();
    }

    private static Optional<Mode> mode(String value) {
        return switch (value) {
            case "enforce" -> Optional.of(Mode.ENFORCE);
            case "testing" -> Optional.of(Mode.TESTING);
            case "none" -> Optional.of(Mode.NONE);
            default -> Optional.empty();
        };
    }

    public boolean enforced() {
        return mode == Mode.ENFORCE;
    }

    /** Whether {@code host} is one of those it names: {@code *} stands for the whole first label. RFC 8461, 4.1. */
    public boolean allows(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return patterns.stream()
                .anyMatch(p -> p.startsWith("*.")
                        ? name.indexOf('.') > 0
                                && name.substring(name.indexOf('.')).equals(p.substring(1))
                        : name.equals(p));
    }

    /** What a report says of it. RFC 8460, 4.2. */
    Route.Verdict verdict() {
        return new Route.Verdict("sts", lines, domain, patterns, Optional.empty());
    }
}
