package org.letterlock.server.route;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.letterlock.server.route.DnsAnswer.Status;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.tls.Tlsa;

/**
 * How well each host of one domain has to be protected: DANE (RFC 7672) before MTA-STS (RFC 8461, 2) before what is configured; and
 * for mail that requires TLS, only hosts whose names are sure (RFC 8689, 4.2.1). Of one domain.
 */
final class HostsTls {
    private static final EnhancedStatus NOT_PROTECTED = new EnhancedStatus(4, 7, 5);
    private static final EnhancedStatus ENCRYPTION_NEEDED = new EnhancedStatus(5, 7, 10); // RFC 8689, 4.2.1

    private final Dns dns;
    private final int port;
    private final String domain;
    private final RouteRule rule;
    private final StsPolicies.Finding finding;
    private final boolean required;

    /** What is known of one host: its steps, or why there are none, whether for now only, and what the domain is told of it. */
    private record Considered(List<Route.Step> steps, String why, boolean forNow, Optional<Route.Verdict> verdict) {}

    /**
     * @param finding the domain's MTA-STS policy
     * @param required whether the mail requires TLS
     */
    HostsTls(Dns dns, int port, String domain, RouteRule rule, StsPolicies.Finding finding, boolean required) {
        this.dns = dns;
        this.port = port;
        this.domain = domain;
        this.rule = rule;
        this.finding = finding;
        this.required = required;
    }

    CompletionStage<Route> of(MailHosts.Found found) {
        var each = new ArrayList<CompletableFuture<Considered>>();
        for (var host : found.hosts()) each.add(consider(found.secure(), host).toCompletableFuture());
        return CompletableFuture.allOf(each.toArray(new CompletableFuture<?>[0]))
                .thenApply(done ->
                        together(each.stream().map(CompletableFuture::join).toList()));
    }

    private Route together(List<Considered> all) {
        var steps = all.stream().flatMap(c -> c.steps().stream()).toList();
        if (!steps.isEmpty()) return new Route.Over(steps);
        boolean forGood = required && all.stream().noneMatch(Considered::forNow);
        return new Route.Nowhere(
                forGood ? ENCRYPTION_NEEDED : NOT_PROTECTED,
                all.get(0).why(),
                all.stream().flatMap(c -> c.verdict().stream()).findFirst());
    }

    private CompletionStage<Considered> consider(boolean secure, MailHosts.Host host) {
        boolean mayHave = secure && host.secure() && (required || rule.level() == TlsLevel.MAY || daneOnly());
        if (!mayHave) return CompletableFuture.completedStage(withoutDane(secure, host));
        return dns.tlsa("_" + port + "._tcp." + host.name()).thenApply(answer -> {
            if (answer.failed()) // RFC 7672, 2.1.1: somebody may hide the records
            return none(answer.why(), true, Optional.of(tlsa(host, List.of()).failedFor("dnssec-invalid")));
            if (answer.status() != Status.FOUND || !answer.secure()) return withoutDane(secure, host);
            return some(
                    host,
                    TlsDemand.dane(answer.records(), List.of(host.name(), domain)), // RFC 7672, 3.2.2
                    tlsa(host, answer.records().stream().map(Tlsa::toString).toList()));
        });
    }

    private boolean daneOnly() {
        return rule.level() == TlsLevel.DANE;
    }

    private Route.Verdict tlsa(MailHosts.Host host, List<String> records) {
        return new Route.Verdict("tlsa", records, domain, List.of(host.name()), Optional.empty());
    }

    private Considered withoutDane(boolean secure, MailHosts.Host host) {
        if (daneOnly())
            return none(
                    host.name() + " has no TLSA record that is signed, and level dane is configured",
                    false,
                    Optional.of(tlsa(host, List.of()).failedFor("dane-required"))); // RFC 8460, 4.3.2.1
        if (finding.policy().isPresent()) {
            var published = finding.policy().get();
            if (published.allows(host.name()))
                return some(
                        host,
                        published.enforced() || required
                                ? TlsDemand.secure(List.of(host.name()))
                                : TlsDemand.MAY, // RFC 8461, 4.1
                        published.verdict());
            var verdict = published.verdict().failedFor("validation-failure");
            if (published.enforced())
                return none(
                        host.name() + " is none of the hosts that the MTA-STS policy of " + domain + " names",
                        false,
                        Optional.of(verdict));
            if (!required) return some(host, TlsDemand.MAY, verdict);
        }
        var verdict = finding.verdict(domain);
        if (required) return whoseNameIsSure(secure, host, verdict);
        var names = rule.names().isEmpty() ? List.of(domain, "." + domain) : rule.names();
        return some(host, Router.demand(rule.level(), names), verdict);
    }

    /** RFC 8689, 2: a signed MX record, or none at all; a policy that names the host has been looked for before. */
    private Considered whoseNameIsSure(boolean secure, MailHosts.Host host, Route.Verdict verdict) {
        if (secure || host.name().equals(domain)) return some(host, TlsDemand.secure(List.of(host.name())), verdict);
        return none(
                "the sender requires TLS, and nobody vouches for the name " + host.name() + ": the MX record of "
                        + domain + " is not signed, and no MTA-STS policy names it",
                finding.failure().isPresent(),
                Optional.empty());
    }

    private static Considered none(String why, boolean forNow, Optional<Route.Verdict> verdict) {
        return new Considered(List.of(), why, forNow, verdict);
    }

    private Considered some(MailHosts.Host host, TlsDemand demand, Route.Verdict verdict) {
        return new Considered(steps(host, port, demand, verdict).toList(), "", false, Optional.empty());
    }

    /** One for each address. */
    static Stream<Route.Step> steps(MailHosts.Host host, int port, TlsDemand demand, Route.Verdict verdict) {
        return host.addresses().stream()
                .map(a -> new Route.Step(Hop.smtp(new InetSocketAddress(a, port), host.name()), demand, verdict));
    }
}
