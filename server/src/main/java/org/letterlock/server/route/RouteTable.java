package org.letterlock.server.route;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which rule holds for which domain: that of the domain itself, else of the nearest {@code *.} above it, else the one for all.
 * Immutable.
 */
public record RouteTable(Map<String, RouteRule> rules, RouteRule others) {
    public static final RouteTable DEFAULT = new RouteTable(Map.of(), RouteRule.DEFAULT);

    public RouteTable {
        var lower = new TreeMap<String, RouteRule>();
        rules.forEach((domain, rule) -> lower.put(domain.toLowerCase(Locale.ROOT), rule));
        rules = Map.copyOf(lower);
    }

    /** @param domain lower case */
    public RouteRule of(String domain) {
        var exact = rules.get(domain);
        if (exact != null) return exact;
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            var above = rules.get("*" + domain.substring(dot));
            if (above != null) return above;
        }
        return others;
    }
}
