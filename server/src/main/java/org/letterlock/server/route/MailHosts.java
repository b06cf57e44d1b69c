package org.letterlock.server.route;

import java.net.InetAddress;
import java.util.List;
import org.letterlock.smtp.client.reply.EnhancedStatus;

/** Where mail for a domain goes, as DNS has it. RFC 5321, 5.1. */
public sealed interface MailHosts {
    /**
     * These hosts, the best first.
     *
     * @param secure whether the list itself is signed: the names in it are the domain's own choice
     */
    record Found(List<Host> hosts, boolean secure) implements MailHosts {
        public Found {
            hosts = List.copyOf(hosts);
        }
    }

    /** No host, and a class 4 status says that another time there may be one. */
    record None(EnhancedStatus status, String why) implements MailHosts {}

    /**
     * One host.
     *
     * @param secure whether its addresses are signed
     */
    record Host(String name, List<InetAddress> addresses, boolean secure) {
        public Host {
            addresses = List.copyOf(addresses);
        }
    }
}
