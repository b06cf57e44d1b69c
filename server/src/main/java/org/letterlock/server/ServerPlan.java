package org.letterlock.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.letterlock.protocol.ConnectionGate;
import org.letterlock.protocol.sasl.LoginThrottle;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.log.TlsRecording;
import org.letterlock.tls.TlsServerSettings;

/**
 * All that a server shall be. Nothing of it is started.
 *
 * @param mechanisms what AUTH and AUTHENTICATE offer; without {@code SCRAM} where somebody could not use it
 * @param certified accounts by the subjects of clients' certificates, beside those that a certificate names by mail address
 * @param mimeCache about how many octets of heap the structures of messages read before may take
 * @param connections how many there may be
 * @param throttle how guessing passwords is slowed down
 * @param tlsRecording what is written down of TLS
 * @param outbound how mail for other domains leaves; empty: it is refused
 * @param clock the time of day
 * @param random for keys, nonces and salts
 */
public record ServerPlan(
        List<ListenerPlan> listeners,
        Accounts accounts,
        AddressBook.Rules addresses,
        Set<SaslMechanism> mechanisms,
        Map<X500Principal, String> certified,
        Threads.Numbers threads,
        HashingNumbers hashing,
        long mimeCache,
        ConnectionGate.Limits connections,
        LoginThrottle.Limits throttle,
        TlsRecording tlsRecording,
        Optional<OutboundPlan> outbound,
        Clock clock,
        SecureRandom random) {
    /** What is kept of structures unless somebody says otherwise. */
    public static final long MIME_CACHE = 16L << 20;

    public ServerPlan {
        listeners = List.copyOf(listeners);
        mechanisms = Set.copyOf(mechanisms);
        certified = Map.copyOf(certified);
        if (listeners.stream().map(ListenerPlan::name).distinct().count() != listeners.size())
            throw new IllegalArgumentException("two listeners have one name");
    }

    /** The TLS of each listener that has any, by the listener's name. */
    public Map<String, TlsServerSettings> tls() {
        var all = new LinkedHashMap<String, TlsServerSettings>();
        for (var listener : listeners) listener.tls().ifPresent(t -> all.put(listener.name(), t));
        return all;
    }

    /** In which parts {@code other} differs beyond what {@link MailServer#renewTls} can change, by name; accounts are not compared. */
    public List<String> differences(ServerPlan other) {
        var parts = new ArrayList<String>();
        if (!listeners.stream()
                .map(ListenerPlan::withoutTls)
                .toList()
                .equals(other.listeners.stream().map(ListenerPlan::withoutTls).toList())) parts.add("listeners");
        if (!addresses.equals(other.addresses)) parts.add("domains and addresses");
        if (!mechanisms.equals(other.mechanisms)
                || !throttle.equals(other.throttle)
                || !hashing.equals(other.hashing)
                || !certified.equals(other.certified)) parts.add("login");
        if (!connections.equals(other.connections)) parts.add("connections");
        if (!threads.equals(other.threads)) parts.add("threads");
        if (!tlsRecording.equals(other.tlsRecording)) parts.add("log");
        if (!outbound.map(OutboundPlan::withoutTls).equals(other.outbound.map(OutboundPlan::withoutTls)))
            parts.add("delivery or dns");
        if (mimeCache != other.mimeCache) parts.add("storage");
        return parts;
    }

    /**
     * How passwords are hashed.
     *
     * @param threads at the same time
     * @param waiting at most, from everywhere
     * @param waitingFromOne at most, from one source network
     */
    public record HashingNumbers(int threads, int waiting, int waitingFromOne) {
        public static final HashingNumbers DEFAULT = new HashingNumbers(2, 256, 16);

        public HashingNumbers {
            if (threads < 1 || threads > 64) throw new IllegalArgumentException("threads: from 1 to 64");
            if (waiting < 1 || waiting > 100_000) throw new IllegalArgumentException("waiting: from 1 to 100000");
            if (waitingFromOne < 1 || waitingFromOne > waiting)
                throw new IllegalArgumentException("waiting-from-one: from 1 to waiting, which is " + waiting);
        }
    }
}
