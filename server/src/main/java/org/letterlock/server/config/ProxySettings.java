package org.letterlock.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.server.listen.Proxies;
import org.letterlock.server.rule.IpNetwork;

/** Who may speak for others on one listener. Policy G16. */
final class ProxySettings {
    private ProxySettings() {}

    static Optional<Proxies> read(String name, Section s, boolean implicitTls) {
        var from = new ArrayList<IpNetwork>();
        for (var text : s.texts("proxy-from", List.of())) {
            try {
                from.add(IpNetwork.parse(text));
            } catch (IllegalArgumentException e) {
                s.problem("proxy-from", "listeners." + name + ".proxy-from: " + e.getMessage());
            }
        }
        boolean tls = s.flag("proxy-tls", false);
        var time = s.duration("proxy-time", Proxies.TIME);
        if (tls && !s.has("proxy-from"))
            s.problem("proxy-tls", "listeners." + name + ": proxy-tls needs proxy-from: whose word counts");
        if (tls && implicitTls)
            s.problem(
                    "proxy-tls",
                    "listeners." + name
                            + ": with security = implicit TLS ends here; behind a proxy that ends it take security = starttls");
        return tls && from.isEmpty() ? Optional.empty() : s.make(() -> new Proxies(from, tls, time));
    }
}
