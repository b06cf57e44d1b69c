package org.letterlock.tls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The identities of one listener, the preferred first. For each handshake one is chosen by the name the client asks for
 * (SNI, RFC 6066, 3) and by what its key must be able to do; a client that names nobody we know gets the first that works.
 */
public final class TlsIdentities {
    private final List<Entry> entries;

    private TlsIdentities(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** One identity, perhaps not there yet: asking for it may be what makes it. */
    record Entry(
            KeyType keyType, Set<String> names, Supplier<CompletableFuture<TlsIdentity>> identity, boolean ready) {}

    public static TlsIdentities of(TlsIdentity... identities) {
        return of(List.of(identities));
    }

    public static TlsIdentities of(Collection<TlsIdentity> identities) {
        var all = new TlsIdentities(List.of());
        for (var identity : identities) all = all.and(identity);
        return all;
    }

    /** These, and then {@code identity}. */
    public TlsIdentities and(TlsIdentity identity) {
        var there = CompletableFuture.completedFuture(identity);
        return and(new Entry(identity.keyType(), identity.names(), () -> there, true));
    }

    /**
     * These, and then one that need not be there yet, such as an RSA key that takes a while to find. A handshake that can
     * only use this one asks for it, and waits.
     *
     * @param identity asked on a thread of the handshakes, and must not compute there; what waits for it is a handshake
     */
    public TlsIdentities andLater(
            KeyType keyType, Collection<String> names, Supplier<? extends CompletionStage<TlsIdentity>> identity) {
        return and(new Entry(
                keyType, TlsIdentity.normal(names), () -> identity.get().toCompletableFuture(), false));
    }

    private TlsIdentities and(Entry entry) {
        var all = new ArrayList<>(entries);
        all.add(entry);
        return new TlsIdentities(all);
    }

    List<Entry> entries() {
        return entries;
    }

    /** The kinds of keys, also of those still being made. */
    public Set<KeyType> keyTypes() {
        var types = EnumSet.noneOf(KeyType.class);
        for (var entry : entries) types.add(entry.keyType());
        return types;
    }
}
