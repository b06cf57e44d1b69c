package org.letterlock.tls;

import java.util.Comparator;
import java.util.Set;
import org.bouncycastle.tls.ProtocolVersion;

/** A policy as bctls wants it, for the keys that are there: worked out once, for all connections it is good for. */
final class Offer {
    final TlsPolicy policy;
    final ProtocolVersion[] versions;
    final int[] suites;
    final int[] suites13;
    final int[] suitesBefore13;
    final int[] chachaFirst13;
    final int[] chachaFirstBefore13;
    final int[] groups;
    final int[] curves;

    /** @throws IllegalArgumentException when the keys cannot keep the policy */
    Offer(TlsPolicy policy, Set<KeyType> keys) {
        policy.check(keys);
        this.policy = policy;
        versions = policy.versions().stream()
                .sorted(Comparator.reverseOrder())
                .map(TlsVersion::bc)
                .toArray(ProtocolVersion[]::new);
        var usable = policy.suites().stream()
                .filter(s -> keys.stream().anyMatch(s::fits))
                .toList();
        suites = usable.stream().mapToInt(TlsSuite::id).toArray();
        suites13 =
                usable.stream().filter(TlsSuite::isTls13).mapToInt(TlsSuite::id).toArray();
        suitesBefore13 =
                usable.stream().filter(s -> !s.isTls13()).mapToInt(TlsSuite::id).toArray();
        var chachaFirst = usable.stream()
                .sorted(Comparator.comparing(s -> !s.isChaCha20()))
                .toList();
        chachaFirst13 = chachaFirst.stream()
                .filter(TlsSuite::isTls13)
                .mapToInt(TlsSuite::id)
                .toArray();
        chachaFirstBefore13 = chachaFirst.stream()
                .filter(s -> !s.isTls13())
                .mapToInt(TlsSuite::id)
                .toArray();
        groups = policy.groups().stream().mapToInt(TlsGroup::id).toArray();
        curves = policy.groups().stream()
                .filter(TlsGroup::isCurve)
                .mapToInt(TlsGroup::id)
                .toArray();
    }
}
