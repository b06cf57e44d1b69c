package org.letterlock.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one listener or client allows: the guide's rules as a value. Made by {@link #of} from a profile and a role, changed
 * by the {@code with…} copies. The same value configures our own listeners, explains a connection and judges others.
 *
 * @param profile which text it follows
 * @param role where it is used
 * @param versions the allowed versions
 * @param suites the allowed suites, the best first
 * @param groups the allowed key exchange groups, the best first
 * @param dhGroup the group for DHE suites when the client has no say in it
 * @param serverPreference whether the order of {@code suites} and {@code groups} decides, rather than the client's. The guide's D2
 * @param chachaByClient whether a client that lists a ChaCha20 suite first, as one without AES instructions does, gets one
 * @param legacy whether DH groups may be used that nobody should use any more
 * @param clientAuth whether clients are asked for a certificate
 */
public record TlsPolicy(
        TlsProfile profile,
        TlsRole role,
        Set<TlsVersion> versions,
        List<TlsSuite> suites,
        List<TlsGroup> groups,
        DhGroup dhGroup,
        boolean serverPreference,
        boolean chachaByClient,
        boolean legacy,
        ClientAuth clientAuth) {

    /** Table A of the guide, in its order: the strict choice. policy.md, cipher strings. */
    public static final List<TlsSuite> TABLE_A = suites(0x009F, 0x006B, 0xC030, 0xC028);

    /** Table B of the guide, in its order: the compatible choice, for submission and access. */
    public static final List<TlsSuite> TABLE_B = suites(
            0x009F, 0x006B, 0xC030, 0xC028, 0x009E, 0x0067, 0xC02F, 0xC027, 0x0088, 0x0039, 0xC014, 0x0045, 0x0033,
            0xC013, 0x0084, 0x0035, 0x0041, 0x002F);

    private static final List<TlsSuite> TLS13 = suites(0x1301, 0x1302, 0x1303);
    private static final List<TlsSuite> TLS13_LONG_KEYS_FIRST = suites(0x1302, 0x1303, 0x1301);
    private static final List<TlsGroup> GROUPS = List.of(
            TlsGroup.X25519_MLKEM768,
            TlsGroup.X25519,
            TlsGroup.SECP256R1,
            TlsGroup.SECP384R1,
            TlsGroup.SECP521R1,
            TlsGroup.X448,
            TlsGroup.BRAINPOOL_P256R1,
            TlsGroup.BRAINPOOL_P384R1,
            TlsGroup.BRAINPOOL_P512R1,
            TlsGroup.BRAINPOOL_P256R1_TLS13,
            TlsGroup.BRAINPOOL_P384R1_TLS13,
            TlsGroup.BRAINPOOL_P512R1_TLS13,
            TlsGroup.FFDHE2048,
            TlsGroup.FFDHE3072,
            TlsGroup.FFDHE4096,
            TlsGroup.FFDHE6144,
            TlsGroup.FFDHE8192);

    public TlsPolicy {
        versions = Set.copyOf(versions);
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
        if (versions.isEmpty()) throw new IllegalArgumentException("no TLS version is allowed");
        if (suites.isEmpty()) throw new IllegalArgumentException("no cipher suite is allowed");
        if (groups.isEmpty()) throw new IllegalArgumentException("no key exchange group is allowed");
        var weakness = dhGroup.weakness();
        if (weakness.isPresent() && !legacy)
            throw new IllegalArgumentException("dh-group " + dhGroup.text() + ": " + weakness.get()
                    + "; take ffdhe2048, or allow it with legacy = true");
    }

    /** What Postfix called {@code smtpd_tls_eecdh_grade = strong}: P-256 alone. The guide's P4. */
    public static final List<TlsGroup> STRONG = List.of(TlsGroup.SECP256R1);

    /** {@code smtpd_tls_eecdh_grade = ultra}: P-384 alone. The guide's P4. */
    public static final List<TlsGroup> ULTRA = List.of(TlsGroup.SECP384R1);

    /**
     * The policy of a profile for a role.
     *
     * <p>A receiving MTA takes everything short of plaintext, in every profile (G15), and a sending one does not choose (G10).
     * Submission and access: forward secret AEAD suites in {@code current}; table B in the guide's order in the others, with TLS
     * 1.3 on top, which the guide could not know.
     */
    public static TlsPolicy of(TlsProfile profile, TlsRole role) {
        switch (role) {
            case MX:
                return make(profile, role, Set.of(TlsVersion.values()), List.of(TlsSuite.values()));
            case CLIENT:
                return make(profile, role, Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3), List.of(TlsSuite.values()));
            default:
                switch (profile) {
                    case ACH_2014:
                        return make(profile, role, Set.of(TlsVersion.values()), join(TLS13_LONG_KEYS_FIRST, TABLE_B));
                    case ACH:
                        return make(profile, role, modern(), join(TLS13_LONG_KEYS_FIRST, TABLE_B));
                    default:
                        return make(profile, role, modern(), join(TLS13, forwardSecretAead()));
                }
        }
    }

    private static TlsPolicy make(TlsProfile profile, TlsRole role, Set<TlsVersion> versions, List<TlsSuite> suites) {
        return new TlsPolicy(
                profile, role, versions, suites, GROUPS, DhGroup.FFDHE2048, true, false, false, ClientAuth.NONE);
    }

    private static Set<TlsVersion> modern() {
        return Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    }

    /** RFC 9325, 4.2: AES-GCM and ChaCha20 with a fresh key exchange. */
    private static List<TlsSuite> forwardSecretAead() {
        return Arrays.stream(TlsSuite.values())
                .filter(s -> !s.isTls13() && s.isForwardSecret())
                .filter(s -> s.name().contains("_AES_128_GCM")
                        || s.name().contains("_AES_256_GCM")
                        || s.name().contains("_CHACHA20"))
                .collect(Collectors.toList());
    }

    private static List<TlsSuite> suites(int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> TlsSuite.of(id).orElseThrow())
                .collect(Collectors.toUnmodifiableList());
    }

    private static List<TlsSuite> join(List<TlsSuite> first, List<TlsSuite> second) {
        var all = new java.util.ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    public TlsPolicy withVersions(Set<TlsVersion> versions) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    public TlsPolicy withSuites(List<TlsSuite> suites) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    public TlsPolicy withGroups(List<TlsGroup> groups) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    /** @throws IllegalArgumentException when only a listener with {@link #withLegacy} may use it */
    public TlsPolicy withDhGroup(DhGroup dhGroup) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    public TlsPolicy withServerPreference(boolean serverPreference) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    public TlsPolicy withChachaByClient(boolean chachaByClient) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    public TlsPolicy withClientAuth(ClientAuth clientAuth) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    public TlsPolicy withLegacy(boolean legacy) {
        return new TlsPolicy(
                profile, role, versions, suites, groups, dhGroup, serverPreference, chachaByClient, legacy, clientAuth);
    }

    /** Versions before 1.2 are allowed: clients of that age need SHA-1 signatures too. RFC 9155 forbids those to all others. */
    boolean allowsOldClients() {
        return versions.contains(TlsVersion.TLS_1_0) || versions.contains(TlsVersion.TLS_1_1);
    }

    /** The best of the allowed versions. */
    TlsVersion latest() {
        return new TreeSet<>(versions).last();
    }

    /**
     * Whether a server with keys of these types can keep the policy: for each allowed version some suite must fit one of the keys.
     *
     * @throws IllegalArgumentException saying what contradicts what, and what to do
     */
    public void check(Set<KeyType> keys) {
        if (keys.isEmpty()) throw new IllegalArgumentException("TLS needs at least one certificate with its key");
        boolean old = versions.stream().anyMatch(v -> v != TlsVersion.TLS_1_3);
        if (versions.contains(TlsVersion.TLS_1_3) && suites.stream().noneMatch(TlsSuite::isTls13))
            throw new IllegalArgumentException("policy " + name() + " allows TLSv1.3 but names none of its suites");
        if (old && suites.stream().noneMatch(s -> !s.isTls13() && keys.stream().anyMatch(s::fits))) {
            var needed = suites.stream().anyMatch(s -> !s.isTls13() && s.fits(KeyType.RSA)) ? "an RSA" : "an ECDSA";
            throw new IllegalArgumentException(
                    "policy " + name() + " has no cipher suite for TLSv1.2 and earlier that works with "
                            + (keys.contains(KeyType.EC) ? "an ECDSA" : "an RSA")
                            + " certificate alone: give " + needed
                            + " certificate as well, or choose another profile, or allow TLSv1.3 only");
        }
    }

    /** What was agreed and is not allowed here, in words; empty: all of it is. */
    public Optional<String> unmet(TlsFacts agreed) {
        if (versions.stream().noneMatch(v -> v.text().equals(agreed.protocol())))
            return Optional.of(agreed.protocol() + " is not allowed; allowed: "
                    + versions.stream().sorted().map(TlsVersion::text).collect(Collectors.joining(", ")));
        if (suites.stream().noneMatch(s -> s.openSslName().equals(agreed.cipher())))
            return Optional.of("the cipher suite " + agreed.cipher() + " is not allowed");
        var group = TlsGroup.named(agreed.group());
        if (group.isPresent() && !groups.contains(group.get()))
            return Optional.of("the key exchange " + agreed.group() + " is not allowed");
        if (clientAuth == ClientAuth.REQUIRE && !agreed.peer().verified())
            return Optional.of("a client certificate is required");
        return Optional.empty();
    }

    /** {@code ach/msa}, for messages. */
    public String name() {
        return profile.text() + "/" + role.name().toLowerCase(java.util.Locale.ROOT);
    }
}
