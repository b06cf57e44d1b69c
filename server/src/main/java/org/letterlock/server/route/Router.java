package org.letterlock.server.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.server.route.DnsAnswer.Status;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.tls.Tlsa;

/**
 * Says how mail for a domain leaves this server: which hosts, and how well protected. What is configured goes first; where it only
 * asks for {@code may}, the domain's own wishes raise the level: DANE (RFC 7672) before MTA-STS (RFC 8461, 2). Thread-safe.
 */
public final class Router {
    private static final EnhancedStatus NO_HOST = new EnhancedStatus(5, 4, 4);
    private static final EnhancedStatus DNS_FAILED = new EnhancedStatus(4, 4, 3);
    private static final EnhancedStatus BAD_DOMAIN = new EnhancedStatus(5, 1, 2);
    private static final EnhancedStatus NOT_PROTECTED = new EnhancedStatus(4, 7, 5);

    private final RouteTable table;
    private final Dns dns;
    private final MailExchangers exchangers;
    private final OwnPlace own;
    private final StsPolicies policies;
    private final int port;

    /** What is known of one host: its step, or why there is none. */
    private record Considered(Optional<Route.Step> step, String why) {}

    /** @param port where hosts that DNS names take mail: 25 */
    public Router(RouteTable table, Dns dns, MailExchangers exchangers, OwnPlace own, StsPolicies policies, int port) {
        this.table = table;
        this.dns = dns;
        this.exchangers = exchangers;
        this.own = own;
        this.policies = policies;
        this.port = port;
    }

    /** @param domain lower case, or an address literal with its brackets */
    public CompletionStage<Route> route(String domain) {
        var rule = table.of(domain);
        if (rule.via().isPresent()) return relayed(domain, rule, rule.via().get());
        if (domain.startsWith("[")) return literal(domain, rule);
        var asksDomain = rule.level() == TlsLevel.MAY;
        CompletionStage<Optional<StsPolicy>> wanted =
                asksDomain ? policies.of(domain) : CompletableFuture.completedStage(Optional.empty());
        return exchangers
                .of(domain)
                .thenCombine(
                        wanted,
                        (hosts, policy) -> hosts instanceof MailHosts.Found found
                                ? consider(domain, rule, found, policy)
                                : CompletableFuture.<Route>completedStage(nowhere((MailHosts.None) hosts)))
                .thenCompose(route -> route);
    }

    /** As {@link #route}, with TLS where it can be had and without it where not, whatever anybody asks for. */
    public CompletionStage<Route> routeAnyhow(String domain) {
        var rule = table.of(domain);
        if (rule.via().isPresent() || domain.startsWith("[")) return route(domain);
        return exchangers
                .of(domain)
                .thenApply(hosts -> hosts instanceof MailHosts.Found found
                        ? new Route.Over(found.hosts().stream()
                                .flatMap(h -> steps(h, TlsDemand.MAY, Route.Verdict.none(domain)).stream())
                                .flatMap(c -> c.step().stream())
                                .toList())
                        : nowhere((MailHosts.None) hosts));
    }

    private static Route nowhere(MailHosts.None none) {
        return new Route.Nowhere(none.status(), none.why(), Optional.empty());
    }

    // ---------------------------------------------------------------- a server that is configured

    private CompletionStage<Route> relayed(String domain, RouteRule rule, RouteRule.Relay relay) {
        var names = rule.names().isEmpty() ? List.of(relay.host()) : rule.names();
        return addresses(relay.host()).thenApply(answer -> {
            if (answer.failed()) return new Route.Nowhere(DNS_FAILED, answer.why(), Optional.empty());
            if (answer.records().isEmpty()) // it is configured, so it is a mistake that somebody will correct
            return new Route.Nowhere(DNS_FAILED, relay.host() + " has no address", Optional.empty());
            var steps = new ArrayList<Route.Step>();
            for (var address : answer.records())
                steps.add(new Route.Step(
                        new Hop(
                                new InetSocketAddress(address, relay.port()),
                                relay.host(),
                                relay.dialect(),
                                relay.implicitTls(),
                                relay.login()),
                        demand(rule.level(), names),
                        Route.Verdict.none(domain)));
            return new Route.Over(steps);
        });
    }

    private CompletionStage<DnsAnswer<InetAddress>> addresses(String host) {
        try {
            return CompletableFuture.completedStage(DnsAnswer.found(false, List.of(IpNetwork.address(host))));
        } catch (IllegalArgumentException aName) {
            return dns.addresses(host);
        }
    }

    // ---------------------------------------------------------------- an address

    /** RFC 5321, 4.1.3. */
    private CompletionStage<Route> literal(String domain, RouteRule rule) {
        var text = domain.substring(1, domain.length() - 1);
        try {
            var address = IpNetwork.address(text.startsWith("ipv6:") ? text.substring("ipv6:".length()) : text);
            if (own.isAt(address))
                return nowhere(new EnhancedStatus(5, 4, 6), domain + " is this server, which does not keep its mail");
            if (!own.mayReach(address)) return nowhere(NO_HOST, domain + " is no public address");
            var hop = Hop.smtp(new InetSocketAddress(address, port), address.getHostAddress());
            var names = rule.names().isEmpty() ? List.of(address.getHostAddress()) : rule.names();
            return CompletableFuture.completedStage(new Route.Over(
                    List.of(new Route.Step(hop, demand(rule.level(), names), Route.Verdict.none(domain)))));
        } catch (IllegalArgumentException e) {
            return nowhere(BAD_DOMAIN, domain + " is no address");
        }
    }

    private static CompletionStage<Route> nowhere(EnhancedStatus status, String why) {
        return CompletableFuture.completedStage(new Route.Nowhere(status, why, Optional.empty()));
    }

    /** Of a level that needs no record: {@code dane} without one cannot be reached, and nothing goes out. */
    private static TlsDemand demand(TlsLevel level, List<String> names) {
        return switch (level) {
            case NONE -> TlsDemand.NONE;
            case MAY -> TlsDemand.MAY;
            case ENCRYPT -> TlsDemand.ENCRYPT;
            case VERIFY -> TlsDemand.VERIFY;
            case SECURE -> TlsDemand.secure(names);
            case DANE -> throw new IllegalArgumentException("dane without a record");
        };
    }

    // ---------------------------------------------------------------- hosts that DNS names

    private CompletionStage<Route> consider(
            String domain, RouteRule rule, MailHosts.Found found, Optional<StsPolicy> policy) {
        var each = new ArrayList<CompletableFuture<List<Considered>>>();
        for (var host : found.hosts())
            each.add(consider(domain, rule, found.secure(), host, policy).toCompletableFuture());
        return CompletableFuture.allOf(each.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    var all = each.stream().flatMap(c -> c.join().stream()).toList();
                    var steps = all.stream().flatMap(c -> c.step().stream()).toList();
                    return steps.isEmpty()
                            ? new Route.Nowhere(
                                    NOT_PROTECTED,
                                    all.get(0).why(),
                                    policy.map(p -> p.verdict().failedFor("validation-failure")))
                            : new Route.Over(steps);
                });
    }

    private CompletionStage<List<Considered>> consider(
            String domain, RouteRule rule, boolean secure, MailHosts.Host host, Optional<StsPolicy> policy) {
        boolean mayHave = secure && host.secure() && (rule.level() == TlsLevel.MAY || rule.level() == TlsLevel.DANE);
        if (!mayHave) return CompletableFuture.completedStage(withoutDane(domain, rule, host, policy));
        return dns.tlsa("_" + port + "._tcp." + host.name()).thenApply(answer -> {
            if (answer.failed()) return List.of(none(answer.why())); // RFC 7672, 2.1.1: somebody may hide the records
            if (answer.status() != Status.FOUND || !answer.secure()) return withoutDane(domain, rule, host, policy);
            return steps(
                    host,
                    TlsDemand.dane(answer.records(), List.of(host.name(), domain)), // RFC 7672, 3.2.2
                    new Route.Verdict(
                            "tlsa",
                            answer.records().stream().map(Tlsa::toString).toList(),
                            domain,
                            List.of(host.name()),
                            Optional.empty()));
        });
    }

    private List<Considered> withoutDane(
            String domain, RouteRule rule, MailHosts.Host host, Optional<StsPolicy> policy) {
        if (rule.level() == TlsLevel.DANE)
            return List.of(none(host.name() + " has no TLSA record that is signed, and level dane is configured"));
        if (policy.isEmpty()) {
            var names = rule.names().isEmpty() ? List.of(domain, "." + domain) : rule.names();
            return steps(host, demand(rule.level(), names), Route.Verdict.none(domain));
        }
        var published = policy.get();
        if (published.allows(host.name()))
            return steps(
                    host,
                    published.enforced() ? TlsDemand.secure(List.of(host.name())) : TlsDemand.MAY, // RFC 8461, 4.1
                    published.verdict());
        if (published.enforced())
            return List.of(none(host.name() + " is none of the hosts that the MTA-STS policy of " + domain + " names"));
        return steps(host, TlsDemand.MAY, published.verdict().failedFor("validation-failure"));
    }

    private static Considered none(String why) {
        return new Considered(Optional.empty(), why);
    }

    private List<Considered> steps(MailHosts.Host host, TlsDemand demand, Route.Verdict verdict) {
        return host.addresses().stream()
                .map(a -> new Considered(
                        Optional.of(
                                new Route.Step(Hop.smtp(new InetSocketAddress(a, port), host.name()), demand, verdict)),
                        ""))
                .toList();
    }
}
