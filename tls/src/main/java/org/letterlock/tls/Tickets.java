package org.letterlock.tls;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.SessionCache.Kept;

/** The tickets that one listener gives and takes: sessions that their clients keep. RFC 5077; TLS 1.2 and before. */
final class Tickets {
    static final NewSessionTicket NONE = new NewSessionTicket(0, TlsUtils.EMPTY_BYTES); // RFC 5077, 3.3

    private final ServerTls tls;
    private final List<String> service;

    Tickets(ServerTls tls, List<String> service) {
        this.tls = tls;
        this.service = service;
    }

    private TicketKeys keys(Offer offer) {
        return tls.house.ticketKeys(new TicketKeys.Scope(offer.policy, service, tls.limits.sessionTime()));
    }

    /**
     * The ticket of a session just made; an empty one where the client has asked for short records (RFC 6066, 4), which a
     * ticket does not tell.
     */
    NewSessionTicket give(
            Offer offer, SecurityParameters session, ServerKey key, String group, Optional<String> serverName) {
        if (session.getMaxFragmentLength() >= 0) return NONE;
        var ticket = new Ticket(
                session.getNegotiatedVersion().getFullVersion(),
                session.getCipherSuite(),
                session.isEncryptThenMAC(),
                tls.house.clock.getAsLong(),
                tls.crypto.adoptSecret(session.getMasterSecret()).extract(),
                key.fingerprint(),
                group,
                serverName);
        return new NewSessionTicket(
                tls.limits.sessionTime().toSeconds(), keys(offer).seal(ticket.encoded()));
    }

    /**
     * The session of a ticket; null when there is none to go on with: forged, too old, from another service or policy, or of a
     * certificate that is no longer here.
     *
     * @param serverName what the client asks for now
     * @param id the client's session id
     */
    @Nullable
    Kept open(Offer offer, byte[] sealed, Optional<String> serverName, byte[] id) {
        if (sealed.length > Ticket.LONGEST) return null;
        byte[] octets = keys(offer).open(sealed);
        if (octets == null) return null;
        var ticket = Ticket.of(octets);
        if (tls.house.clock.getAsLong() - ticket.madeAt()
                > tls.limits.sessionTime().toNanos()) return null;
        var key = tls.keys.find(serverName.orElse(null), ticket.certificate());
        if (key == null) return null;
        try {
            return new Kept(
                    ticket.session(id, tls.crypto),
                    offer,
                    ticket.suite(),
                    ticket.encryptThenMac(),
                    ticket.serverName(),
                    key,
                    ticket.group());
        } catch (IOException e) {
            throw new IllegalStateException(e); // writes to memory
        }
    }
}
