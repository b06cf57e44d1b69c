package org.letterlock.mailbox;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Flags of one message: system flags and keywords. Immutable. Keywords keep the letter case they came with and are equal
 * without regard to it (RFC 9051, 2.3.2); the store gives all messages of a mailbox the same spelling. Their order means
 * nothing: it is there so that hash tables stay quick where somebody chose keywords with equal hashes.
 */
public final class Flags implements Comparable<Flags> {
    public static final Flags NONE = new Flags(0, List.of());
    private final int system;
    private final List<String> keywords; // sorted without regard to case, distinct

    private Flags(int system, List<String> keywords) {
        this.system = system;
        this.keywords = keywords;
    }

    public static Flags of(SystemFlag... flags) {
        int bits = 0;
        for (var f : flags) bits |= 1 << f.ordinal();
        return new Flags(bits, List.of());
    }

    public static Flags of(Set<SystemFlag> flags, Collection<String> keywords) {
        int bits = 0;
        for (var f : flags) bits |= 1 << f.ordinal();
        if (keywords.isEmpty()) return new Flags(bits, List.of());
        var sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sorted.addAll(keywords);
        return new Flags(bits, List.copyOf(sorted));
    }

    public boolean has(SystemFlag flag) {
        return (system & 1 << flag.ordinal()) != 0;
    }

    public boolean has(String keyword) {
        for (var k : keywords) if (k.equalsIgnoreCase(keyword)) return true;
        return false;
    }

    public Set<SystemFlag> system() {
        var set = EnumSet.noneOf(SystemFlag.class);
        for (var f : SystemFlag.values()) if (has(f)) set.add(f);
        return set;
    }

    /** One bit for each {@link SystemFlag}, by ordinal. */
    public int systemBits() {
        return system;
    }

    public List<String> keywords() {
        return keywords;
    }

    public boolean isEmpty() {
        return system == 0 && keywords.isEmpty();
    }

    /** These and those. */
    public Flags plus(Flags more) {
        if (more.keywords.isEmpty())
            return (system | more.system) == system ? this : new Flags(system | more.system, keywords);
        var all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(keywords);
        all.addAll(more.keywords);
        return new Flags(system | more.system, List.copyOf(all));
    }

    /** These without those. */
    public Flags minus(Flags less) {
        if (less.keywords.isEmpty() || keywords.isEmpty()) return new Flags(system & ~less.system, keywords);
        var left = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        left.addAll(keywords);
        less.keywords.forEach(left::remove);
        return new Flags(system & ~less.system, List.copyOf(left));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Flags f
                && f.system == system
                && f.keywords.size() == keywords.size()
                && Arrays.equals(
                        f.keywords.toArray(new String[0]),
                        keywords.toArray(new String[0]),
                        String.CASE_INSENSITIVE_ORDER);
    }

    @Override
    public int hashCode() {
        int h = system;
        for (var k : keywords) h = 31 * h + k.toLowerCase(java.util.Locale.ROOT).hashCode();
        return h;
    }

    @Override
    public int compareTo(Flags other) {
        if (system != other.system) return Integer.compare(system, other.system);
        int common = Math.min(keywords.size(), other.keywords.size());
        for (int i = 0; i < common; i++) {
            int order = String.CASE_INSENSITIVE_ORDER.compare(keywords.get(i), other.keywords.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(keywords.size(), other.keywords.size());
    }

    @Override
    public String toString() {
        return system() + " " + keywords;
    }
}
