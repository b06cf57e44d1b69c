package org.letterlock.server.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.server.rule.RuleSyntaxException;
import org.letterlock.server.rule.RuleText;
import org.letterlock.server.spelling.Nearest;
import org.letterlock.tls.ClientAuth;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsCondition;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsRule;

/** The list {@code tls.rules}: of those that hold for a connection the first changes what {@code tls} says otherwise. */
final class RuleSettings {
    /** Rules of one listener. */
    static final int MOST = 256;

    private RuleSettings() {}

    /**
     * The rules of a listener.
     *
     * @param otherwise the listener's own policy
     * @param keys what the policies must be able to work with; empty: nobody uses them
     */
    static List<TlsRule> read(Section tls, TlsRole role, TlsPolicy otherwise, Set<KeyType> keys) {
        var rules = new ArrayList<TlsRule>();
        for (var s : tls.list("rules")) {
            var when = condition(s);
            var policy = policy(s, role, otherwise, keys);
            boolean startTls = s.flag("starttls", true);
            if (when.isEmpty() || policy.isEmpty()) continue;
            rules.add(new TlsRule(s.origin("when"), when.get(), policy.get(), startTls));
        }
        if (rules.size() > MOST) tls.problem("rules", "tls.rules: at most " + MOST + " rules");
        return rules;
    }

    private static Optional<TlsCondition> condition(Section s) {
        var text = s.text("when");
        if (!s.has("when")) return Optional.empty();
        try {
            return Optional.of(RuleText.read(text));
        } catch (RuleSyntaxException e) {
            s.problem("when", "when, character " + e.column() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<TlsPolicy> policy(Section s, TlsRole role, TlsPolicy otherwise, Set<KeyType> keys) {
        return s.make(() -> {
            var profile = s.has("profile") ? profile(s, role, otherwise) : otherwise;
            var policy = PolicySettings.imitated(s, role, otherwise.legacy()).orElse(profile);
            policy = PolicySettings.changed(s, policy);
            policy = policy.withServerPreference(s.flag("prefer-server-order", policy.serverPreference()))
                    .withClientAuth(s.choice("client-certificates", ClientAuth.class, policy.clientAuth()));
            if (!keys.isEmpty()) policy.check(keys);
            return policy;
        });
    }

    /** {@code current}, or {@code current/msa} for what the profile says of another role. */
    private static TlsPolicy profile(Section s, TlsRole role, TlsPolicy otherwise) {
        var text = s.text("profile");
        int slash = text.indexOf('/');
        var name = slash < 0 ? text : text.substring(0, slash);
        var profile = TlsProfile.named(name);
        var wanted = slash < 0
                ? Optional.of(role)
                : Arrays.stream(TlsRole.values())
                        .filter(r -> Section.spelled(r).equals(text.substring(slash + 1)))
                        .findFirst();
        if (profile.isEmpty() || wanted.isEmpty()) {
            var known = Arrays.stream(TlsProfile.values()).map(TlsProfile::text).toList();
            throw new IllegalArgumentException(
                    "profile is \"" + text + "\"; it takes one of " + String.join(", ", known)
                            + ", perhaps with /mx, /msa, /mda or /client"
                            + Nearest.of(name, known)
                                    .filter(n -> profile.isEmpty())
                                    .map(n -> "; did you mean " + n + "?")
                                    .orElse(""));
        }
        return TlsPolicy.of(profile.get(), wanted.get())
                .withLegacy(otherwise.legacy())
                .withDhGroup(otherwise.dhGroup())
                .withServerPreference(otherwise.serverPreference())
                .withChachaByClient(otherwise.chachaByClient());
    }
}
