package org.letterlock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.net.ImapProtocol;
import org.letterlock.imap.session.AccountSessions;
import org.letterlock.imap.session.ImapServices;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.mime.MimeCache;
import org.letterlock.pop3.LoginDelay;
import org.letterlock.pop3.Pop3Services;
import org.letterlock.pop3.net.Pop3Protocol;
import org.letterlock.protocol.MailProtocol;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.protocol.sasl.LoginThrottle;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.server.ListenerPlan.Protection;
import org.letterlock.server.ListenerPlan.Service;
import org.letterlock.server.account.AccountAuthenticator;
import org.letterlock.server.account.CertificateAccounts;
import org.letterlock.server.account.HashingPool;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.delivery.Delivered;
import org.letterlock.server.delivery.LocalDelivery;
import org.letterlock.server.delivery.Outbound;
import org.letterlock.server.listen.PortPlan;
import org.letterlock.server.listen.PortProblem;
import org.letterlock.server.listen.Ports;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.log.LogWriter;
import org.letterlock.server.log.TlsLog;
import org.letterlock.smtp.net.SmtpProtocol;
import org.letterlock.tls.KeyLog;
import org.letterlock.tls.RenewableTls;
import org.letterlock.tls.TlsHouse;
import org.letterlock.tls.TlsIdentities;
import org.letterlock.tls.TlsServerContext;
import org.letterlock.tls.TlsServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running server: the one place where services are made and joined. Made by {@link #start}, ends with {@link #close};
 * the store is the caller's. Two of them share nothing. Thread-safe.
 */
public final class MailServer implements AutoCloseable {
    /** How long sessions have to end after their goodbye. */
    private static final Duration GOODBYE = Duration.ofSeconds(8);

    private static final Logger LOG = LoggerFactory.getLogger(MailServer.class);

    private final ServerPlan plan;
    private final Stores stores;
    private final Consumer<Arrived> arrived;
    private final Threads threads;
    private final TlsHouse house;
    private final HashingPool hashing;
    private final Authenticator authenticator;
    private final LogWriter lines;
    private final TlsLog tlsLog;
    private final Optional<KeyLog> keyLog;
    private final AddressBook addresses;
    private final Optional<Sending> sending;
    private final LoginDelay loginDelay = new LoginDelay(Duration.ZERO, System::nanoTime);
    private final Map<String, RenewableTls> tls = new LinkedHashMap<>();
    private final SessionIds sessionIds;
    private final MimeCache mime;
    private final AccountSessions imapSessions; // one for all listeners, so that no port is a way around it
    private @Nullable Ports ports;
    private boolean closed;

    /**
     * Where mail is kept.
     *
     * @param sessions what sessions read and change
     * @param deliveries what a message that begins to arrive now goes into
     */
    public record Stores(MailStore sessions, Supplier<? extends MailStore> deliveries) {
        public static Stores of(MailStore store) {
            return new Stores(store, () -> store);
        }
    }

    /** A message that is committed, and the listener it came by. */
    public record Arrived(String listener, Delivered mail) {}

    private MailServer(ServerPlan plan, Stores stores, Consumer<Arrived> arrived) {
        this.plan = plan;
        this.stores = stores;
        this.arrived = arrived;
        sessionIds = new SessionIds(plan.random());
        mime = new MimeCache(plan.mimeCache());
        imapSessions = new AccountSessions(plan.listeners().stream()
                .map(ListenerPlan::service)
                .mapToInt(s -> s instanceof Service.Imap imap ? imap.config().maxSessionsPerAccount() : 1)
                .max()
                .orElse(1));
        addresses = AddressBook.of(plan.addresses(), plan.accounts());
        lines = new LogWriter(Threads.named("log"));
        try {
            tlsLog = new TlsLog(plan.tlsRecording(), plan.clock(), System::nanoTime, lines);
        } catch (IOException e) {
            lines.close();
            throw new UncheckedIOException(plan.tlsRecording().file().orElseThrow() + ": cannot be written", e);
        }
        keyLog = plan.tlsRecording().keyLog().map(path -> keyLog(path, lines, tlsLog));
        threads = Threads.start(plan.threads());
        house = new TlsHouse(threads.handshakes(), plan.random(), keyLog);
        threads.every(Duration.ofMinutes(1), house::forgetOldKeys);
        var numbers = plan.hashing();
        hashing = new HashingPool(
                numbers.threads(), numbers.waiting(), numbers.waitingFromOne(), Threads.named("hashing"));
        authenticator = new LoginThrottle(
                new LoggedAuthenticator(new AccountAuthenticator(plan::accounts, hashing, plan.random())),
                plan.throttle(),
                System::nanoTime,
                threads::later);
        sending = plan.outbound()
                .map(outbound -> new Sending(outbound, plan, stores.sessions(), () -> addresses, threads));
    }

    private static KeyLog keyLog(Path path, LogWriter lines, TlsLog opened) {
        try {
            return KeyLog.open(path);
        } catch (IOException e) {
            lines.close();
            opened.close();
            throw new UncheckedIOException(path + ": cannot be written", e);
        }
    }

    /**
     * Opens all listeners, or none.
     *
     * @param arrived told of each message that came by SMTP, after its commit; must not block
     * @throws IllegalArgumentException when the plan contradicts itself
     * @throws UncheckedIOException when a file of the log cannot be written
     */
    public static MailServer start(ServerPlan plan, Stores stores, Consumer<Arrived> arrived) throws PortProblem {
        var server = new MailServer(plan, stores, arrived);
        try {
            var opened = new ArrayList<PortPlan>();
            for (var listener : plan.listeners()) opened.add(server.port(listener));
            server.ports = Ports.open(opened, server.threads, plan.connections());
            return server;
        } catch (PortProblem | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    // ---------------------------------------------------------------- one listener

    private PortPlan port(ListenerPlan listener) {
        Optional<TlsServerContext> implicit = Optional.empty();
        @Nullable TlsServerContext startTls = null;
        if (listener.protection() instanceof Protection.Implicit p) implicit = Optional.of(context(listener, p.tls()));
        if (listener.protection() instanceof Protection.StartTls p) startTls = context(listener, p.tls());
        return new PortPlan(
                listener.name(),
                listener.address(),
                protocol(listener, startTls),
                implicit,
                implicit.isPresent() ? implicit : Optional.ofNullable(startTls),
                listener.proxies(),
                listener.owner());
    }

    /** One for each listener, so that no session of one service goes on in another. */
    private TlsServerContext context(ListenerPlan listener, TlsServerSettings settings) {
        var context = house.context(
                listener.name(), settings.withAlpn(listener.service().alpn()), tlsLog.of(listener.name()));
        tls.put(listener.name(), context);
        return context;
    }

    private MailProtocol protocol(ListenerPlan listener, @Nullable TlsServerContext startTls) {
        if (listener.service() instanceof Service.Pop3 pop3) {
            return new Pop3Protocol(
                    new Pop3Services(pop3.config(), stores.sessions(), sasl(), threads.workers(), loginDelay),
                    startTls);
        }
        if (listener.service() instanceof Service.Smtp smtp) {
            return new SmtpProtocol(
                    smtp.config(),
                    delivery(listener.name()),
                    smtp.config().isSubmission() ? Optional.of(sasl()) : Optional.empty(),
                    Optional.ofNullable(startTls),
                    threads.workers(),
                    lines,
                    plan.clock(),
                    sessionIds);
        }
        var imap = ((Service.Imap) listener.service()).config();
        return new ImapProtocol(
                new ImapServices(
                        imap,
                        stores.sessions(),
                        sasl(),
                        mime,
                        Optional.ofNullable(startTls),
                        imapSessions,
                        plan.clock()),
                threads.workers());
    }

    private SaslServer sasl() {
        return new SaslServer(
                authenticator,
                plan.random(),
                plan.mechanisms(),
                new CertificateAccounts(plan::accounts, plan.certified()));
    }

    private LocalDelivery delivery(String listener) {
        return new LocalDelivery(
                () -> addresses,
                stores.deliveries(),
                plan.clock(),
                d -> arrived.accept(new Arrived(listener, d)),
                sending.map(Sending::outbound).orElse(Outbound.NONE));
    }

    // ---------------------------------------------------------------- while it runs

    /** Where the listener of that name accepts. @throws IllegalArgumentException when there is none */
    public InetSocketAddress endpoint(String listener) {
        var open = ports;
        if (open == null) throw new IllegalStateException("not started");
        return open.endpoint(listener);
    }

    /** How many connections there are at all listeners. */
    public int connections() {
        var open = ports;
        return open == null ? 0 : open.connections();
    }

    /**
     * Gives listeners other TLS: certificates, policy, clients' authorities. Connections that are there go on with what they
     * have; each handshake that begins from now on gets what is new. All listeners get it, or none.
     *
     * @param renewed by listener; one that is not named keeps what it has
     * @throws IllegalArgumentException when some contradict themselves or there is no such listener; then nothing is changed
     */
    public void renewTls(Map<String, TlsServerSettings> renewed) {
        var ready = new ArrayList<Runnable>();
        renewed.forEach((name, settings) -> {
            var context = tls.get(name);
            if (context == null) throw new IllegalArgumentException("no listener with TLS is named " + name);
            try {
                ready.add(context.renewed(settings.withAlpn(service(name).alpn())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("listeners." + name + ": " + e.getMessage(), e);
            }
        });
        ready.forEach(Runnable::run);
    }

    /**
     * The same, and for deliveries other certificates to show and other authorities to believe: those that are under way are not
     * touched.
     *
     * @param outbound what is said of them elsewhere counts; the rest of it is as it was at the start
     */
    public void renewTls(Map<String, TlsServerSettings> renewed, Optional<OutboundPlan> outbound) {
        var deliveries = sending.flatMap(s -> outbound.map(s::renewed)).orElse(() -> {});
        renewTls(renewed);
        deliveries.run();
    }

    /**
     * Gives all listeners other identities; everything else stays as the plan has it.
     *
     * @throws IllegalArgumentException when a policy cannot be kept with them; then nothing is changed
     */
    public void renewIdentities(TlsIdentities identities) {
        var renewed = new LinkedHashMap<String, TlsServerSettings>();
        plan.tls().forEach((name, settings) -> renewed.put(name, settings.withIdentities(identities)));
        renewTls(renewed);
    }

    private Service service(String listener) {
        return plan.listeners().stream()
                .filter(l -> l.name().equals(listener))
                .findFirst()
                .orElseThrow()
                .service();
    }

    /** Offers what an operator may ask of this server. */
    public void offer(AdminCommands commands) {
        sending.ifPresent(s -> s.offer(commands));
    }

    /** Says goodbye to everyone who is connected now; new connections are taken all the time. */
    public void endSessions() {
        var open = ports;
        if (open != null) open.endSessions(GOODBYE);
    }

    /**
     * Accepts nobody any more, lets commands in progress finish, says goodbye (421, BYE, -ERR), and leaves no port and no
     * thread. Within ten seconds. The second call waits for the first and does nothing.
     */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        var open = ports;
        if (open != null) open.close(GOODBYE);
        sending.ifPresent(Sending::close);
        hashing.close();
        threads.close(Duration.ofSeconds(2));
        try {
            hashing.awaitEnd(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lines.close();
        tlsLog.close();
        try {
            if (keyLog.isPresent()) keyLog.get().close();
        } catch (IOException e) {
            LOG.warn("the key log did not end well", e);
        }
    }
}
