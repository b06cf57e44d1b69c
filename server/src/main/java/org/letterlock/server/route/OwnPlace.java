package org.letterlock.server.route;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.letterlock.server.rule.IpNetwork;

/**
 * Where this server is, and whom it may speak to: so that mail does not come back to it, and so that no stranger's MX record
 * makes it speak to what stands beside it.
 *
 * @param names what it calls itself, lower case
 * @param addresses where it listens
 * @param allowed networks that are not public, and yet may be where mail for other domains goes
 */
public record OwnPlace(Set<String> names, Set<InetAddress> addresses, List<IpNetwork> allowed) {
    public OwnPlace {
        names = names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        addresses = Set.copyOf(addresses);
        allowed = List.copyOf(allowed);
    }

    /** Whether that host is this server. */
    boolean isNamed(String host) {
        return names.contains(host.toLowerCase(Locale.ROOT));
    }

    /** Whether that address is this server's. */
    boolean isAt(InetAddress address) {
        return addresses.contains(address);
    }

    /** Whether a stranger's record may lead there: to a public address, or to one that is allowed. */
    boolean mayReach(InetAddress address) {
        return isPublic(address) || allowed.stream().anyMatch(n -> n.contains(address));
    }

    /** The addresses of a host of the web that a stranger's record may lead to; none where there are none. */
    public CompletionStage<List<InetAddress>> reachable(Dns dns, String host) {
        return dns.addresses(host)
                .thenApply(answer ->
                        answer.records().stream().filter(this::mayReach).toList());
    }

    private static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) return false;
        var octets = address.getAddress();
        int first = octets[0] & 0xFF;
        int second = octets[1] & 0xFF;
        if (octets.length == 4) {
            return first != 0 && first < 240 && !(first == 100 && second >= 64 && second < 128); // RFC 6890, 2.2.2
        }
        return (first & 0xFE) != 0xFC; // RFC 4193, 3.1
    }
}
