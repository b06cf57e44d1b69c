package org.letterlock.server.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.Printable;
import org.letterlock.server.route.DnsAnswer.Status;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the hosts that take mail for a domain: by MX records, by its address where it has none, never back to this server.
 * Thread-safe. RFC 5321, 5.1.
 */
public final class MailExchangers {
    /** Hosts whose addresses are asked for; and addresses of each that are taken. */
    private static final int MAX_HOSTS = 10;

    private static final int MAX_ADDRESSES = 10;
    private static final Logger LOG = LoggerFactory.getLogger(MailExchangers.class);
    private static final EnhancedStatus NO_SUCH_DOMAIN = new EnhancedStatus(5, 1, 2);
    private static final EnhancedStatus NULL_MX = new EnhancedStatus(5, 1, 10); // RFC 7505, 4.2
    private static final EnhancedStatus NO_HOST = new EnhancedStatus(5, 4, 4);
    private static final EnhancedStatus LOOP = new EnhancedStatus(5, 4, 6);
    private static final EnhancedStatus DNS_FAILED = new EnhancedStatus(4, 4, 3);

    private final Dns dns;
    private final OwnPlace own;
    private final Random random;

    /** One MX host, and what DNS says of its addresses. */
    private record Asked(Dns.Mx mx, DnsAnswer<InetAddress> addresses) {}

    /** @param random orders hosts of the same preference */
    public MailExchangers(Dns dns, OwnPlace own, Random random) {
        this.dns = dns;
        this.own = own;
        this.random = random;
    }

    /** The hosts for {@code domain}, which is no address literal. */
    public CompletionStage<MailHosts> of(String domain) {
        return dns.mx(domain).thenCompose(answer -> switch (answer.status()) {
            case FAILED -> none(DNS_FAILED, answer.why());
            case NO_SUCH_NAME -> none(NO_SUCH_DOMAIN, "there is no domain " + domain);
            case NO_DATA -> itself(domain, answer.secure());
            case FOUND -> listed(domain, answer);
        });
    }

    /** A domain without MX is its own host. RFC 5321, 5.1. */
    private CompletionStage<MailHosts> itself(String domain, boolean secure) {
        if (own.isNamed(domain)) return none(LOOP, domain + " is this server, which does not keep its mail");
        var mx = new Dns.Mx(0, domain);
        return dns.addresses(domain)
                .thenApply(addresses -> addresses.status() == Status.NO_SUCH_NAME
                        ? new MailHosts.None(NO_SUCH_DOMAIN, "there is no domain " + domain)
                        : chosen(domain, List.of(new Asked(mx, addresses)), secure));
    }

    private CompletionStage<MailHosts> listed(String domain, DnsAnswer<Dns.Mx> answer) {
        var list = new ArrayList<>(answer.records());
        if (list.size() == 1 && list.get(0).host().isEmpty())
            return none(NULL_MX, domain + " takes no mail"); // RFC 7505, 3
        list.removeIf(mx -> mx.host().isEmpty());
        Collections.shuffle(list, random);
        list.sort(Comparator.comparingInt(Dns.Mx::preference)); // stable: equals stay shuffled
        var better = new ArrayList<Dns.Mx>();
        int ownPreference = ownPreference(list);
        for (var mx : list) if (mx.preference() < ownPreference && better.size() < MAX_HOSTS) better.add(mx);
        if (better.isEmpty()) return none(LOOP, looped(domain));
        var asked = new ArrayList<CompletableFuture<Asked>>();
        for (var mx : better)
            asked.add(dns.addresses(mx.host()).thenApply(a -> new Asked(mx, a)).toCompletableFuture());
        return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> chosen(
                        domain, asked.stream().map(CompletableFuture::join).toList(), answer.secure()));
    }

    private int ownPreference(List<Dns.Mx> list) {
        return list.stream()
                .filter(mx -> own.isNamed(mx.host()))
                .mapToInt(Dns.Mx::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static String looped(String domain) {
        return "mail for " + domain + " loops back to this server";
    }

    /** Those that have an address that may be tried; as good as this server and worse are none. */
    private MailHosts chosen(String domain, List<Asked> asked, boolean secure) {
        int ownPreference = asked.stream()
                .filter(a -> a.addresses().records().stream().anyMatch(own::isAt))
                .mapToInt(a -> a.mx().preference())
                .min()
                .orElse(Integer.MAX_VALUE);
        var hosts = new ArrayList<MailHosts.Host>();
        var failures = new ArrayList<String>();
        boolean refused = false;
        for (var one : asked) {
            if (one.mx().preference() >= ownPreference) continue;
            var answer = one.addresses();
            if (answer.failed()) failures.add(answer.why());
            answer.alias()
                    .ifPresent(alias -> LOG.warn(
                            "domain={} mx={} is a CNAME for {}, which no MX may be (RFC 2181, 10.3)",
                            Printable.of(domain),
                            Printable.of(one.mx().host()),
                            Printable.of(alias)));
            var reachable = answer.records().stream()
                    .filter(own::mayReach)
                    .limit(MAX_ADDRESSES)
                    .toList();
            refused |= reachable.size() < answer.records().size();
            if (!reachable.isEmpty()) hosts.add(new MailHosts.Host(one.mx().host(), reachable, answer.secure()));
        }
        if (!hosts.isEmpty()) return new MailHosts.Found(hosts, secure);
        if (!failures.isEmpty()) return new MailHosts.None(DNS_FAILED, failures.get(0));
        if (ownPreference != Integer.MAX_VALUE) return new MailHosts.None(LOOP, looped(domain));
        return new MailHosts.None(
                NO_HOST,
                refused
                        ? "the hosts for " + domain
                                + " have no public address; delivery.allowed-networks would allow it"
                        : "no host for " + domain + " has an address");
    }

    private static CompletionStage<MailHosts> none(EnhancedStatus status, String why) {
        return CompletableFuture.completedStage(new MailHosts.None(status, why));
    }
}
