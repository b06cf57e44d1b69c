package org.letterlock.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.letterlock.protocol.ConnectionGate;
import org.letterlock.protocol.sasl.LoginThrottle;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.log.TlsRecording;

/**
 * All that a server shall be. Nothing of it is started.
 *
 * @param mechanisms what AUTH and AUTHENTICATE offer; without {@code SCRAM} where somebody could not use it
 * @param mimeCache about how many octets of heap the structures of messages read before may take
 * @param connections how many there may be
 * @param throttle how guessing passwords is slowed down
 * @param tlsRecording what is written down of TLS
 * @param clock the time of day
 * @param random for keys, nonces and salts
 */
public record ServerPlan(
        List<ListenerPlan> listeners,
        Accounts accounts,
        AddressBook.Rules addresses,
        Set<SaslMechanism> mechanisms,
        Threads.Numbers threads,
        HashingNumbers hashing,
        long mimeCache,
        ConnectionGate.Limits connections,
        LoginThrottle.Limits throttle,
        TlsRecording tlsRecording,
        Clock clock,
        SecureRandom random) {
    /** What is kept of structures unless somebody says otherwise. */
    public static final long MIME_CACHE = 16L << 20;

    public ServerPlan {
        listeners = List.copyOf(listeners);
        mechanisms = Set.copyOf(mechanisms);
        if (listeners.stream().map(ListenerPlan::name).distinct().count() != listeners.size())
            throw new IllegalArgumentException("two listeners have one name");
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
