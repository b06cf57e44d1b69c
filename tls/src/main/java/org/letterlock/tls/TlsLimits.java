package org.letterlock.tls;

import java.time.Duration;

/**
 * The bounds of TLS on one listener.
 *
 * @param handshakeTime how long a handshake may take, from the connection or the go-ahead on; 1 s to 10 min
 * @param handshakeOctets how much a peer may send in handshake records before the handshake is done; 4 kB to 256 kB
 * @param sessions how many sessions are kept for resumption; 0 to 1,000,000
 * @param sessionTime how long a session may be resumed, and a key seals tickets; at most 24 h (RFC 5246, F.1.4)
 * @param tickets whether clients that know tickets keep their sessions themselves (RFC 5077)
 */
public record TlsLimits(
        Duration handshakeTime, int handshakeOctets, int sessions, Duration sessionTime, boolean tickets) {
    public static final TlsLimits DEFAULT =
            new TlsLimits(Duration.ofSeconds(10), 16 * 1024, 10_000, Duration.ofHours(1), true);

    public TlsLimits {
        within("handshakeTime", handshakeTime.toMillis(), 1_000, 600_000);
        within("handshakeOctets", handshakeOctets, 4 * 1024, 256 * 1024);
        within("sessions", sessions, 0, 1_000_000);
        within("sessionTime", sessionTime.toSeconds(), 1, 24 * 3600);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " " + value + " is not between " + least + " and " + most);
    }

    public TlsLimits withHandshakeTime(Duration time) {
        return new TlsLimits(time, handshakeOctets, sessions, sessionTime, tickets);
    }

    public TlsLimits withSessions(int most) {
        return new TlsLimits(handshakeTime, handshakeOctets, most, sessionTime, tickets);
    }

    public TlsLimits withSessionTime(Duration time) {
        return new TlsLimits(handshakeTime, handshakeOctets, sessions, time, tickets);
    }

    public TlsLimits withTickets(boolean given) {
        return new TlsLimits(handshakeTime, handshakeOctets, sessions, sessionTime, given);
    }
}
