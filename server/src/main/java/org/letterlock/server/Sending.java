package org.letterlock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.letterlock.mailbox.MailStore;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.delivery.Outbound;
import org.letterlock.server.keep.OwnersFolder;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.queue.Carrier;
import org.letterlock.server.queue.OutboundQueue;
import org.letterlock.server.report.TlsReports;
import org.letterlock.server.route.HeloName;
import org.letterlock.server.route.HttpsPolicies;
import org.letterlock.server.route.KnownPolicies;
import org.letterlock.server.route.MailExchangers;
import org.letterlock.server.route.OwnPlace;
import org.letterlock.server.route.Router;
import org.letterlock.server.route.StsPolicies;
import org.letterlock.server.route.ValidatingDns;
import org.letterlock.server.web.HttpsAnswer;
import org.letterlock.server.web.HttpsClient;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.client.ClientTls;
import org.letterlock.smtp.client.Dialogue;
import org.letterlock.smtp.client.net.SmtpClient;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsTrust;
import org.letterlock.tls.TlsVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sending half of one server: DNS, routes, client and queue, joined. The guide's third role. */
final class Sending implements AutoCloseable {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int REPORT_ANSWER = 4096; // octets of what a web server says to a report
    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

    private final OutboundQueue queue;
    private final Optional<KnownPolicies> policies;
    private final SmtpClient client;
    private final TlsReports reports;
    private final ServerPlan server;
    private final Threads threads;
    private volatile ClientTls tls;

    Sending(OutboundPlan plan, ServerPlan server, MailStore store, Supplier<AddressBook> addresses, Threads threads) {
        this.server = server;
        this.threads = threads;
        tls = tls(plan);
        var dns = ValidatingDns.of(plan.dns(), server.clock(), System::nanoTime, threads.workers());
        var own = new OwnPlace(
                Set.of(plan.client().helloName()), ownAddresses(server.listeners(), plan.port()), plan.allowed());
        var web = new HttpsClient(
                threads.eventLoops(),
                TlsClientContext.create(
                        TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT),
                        TlsTrust.anybody(),
                        List.of("http/1.1"),
                        threads.handshakes(),
                        server.random(),
                        handshake -> {},
                        TlsLimits.DEFAULT),
                () -> tls.authorities(),
                server.clock(),
                host -> own.reachable(dns, host),
                plan.httpsPort());
        var state = plan.state().map(Sending::open);
        policies = plan.mtaSts()
                ? Optional.of(new KnownPolicies(dns, new HttpsPolicies(web), state, threads.workers(), server.clock()))
                : Optional.empty();
        var router =
                new Router(plan.routes(), dns, new MailExchangers(dns, own, server.random()), own, sts(), plan.port());
        client = new SmtpClient(
                plan.client(), tls, threads.eventLoops(), threads.workers(), server.random(), Dialogue.UNHEARD);
        reports = new TlsReports(
                plan.client().helloName(),
                plan.dkim(),
                dns,
                this::post,
                (uri, type, report) ->
                        web.post(uri, type, report, REPORT_ANSWER).thenApply(HttpsAnswer::successful),
                state,
                server.clock(),
                server.random());
        queue = new OutboundQueue(
                plan.queue(),
                store,
                new OutboundQueue.Parts(
                        plan.client().helloName(),
                        router,
                        Carrier.of(client),
                        addresses,
                        plan.tlsReports() ? reports::count : attempted -> {},
                        server.clock(),
                        System::nanoTime,
                        server.random(),
                        threads.workers()));
        new HeloName(dns).check(plan.client().helloName()).thenAccept(finding -> LOG.info("{}", finding));
        queue.start();
        threads.every(Duration.ofSeconds(1), queue::tick);
        policies.ifPresent(p -> threads.every(HOUR, () -> threads.workers().execute(p::refresh)));
        if (plan.tlsReports()) threads.every(MINUTE, () -> threads.workers().execute(reports::look));
    }

    private StsPolicies sts() {
        return policies.<StsPolicies>map(p -> p).orElse(StsPolicies.NONE);
    }

    /** Nothing is narrowed: what the engine can do is offered, and below a mandatory level older versions too. G10. */
    private ClientTls tls(OutboundPlan plan) {
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT);
        return new ClientTls(
                context(policy.withVersions(Set.of(TlsVersion.values())), plan),
                context(policy, plan),
                plan.authorities(),
                server.clock());
    }

    private TlsClientContext context(TlsPolicy policy, OutboundPlan plan) {
        return TlsClientContext.createWithIdentities(
                policy,
                TlsTrust.anybody(),
                plan.identities(),
                threads.handshakes(),
                server.random(),
                handshake -> {},
                TlsLimits.DEFAULT);
    }

    /** Where this server takes mail on the port that others take it on; elsewhere it is another server. */
    private static Set<InetAddress> ownAddresses(List<ListenerPlan> listeners, int port) {
        var own = new HashSet<InetAddress>();
        for (var listener : listeners) {
            if (listener.address().getPort() != port) continue;
            var address = listener.address().getAddress();
            if (address.isAnyLocalAddress()) own.addAll(allOfThisMachine());
            else own.add(address);
        }
        return own;
    }

    private static Set<InetAddress> allOfThisMachine() {
        var all = new HashSet<InetAddress>();
        try {
            NetworkInterface.networkInterfaces().forEach(i -> i.inetAddresses().forEach(all::add));
        } catch (SocketException e) {
            LOG.warn(
                    "the addresses of this machine cannot be listed, so mail that comes back here is known by name only",
                    e);
        }
        return all;
    }

    private static OwnersFolder open(Path folder) {
        try {
            return OwnersFolder.open(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("delivery.state: " + e.getMessage(), e);
        }
    }

    /**
     * Makes ready what {@code renewed} says of certificates and authorities; connections that begin behind the run of what this
     * gives have it, those that are there keep what they have.
     *
     * @throws IllegalArgumentException when it cannot be used
     */
    Runnable renewed(OutboundPlan renewed) {
        var ready = tls(renewed);
        return () -> {
            tls = ready;
            client.renewTls(ready);
        };
    }

    private CompletionStage<Boolean> post(String id, Mailbox to, byte[] message) {
        return queue.post(id, to, message);
    }

    Outbound outbound() {
        return queue;
    }

    void offer(AdminCommands commands) {
        queue.offer(commands);
    }

    @Override
    public void close() {
        queue.close();
        policies.ifPresent(KnownPolicies::write);
        reports.write();
    }
}
