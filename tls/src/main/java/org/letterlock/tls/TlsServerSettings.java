package org.letterlock.tls;

import java.util.List;
import java.util.Optional;

/**
 * What the TLS of one listener shall be. Made by {@link #of}, changed by the {@code with…} copies.
 *
 * @param policy what it allows
 * @param identities who it is, to whom
 * @param clients whose certificates it takes, where its policy asks clients for one
 * @param alpn the application protocols spoken here, the best first: a client that asks for others only is refused (RFC 7301, 3.2)
 * @param limits its bounds
 * @param rules which clients get another policy: of them the first that holds
 */
public record TlsServerSettings(
        TlsPolicy policy,
        TlsIdentities identities,
        ClientTrust clients,
        List<String> alpn,
        TlsLimits limits,
        List<TlsRule> rules) {
    public TlsServerSettings {
        alpn = List.copyOf(alpn);
        rules = List.copyOf(rules);
    }

    /** With {@link TlsLimits#DEFAULT}, without ALPN, clients' certificates and rules. */
    public static TlsServerSettings of(TlsPolicy policy, TlsIdentities identities) {
        return new TlsServerSettings(policy, identities, ClientTrust.NOBODY, List.of(), TlsLimits.DEFAULT, List.of());
    }

    public TlsServerSettings withIdentities(TlsIdentities others) {
        return new TlsServerSettings(policy, others, clients, alpn, limits, rules);
    }

    public TlsServerSettings withClients(ClientTrust trusted) {
        return new TlsServerSettings(policy, identities, trusted, alpn, limits, rules);
    }

    public TlsServerSettings withAlpn(List<String> protocols) {
        return new TlsServerSettings(policy, identities, clients, protocols, limits, rules);
    }

    public TlsServerSettings withLimits(TlsLimits bounds) {
        return new TlsServerSettings(policy, identities, clients, alpn, bounds, rules);
    }

    /** The rule that counts, as things are known; empty: the policy here holds. */
    public Optional<TlsRule> ruleFor(ConnectionFacts facts) {
        return rules.stream().filter(r -> r.holds(facts)).findFirst();
    }

    public TlsServerSettings withRules(List<TlsRule> others) {
        return new TlsServerSettings(policy, identities, clients, alpn, limits, others);
    }

    /**
     * Whether a listener can be so.
     *
     * @throws IllegalArgumentException saying what contradicts what, and what to do
     */
    public void check() {
        offers();
    }

    /** The policies, made ready. */
    Offers offers() {
        var offers = new Offers(policy, rules, identities.keyTypes());
        if (offers.askClients() && !clients.knowsAnybody())
            throw new IllegalArgumentException("client-authorities is missing, so no client's certificate could be"
                    + " verified; name a file with the authorities, or say client-certificates = none");
        return offers;
    }
}
