package org.letterlock.server.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.smtp.client.reply.EnhancedStatus;

/**
 * Says how mail for a domain leaves this server: which hosts, and how well protected. What is configured goes first; where it only
 * asks for {@code may}, the domain's own wishes raise the level: DANE (RFC 7672) before MTA-STS (RFC 8461, 2). Thread-safe.
 */
public final class Router {
    private static final EnhancedStatus NO_HOST = new EnhancedStatus(5, 4, 4);
    private static final EnhancedStatus DNS_FAILED = new EnhancedStatus(4, 4, 3);
    private static final EnhancedStatus BAD_DOMAIN = new EnhancedStatus(5, 1, 2);
    private static final CompletionStage<StsPolicies.Finding> NOT_ASKED =
            CompletableFuture.completedStage(StsPolicies.Finding.NOTHING);

    private final RouteTable table;
    private final Dns dns;
    private final MailExchangers exchangers;
    private final OwnPlace own;
    private final StsPolicies policies;
    private final int port;

    /** @param port where hosts that DNS names take mail: 25 */
    public Router(RouteTable table, Dns dns, MailExchangers exchangers, OwnPlace own, StsPolicies policies, int port) {
        this.table = table;
        this.dns = dns;
        this.exchangers = exchangers;
        this.own = own;
        this.policies = policies;
        this.port = port;
    }

    /** How mail has to be protected, beside what is configured. */
    public enum Protection {
        /** As the recipient's domain asks for. */
        AS_AGREED,
        /** By a server whose name nobody could forge, with a certificate for it. RFC 8689, 4.2.1. */
        REQUIRED,
        /** With TLS where it can be had and without it where not, whatever the recipient's domain asks for. RFC 8689, 4.2.2. */
        ANYHOW
    }

    /** @param domain lower case, or an address literal with its brackets */
    public CompletionStage<Route> route(String domain, Protection protection) {
        var rule = table.of(domain);
        if (protection == Protection.REQUIRED) return required(domain, rule);
        if (protection == Protection.ANYHOW && rule.level() == TlsLevel.MAY) return anyhow(domain, rule);
        return route(domain, rule);
    }

    private CompletionStage<Route> route(String domain, RouteRule rule) {
        if (rule.via().isPresent()) return relayed(domain, rule, rule.via().get());
        if (domain.startsWith("[")) return literal(domain, rule);
        var asksDomain = rule.level() == TlsLevel.MAY;
        return byDns(domain, asksDomain ? policies.of(domain) : NOT_ASKED, rule, false);
    }

    /** What is configured counts too, but never for less than a name that is sure and a certificate for it. */
    private CompletionStage<Route> required(String domain, RouteRule rule) {
        if (rule.level() == TlsLevel.DANE) return byDns(domain, NOT_ASKED, rule, true);
        var secure = rule.level() == TlsLevel.SECURE ? rule : new RouteRule(rule.via(), TlsLevel.SECURE, List.of());
        if (rule.via().isPresent()) return relayed(domain, secure, rule.via().get());
        if (domain.startsWith("[")) return literal(domain, secure);
        return rule.level() == TlsLevel.SECURE
                ? byDns(domain, NOT_ASKED, rule, false)
                : byDns(domain, policies.of(domain), rule, true);
    }

    private CompletionStage<Route> byDns(
            String domain, CompletionStage<StsPolicies.Finding> wanted, RouteRule rule, boolean required) {
        return exchangers
                .of(domain)
                .thenCombine(
                        wanted,
                        (hosts, finding) -> hosts instanceof MailHosts.Found found
                                ? new HostsTls(dns, port, domain, rule, finding, required).of(found)
                                : CompletableFuture.<Route>completedStage(nowhere((MailHosts.None) hosts)))
                .thenCompose(route -> route);
    }

    private CompletionStage<Route> anyhow(String domain, RouteRule rule) {
        if (rule.via().isPresent() || domain.startsWith("[")) return route(domain, rule);
        return exchangers
                .of(domain)
                .thenApply(hosts -> hosts instanceof MailHosts.Found found
                        ? new Route.Over(found.hosts().stream()
                                .flatMap(h -> HostsTls.steps(h, port, TlsDemand.MAY, Route.Verdict.none(domain)))
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
    static TlsDemand demand(TlsLevel level, List<String> names) {
        return switch (level) {
            case NONE -> TlsDemand.NONE;
            case MAY -> TlsDemand.MAY;
            case ENCRYPT -> TlsDemand.ENCRYPT;
            case VERIFY -> TlsDemand.VERIFY;
            case SECURE -> TlsDemand.secure(names);
            case DANE -> throw new IllegalArgumentException("dane without a record");
        };
    }
}
