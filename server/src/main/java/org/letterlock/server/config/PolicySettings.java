package org.letterlock.server.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.letterlock.server.spelling.Nearest;
import org.letterlock.tls.CipherString;
import org.letterlock.tls.TlsGroup;
import org.letterlock.tls.TlsImitation;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.TlsVersion;

/**
 * What a section {@code tls} says of versions, suites and groups. The lists of a section are for listeners that insist on TLS; those of
 * its {@code may} for mx, where a client that cannot keep them would send in the clear. What an mx listener says itself goes
 * before both; so does what a listener says that imitates another server. The guide's G15 and P2.
 */
final class PolicySettings {
    private static final List<String> LISTS = List.of("versions", "ciphers", "ciphersuites");
    private final DhSettings dhGroups;

    PolicySettings(DhSettings dhGroups) {
        this.dhGroups = dhGroups;
    }

    TlsPolicy read(Section s, TlsRole role) {
        var profile = s.choice("profile", TlsProfile.class, TlsProfile.CURRENT);
        boolean legacy = s.flag("legacy", false);
        var imitated = imitated(s, role, legacy);
        var policy = imitated.orElseGet(() -> TlsPolicy.of(profile, role).withLegacy(legacy));
        var may = s.section("may");
        var lists = policy;
        if (role == TlsRole.MX) lists = lists(may, policy, LISTS);
        else lists(may, policy, LISTS); // for what is wrong with it
        boolean apart = role == TlsRole.MX || imitated.isPresent(); // what all others keep is not for it
        lists = lists(
                s,
                lists,
                LISTS.stream()
                        .filter(k -> s.has(k) && (!apart || s.saysItself(k)))
                        .toList());
        return lists.withGroups(groups(s, policy))
                .withDhGroup(dhGroups.read(s, policy))
                .withServerPreference(s.flag("prefer-server-order", policy.serverPreference()))
                .withChachaByClient(s.flag("chacha-by-client", false));
    }

    /** What a rule says of versions, suites and groups; the same words as in its section {@code tls}. */
    static TlsPolicy changed(Section rule, TlsPolicy policy) {
        return lists(rule, policy, LISTS).withGroups(groups(rule, policy));
    }

    /** The policy of the server that {@code s} imitates, if any; only where {@code legacy} is allowed. */
    static Optional<TlsPolicy> imitated(Section s, TlsRole role, boolean legacy) {
        if (!s.has("imitate")) return Optional.empty();
        var names = Stream.of(TlsImitation.values()).map(TlsImitation::text).toList();
        var imitated = s.strings("imitate").stream()
                .flatMap(name -> known(s, "imitate", name, TlsImitation.named(name), names).stream())
                .findFirst();
        if (legacy) return imitated.map(i -> i.policy(role));
        imitated.ifPresent(i -> s.problem(
                "imitate",
                "imitate = " + i.text()
                        + " brings back what nobody should use any more; with legacy = true it is allowed"));
        return Optional.empty();
    }

    private static TlsPolicy lists(Section s, TlsPolicy policy, List<String> keys) {
        var changed = policy;
        if (keys.contains("versions")) changed = versions(s, changed);
        if (keys.contains("ciphers")) changed = ciphers(s, changed);
        if (keys.contains("ciphersuites")) changed = ciphersuites(s, changed);
        return changed;
    }

    private static TlsPolicy versions(Section s, TlsPolicy policy) {
        if (!s.has("versions")) return policy;
        var names = Arrays.stream(TlsVersion.values()).map(TlsVersion::text).toList();
        var versions = EnumSet.noneOf(TlsVersion.class);
        for (var name : s.strings("versions"))
            known(s, "versions", name, TlsVersion.named(name), names).ifPresent(versions::add);
        if (!versions.isEmpty()) return policy.withVersions(versions);
        s.problem("versions", "versions: none is left, so nobody could connect");
        return policy;
    }

    /** The suites of TLS 1.2 and earlier: an OpenSSL string, names, or one of the guide's tables. */
    private static TlsPolicy ciphers(Section s, TlsPolicy policy) {
        if (!s.has("ciphers")) return policy;
        var written = String.join(":", s.strings("ciphers"));
        try {
            return with(policy, policy.suites(), older(written));
        } catch (CipherString.UnknownWord e) {
            s.problem(
                    "ciphers",
                    "ciphers: " + Section.printable(e.word())
                            + " is neither a word of a cipher string nor a suite of TLS 1.2 and earlier"
                            + near(e.word(), words()));
        } catch (IllegalArgumentException e) {
            s.problem("ciphers", "ciphers: " + Section.printable(String.valueOf(e.getMessage())));
        }
        return policy;
    }

    private static List<TlsSuite> older(String written) {
        if (written.equals("table-a")) return TlsPolicy.TABLE_A;
        if (written.equals("table-b")) return TlsPolicy.TABLE_B;
        return CipherString.expand(written);
    }

    private static Set<String> words() {
        var words = new java.util.TreeSet<>(CipherString.knownWords());
        for (var suite : TlsSuite.values()) if (!suite.isTls13()) words.add(suite.openSslName());
        words.addAll(List.of("table-a", "table-b"));
        return words;
    }

    /** The suites of TLS 1.3. */
    private static TlsPolicy ciphersuites(Section s, TlsPolicy policy) {
        if (!s.has("ciphersuites")) return policy;
        var names = Arrays.stream(TlsSuite.values())
                .filter(TlsSuite::isTls13)
                .map(TlsSuite::name)
                .toList();
        var suites = new ArrayList<TlsSuite>();
        for (var name : s.strings("ciphersuites"))
            known(s, "ciphersuites", name, TlsSuite.named(name).filter(TlsSuite::isTls13), names)
                    .filter(suite -> !suites.contains(suite))
                    .ifPresent(suites::add);
        if (!suites.isEmpty()) return with(policy, suites, policy.suites());
        s.problem("ciphersuites", "ciphersuites: none is left; without TLS 1.3 say so in versions");
        return policy;
    }

    private static TlsPolicy with(TlsPolicy policy, List<TlsSuite> tls13, List<TlsSuite> older) {
        return policy.withSuites(Stream.concat(
                        tls13.stream().filter(TlsSuite::isTls13), older.stream().filter(x -> !x.isTls13()))
                .toList());
    }

    private static List<TlsGroup> groups(Section s, TlsPolicy policy) {
        if (!s.has("groups")) return policy.groups();
        var written = s.strings("groups");
        if (written.equals(List.of("strong"))) return TlsPolicy.STRONG; // the guide's P4
        if (written.equals(List.of("ultra"))) return TlsPolicy.ULTRA;
        var names = Arrays.stream(TlsGroup.values()).map(TlsGroup::text).toList();
        var groups = new ArrayList<TlsGroup>();
        for (var name : written)
            known(s, "groups", name, TlsGroup.named(name), names)
                    .filter(group -> !groups.contains(group))
                    .ifPresent(groups::add);
        if (!groups.isEmpty()) return groups;
        s.problem("groups", "groups: none is left, so only RSA key transport could be spoken");
        return policy.groups();
    }

    private static <T> Optional<T> known(
            Section s, String key, String written, Optional<T> found, Collection<String> names) {
        if (found.isEmpty())
            s.problem(
                    key,
                    key + ": there is no \"" + Section.printable(written) + "\"" + near(written, names) + "; known: "
                            + String.join(", ", names));
        return found;
    }

    private static String near(String written, Collection<String> names) {
        return Nearest.of(written, names).map(n -> "; did you mean " + n + "?").orElse("");
    }
}
