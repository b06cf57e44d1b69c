package org.letterlock.server.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.tls.TlsIdentities;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsServerSettings;

/** Section {@code tls}, of all listeners or of one. */
final class TlsSettings {
    private final PolicySettings policies;
    private final CertificateSettings certificates;
    private final ClientSettings clients;

    TlsSettings(PolicySettings policies, CertificateSettings certificates, ClientSettings clients) {
        this.policies = policies;
        this.certificates = certificates;
        this.clients = clients;
    }

    /** @param listener who uses it, so that certificates and policy must go together; empty: nobody does */
    Optional<TlsServerSettings> read(Section s, TlsRole role, String listener) {
        var d = TlsLimits.DEFAULT;
        var limits = s.make(() -> new TlsLimits(
                s.duration("handshake-time", d.handshakeTime()),
                s.smallSize("handshake-octets", d.handshakeOctets()),
                s.count("sessions", d.sessions()),
                s.duration("session-time", d.sessionTime()),
                s.flag("tickets", d.tickets())));
        var own = certificates.read(s);
        var said = policies.read(s, role);
        var policy = said.withDhGroup(own.dh()
                        .filter(g -> said.legacy() || g.weakness().isEmpty())
                        .orElse(said.dhGroup()))
                .withClientAuth(ClientSettings.mode(s));
        var all = TlsIdentities.of(own.identities());
        var rules = RuleSettings.read(s, role, policy, listener.isEmpty() ? Set.of() : all.keyTypes());
        var trusted = clients.read(s);
        if (own.identities().isEmpty() || limits.isEmpty()) return Optional.empty();
        var settings = TlsServerSettings.of(policy, all)
                .withLimits(limits.get())
                .withClients(trusted)
                .withRules(rules);
        if (!listener.isEmpty()) check(s, settings, listener, own.sources());
        return Optional.of(settings);
    }

    private static void check(Section s, TlsServerSettings settings, String listener, List<String> sources) {
        try {
            settings.check();
        } catch (IllegalArgumentException e) {
            var what = String.valueOf(e.getMessage());
            s.problem(
                    what.startsWith("client-authorities") ? "client-certificates" : "certificates",
                    "listeners." + listener + ": " + what + " (certificates: " + String.join(", ", sources) + ")");
        }
    }
}
