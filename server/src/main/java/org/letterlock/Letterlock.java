package org.letterlock;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.server.MailServer;
import org.letterlock.server.NamedQuotas;
import org.letterlock.server.StoragePlan;
import org.letterlock.server.account.Account;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.account.ClearPassword;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.keep.OwnersFolder;
import org.letterlock.server.listen.PortProblem;
import org.letterlock.server.log.TlsLogFormat;
import org.letterlock.server.log.TlsRecording;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.TlsIdentities;
import org.letterlock.tls.TlsIdentity;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;

/**
 * A running mail server. Made by {@link #builder()}; ends with {@link #close()}, which leaves no thread, no port and no
 * buffer behind. Thread-safe.
 *
 * <pre>{@code
 * try (var mail = Letterlock.builder().account("user1", "secret").start()) {
 *     send(mail.endpoint(Listener.MX), ...);
 *     var received = mail.await(m -> m.recipients().contains("user1@example.test"), Duration.ofSeconds(5));
 * }
 * }</pre>
 */
public final class Letterlock implements AutoCloseable {
    private final MailServer server;
    private final LateIdentity rsa;
    private final CurrentStore store;
    private final Journal journal;
    private final Accounts accounts;
    private final String caPem;
    private final String aboutMail;

    private Letterlock(
            MailServer server,
            LateIdentity rsa,
            CurrentStore store,
            Journal journal,
            Accounts accounts,
            String caPem,
            String aboutMail) {
        this.server = server;
        this.rsa = rsa;
        this.store = store;
        this.journal = journal;
        this.accounts = accounts;
        this.caPem = caPem;
        this.aboutMail = aboutMail;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Where a listener accepts connections. @throws IllegalArgumentException when it was not asked for */
    public InetSocketAddress endpoint(Listener listener) {
        return server.endpoint(EphemeralPlan.name(listener));
    }

    /** TLS for a client that trusts this server's certificate authority and nothing else. */
    public SSLContext clientTls() {
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "letterlock",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** The certificate of this server's authority, for clients that want a file. */
    public String caPem() {
        return caPem;
    }

    /** Where mail is kept, and what was found there at the start: a sentence for people. */
    public String aboutMail() {
        return aboutMail;
    }

    /** How many clients are connected now, at all listeners. */
    public int connections() {
        return server.connections();
    }

    /** What came in by SMTP since the start or the last {@link #reset()}, in the order of commits. */
    public List<ReceivedMail> received() {
        return journal.all();
    }

    /**
     * The first message received, already or from now on, that {@code wanted} accepts. {@code wanted} is asked once for
     * each message. It is committed: who looks into the mailboxes now finds it there, by {@link #messages} or any protocol. Its
     * sender may not have heard the 250 yet, which follows the commit; {@link #close} and {@link #reset} let it through.
     *
     * @throws AssertionError when there is none in time; its message lists what was received
     */
    public ReceivedMail await(Predicate<? super ReceivedMail> wanted, Duration atMost) throws InterruptedException {
        return journal.await(wanted, atMost);
    }

    /**
     * The messages in a mailbox of an account, oldest first; none when there is no such mailbox.
     *
     * @param account with or without the domain
     * @param mailbox such as {@code INBOX} or {@code Work/2026}
     */
    public List<byte[]> messages(String account, String mailbox) {
        var found = store.account(new AccountId(accounts.canonical(account))).open(new MailboxName(mailbox));
        if (found.isEmpty()) return List.of();
        var view = found.get().view();
        var messages = new ArrayList<byte[]>(view.count());
        for (int i = 0; i < view.count(); i++)
            messages.add(bytes(view.message(i).body()));
        return messages;
    }

    static byte[] bytes(Body body) {
        var all = new byte[Math.toIntExact(body.size())];
        for (int at = 0; at < all.length; ) {
            var some = body.read(at, all.length - at);
            int length = some.remaining();
            some.get(all, at, length);
            at += length;
        }
        return all;
    }

    /**
     * Shows other certificates from now on, the preferred first. Connections that are there go on; {@link #clientTls()} and {@link
     * #caPem()} stay as they are.
     *
     * @throws IllegalArgumentException when the server's policy cannot be kept with them; then nothing is changed
     */
    public void renewIdentities(TlsIdentity... identities) {
        server.renewIdentities(TlsIdentities.of(identities));
    }

    /** All mailboxes, for tests that want to set the scene. */
    public MailStore store() {
        return store;
    }

    /**
     * Forgets all mail, in all mailboxes and in {@link #received()}, at once. Sessions end with the protocol's goodbye; ports,
     * accounts and authority stay.
     *
     * @throws IllegalStateException when mail is kept in a folder, see {@link Builder#data}
     */
    public void reset() {
        store.reset();
        server.endSessions();
        journal.clear();
    }

    /** Says goodbye to everyone connected and stops; commands in progress are finished first. May be called twice. */
    @Override
    public void close() {
        server.close();
        rsa.close();
        store.close();
    }

    /**
     * What the server shall be. Everything has a default; without any call it is a server without accounts on all seven
     * listeners.
     */
    public static final class Builder {
        private final Map<String, String> accounts = new LinkedHashMap<>();
        private final Map<String, List<String>> aliases = new LinkedHashMap<>();
        private final Map<String, String> catchAll = new LinkedHashMap<>();
        private final Map<Listener, Integer> listeners = new EnumMap<>(Listener.class);
        private String host = "127.0.0.1";
        private String hostname = "localhost";
        private String domain = "example.test";
        private TlsProfile profile = TlsProfile.CURRENT;
        private long maxMessageSize = 50 << 20;
        private int remembered = 100_000;
        private boolean slowDownGuessing;
        private Clock clock = Clock.systemUTC();
        private Optional<Path> data = Optional.empty();
        private TlsLogFormat tlsLog = TlsLogFormat.POSTFIX;
        private boolean logEveryHandshake;
        private Optional<Path> keyLog = Optional.empty();
        private final List<EphemeralPlan.TlsWish> tlsWishes = new ArrayList<>();

        private Builder() {}

        /** The address to listen on; the loopback address unless set. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /**
         * What the server calls itself, and the name in its certificate beside localhost and the loopback addresses; {@code
         * localhost} unless set.
         */
        public Builder hostname(String name) {
            hostname = name;
            return this;
        }

        /** The domain whose mail is local; {@code example.test} unless set. */
        public Builder domain(String name) {
            domain = name;
            return this;
        }

        /** Somebody with mailboxes. {@code name} with or without the domain; log-in works with either. */
        public Builder account(String name, String password) {
            accounts.put(name, password);
            return this;
        }

        /** Mail for {@code address} goes to {@code account}; several calls add up. {@code @} and the domain alone: what nobody else there gets. */
        public Builder alias(String address, String account) {
            if (address.startsWith("@")) catchAll.put(address.substring(1), account);
            else aliases.computeIfAbsent(address, a -> new ArrayList<>()).add(account);
            return this;
        }

        /** Listens on a port the system chooses. Once a listener is named, only named ones are opened. */
        public Builder listen(Listener listener) {
            return listen(listener, 0);
        }

        /** Listens on {@code port}. Once a listener is named, only named ones are opened. */
        public Builder listen(Listener listener, int port) {
            listeners.put(listener, port);
            return this;
        }

        /** Which TLS policy holds; {@link TlsProfile#CURRENT} unless set. */
        public Builder profile(TlsProfile policy) {
            profile = policy;
            return this;
        }

        /**
         * Another TLS policy for some connections. Of the rules that hold, in the order of these calls, the first counts;
         * it is asked when TLS begins and again at log-in, which is refused where less was agreed than the rule then wants.
         *
         * @param when looks at what is known; must not block
         * @param change makes the policy from that of the listener; called once for each
         */
        public Builder tlsRule(Predicate<? super ConnectionFacts> when, UnaryOperator<TlsPolicy> change) {
            tlsWishes.add(new EphemeralPlan.TlsWish(when, change, true));
            return this;
        }

        /** STARTTLS is announced to some clients only, and refused to others; to all unless set. */
        public Builder announceStartTls(Predicate<? super ConnectionFacts> toWhom) {
            tlsWishes.add(
                    0,
                    new EphemeralPlan.TlsWish(
                            f -> f.moment() == ConnectionFacts.Moment.CONNECTED && !toWhom.test(f), p -> p, false));
            return this;
        }

        /**
         * Logs every TLS handshake and log-in, at INFO as {@code org.letterlock.tls.handshake}, in this shape; without this call
         * handshakes that fail only, as Postfix would.
         */
        public Builder logTls(TlsLogFormat format) {
            tlsLog = format;
            logEveryHandshake = true;
            return this;
        }

        /**
         * Writes the secrets of every TLS connection to this file, so that recorded traffic can be read (Wireshark calls it
         * "(Pre)-Master-Secret log"). For debugging only; the server warns at its start. Never unless called.
         */
        public Builder keyLog(Path file) {
            keyLog = Optional.of(file);
            return this;
        }

        /** The largest message taken, in octets; 50 MiB unless set. */
        public Builder maxMessageSize(long octets) {
            maxMessageSize = octets;
            return this;
        }

        /** How many messages {@link Letterlock#received()} remembers, the latest; 100,000 unless set. Mailboxes keep all. */
        public Builder rememberReceived(int atMost) {
            remembered = atMost;
            return this;
        }

        /** Whether wrong passwords are answered late, and later each time, also on the loopback address. Not unless set: tests guess. */
        public Builder slowDownGuessing(boolean slow) {
            slowDownGuessing = slow;
            return this;
        }

        /**
         * A folder for what the next server with the same folder shall have too; nothing is kept unless set. It is made if it
         * is not there, and only its owner may write to it. {@code mail} in it has all mail, {@code tls} the certificate
         * authority and the leaves, so that clients who trust {@link Letterlock#caPem()} go on doing so.
         */
        public Builder data(Path folder) {
            data = Optional.of(folder);
            return this;
        }

        /** What the server takes for the time of day: dates of messages, trace fields. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        /**
         * Starts; on return every listener accepts. Either all of them, or nothing is left running.
         *
         * @throws StartFailure when a port cannot be opened, or the folder cannot be used
         * @throws IllegalArgumentException when what was set does not fit together
         */
        public Letterlock start() {
            var random = new SecureRandom();
            var everybody = Accounts.of(
                    domain,
                    accounts.entrySet().stream()
                            .map(e -> new Account(e.getKey(), new ClearPassword(e.getValue())))
                            .toList());
            var wanted = new EnumMap<Listener, Integer>(Listener.class);
            if (listeners.isEmpty()) EnumSet.allOf(Listener.class).forEach(l -> wanted.put(l, 0));
            else wanted.putAll(listeners);
            var ephemeral = new EphemeralPlan(
                    address(),
                    hostname,
                    profile,
                    maxMessageSize,
                    slowDownGuessing,
                    clock,
                    random,
                    everybody,
                    new AddressBook.Rules(List.of(domain), aliases, catchAll, "", '+'),
                    List.copyOf(tlsWishes),
                    new TlsRecording(tlsLog, logEveryHandshake, Optional.empty(), hostname, keyLog));
            var opened = open(random);
            var store = new CurrentStore(opened.store());
            var journal = new Journal(remembered);
            boolean started = false;
            try {
                var authority = data.isEmpty()
                        ? ephemeral.authority()
                        : ephemeral.authority(OwnersFolder.open(data.get()).inside("tls"));
                var rsa = ephemeral.rsa(authority);
                var server = MailServer.start(
                        ephemeral.plan(authority, rsa, wanted),
                        new MailServer.Stores(store, store::now),
                        arrived -> journal.add(number -> EphemeralPlan.received(number, arrived)));
                rsa.start();
                started = true;
                return new Letterlock(server, rsa, store, journal, everybody, authority.pem(), opened.about());
            } catch (PortProblem e) {
                throw new StartFailure(
                        String.valueOf(e.getMessage()), Optional.of(EphemeralPlan.listener(e.listener())), e);
            } catch (GeneralSecurityException e) {
                throw new StartFailure("no certificate authority: " + e.getMessage(), Optional.empty(), e);
            } catch (IOException e) {
                throw new StartFailure(String.valueOf(e.getMessage()), Optional.empty(), e);
            } finally {
                if (!started) store.close();
            }
        }

        private StoragePlan.Opened open(SecureRandom random) {
            var limits = StoreSettings.DEFAULTS.withMaxMessageSize(maxMessageSize + EphemeralPlan.TRACE_ROOM);
            try {
                if (data.isPresent()) OwnersFolder.open(data.get()); // what is in it is for its owner alone
                var directory = data.map(folder -> folder.resolve("mail"));
                return new StoragePlan(directory, limits, NamedQuotas.NONE, StoragePlan.OnDisk.DEFAULT)
                        .open(clock, random);
            } catch (StoreException | IOException e) {
                throw new StartFailure(String.valueOf(e.getMessage()), Optional.empty(), e);
            }
        }

        private InetAddress address() {
            try {
                return InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new StartFailure("there is no address " + host, Optional.empty(), e);
            }
        }
    }
}
