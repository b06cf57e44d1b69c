package org.letterlock.server.listen;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.letterlock.server.rule.IpNetwork;

/**
 * Who stands in front of one listener and says, in the PROXY protocol, for whom it speaks. From these peers every connection begins with
 * a PROXY header, from all others none does.
 *
 * @param from the peers whose word counts; none: nobody's
 * @param tls whether what they say about their client's TLS counts as TLS here: the way between has to be as good
 * @param time how long a header may take; 100 ms to 1 min
 */
public record Proxies(List<IpNetwork> from, boolean tls, Duration time) {
    public static final Duration TIME = Duration.ofSeconds(5);

    /** There are none. */
    public static final Proxies NONE = new Proxies(List.of(), false, TIME);

    public Proxies {
        from = List.copyOf(from);
        if (tls && from.isEmpty()) throw new IllegalArgumentException("proxy-tls needs proxy-from: whose word counts");
        if (time.toMillis() < 100 || time.toMillis() > 60_000)
            throw new IllegalArgumentException("proxy-time " + time.toMillis() + " ms is not between 100 ms and 1 min");
    }

    boolean any() {
        return !from.isEmpty();
    }

    boolean has(SocketAddress peer) {
        return peer instanceof InetSocketAddress internet
                && internet.getAddress() != null
                && from.stream().anyMatch(network -> network.contains(internet.getAddress()));
    }
}
