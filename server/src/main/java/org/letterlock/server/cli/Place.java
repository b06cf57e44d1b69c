package org.letterlock.server.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where a listener is, as people write it: {@code 0.0.0.0:993}, {@code [::1]:993}. */
final class Place {
    private Place() {}

    /** @param asked what was asked for: the system says {@code ::} also where that was 0.0.0.0 */
    static String of(InetSocketAddress bound, String asked) {
        return inUrl(host(bound.getAddress(), asked)) + ":" + bound.getPort();
    }

    static String host(InetAddress bound, String asked) {
        if (bound.isAnyLocalAddress()) return asked.indexOf(':') < 0 ? "0.0.0.0" : "::";
        return shortened(bound.getHostAddress());
    }

    static String inUrl(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /** The first of the longest runs of zeros becomes {@code ::}. RFC 5952, 4.2. */
    private static String shortened(String address) {
        if (address.indexOf(':') < 0) return address;
        for (int more = 7; more > 0; more--) {
            var without = address.replaceFirst("(^|:)0(:0){" + more + "}(:|(?=%)|$)", "::");
            if (!without.equals(address)) return without;
        }
        return address;
    }
}
