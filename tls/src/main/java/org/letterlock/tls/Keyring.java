package org.letterlock.tls;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.crypto.MixedCrypto;

/** The keys of one listener by host name. What it keeps does not grow with what clients ask for. */
final class Keyring {
    private final List<Slot> all;
    private final Map<String, List<Slot>> byName = new HashMap<>();

    Keyring(TlsIdentities identities, MixedCrypto crypto, SecureRandom random, Duration patience) {
        all = new ArrayList<>();
        for (var entry : identities.entries()) all.add(new Slot(entry, crypto, random, patience));
        for (var slot : all) {
            for (var name : slot.entry.names())
                byName.computeIfAbsent(name, n -> new ArrayList<>()).add(slot);
        }
        // a client that cannot use the key of the name it asked for still gets a connection
        byName.replaceAll((name, slots) -> {
            var order = new LinkedHashSet<>(slots);
            order.addAll(all);
            return List.copyOf(order);
        });
    }

    /** The keys for a client that asks for {@code hostName}, the best first. RFC 6066, 3; wildcards: RFC 9525, 6.3. */
    List<Slot> forName(@Nullable String hostName) {
        if (hostName == null) return all;
        var name = TlsIdentity.normal(hostName);
        var exact = byName.get(name);
        if (exact != null) return exact;
        int dot = name.indexOf('.');
        var wildcard = dot < 0 ? null : byName.get("*" + name.substring(dot));
        return wildcard != null ? wildcard : all;
    }

    /** The key of a certificate with this fingerprint, if a client that asks for {@code hostName} may get it. */
    @Nullable
    ServerKey find(@Nullable String hostName, byte[] fingerprint) {
        for (var slot : forName(hostName)) {
            var key = slot.key;
            if (key != null && Arrays.equals(key.fingerprint(), fingerprint)) return key;
        }
        return null;
    }

    /** Where a key is, or will be. */
    static final class Slot {
        private final TlsIdentities.Entry entry;
        private final MixedCrypto crypto;
        private final SecureRandom random;
        private final Duration patience;
        private volatile @Nullable ServerKey key;

        Slot(TlsIdentities.Entry entry, MixedCrypto crypto, SecureRandom random, Duration patience) {
            this.entry = entry;
            this.crypto = crypto;
            this.random = random;
            this.patience = patience;
            if (entry.ready()) key();
        }

        KeyType keyType() {
            return entry.keyType();
        }

        /** The key; waits for one that is still being made. Null: there will be none. */
        @Nullable
        ServerKey key() {
            var ready = key;
            if (ready != null) return ready;
            try {
                var identity = entry.identity().get().get(patience.toMillis(), TimeUnit.MILLISECONDS);
                ready = new ServerKey(identity, crypto, random);
                key = ready;
                return ready;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            } catch (ExecutionException | TimeoutException | java.util.concurrent.CancellationException e) {
                return null;
            }
        }
    }
}
