package org.letterlock.server.config;

import java.util.Optional;
import java.util.Set;
import org.letterlock.tls.TlsIdentities;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsServerSettings;

/** Section {@code tls}, of all listeners or of one. */
final class TlsSettings {
    private final DhSettings dhGroups;
    private final CertificateSettings certificates;

    TlsSettings(DhSettings dhGroups, CertificateSettings certificates) {
        this.dhGroups = dhGroups;
        this.certificates = certificates;
    }

    /** @param used whether a listener uses it: then certificates and policy must go together */
    Optional<TlsServerSettings> read(Section s, TlsRole role, boolean used) {
        var profile = s.choice("profile", TlsProfile.class, TlsProfile.CURRENT);
        var d = TlsLimits.DEFAULT;
        var limits = s.make(() -> new TlsLimits(
                s.duration("handshake-time", d.handshakeTime()),
                s.smallSize("handshake-octets", d.handshakeOctets()),
                s.count("sessions", d.sessions()),
                s.duration("session-time", d.sessionTime()),
                s.flag("tickets", d.tickets())));
        boolean legacy = s.flag("legacy", false);
        var policy = TlsPolicy.of(profile, role)
                .withLegacy(legacy)
                .withDhGroup(dhGroups.read(s, legacy))
                .withServerPreference(s.flag("prefer-server-order", true));
        var identities = certificates.read(s);
        var keys = TlsIdentities.of(identities).keyTypes();
        var rules = RuleSettings.read(s, role, policy, used ? keys : Set.of());
        if (identities.isEmpty() || limits.isEmpty()) return Optional.empty();
        return s.make(() -> {
            var all = TlsIdentities.of(identities);
            if (used) policy.check(all.keyTypes());
            return TlsServerSettings.of(policy, all).withLimits(limits.get()).withRules(rules);
        });
    }
}
