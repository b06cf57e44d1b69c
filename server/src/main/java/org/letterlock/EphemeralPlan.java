package org.letterlock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.letterlock.imap.ImapConfig;
import org.letterlock.mailbox.Body;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.protocol.ConnectionGate;
import org.letterlock.protocol.sasl.LoginThrottle;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.server.ListenerPlan;
import org.letterlock.server.ListenerPlan.Protection;
import org.letterlock.server.ListenerPlan.Service;
import org.letterlock.server.MailServer;
import org.letterlock.server.ServerPlan;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.keep.Issuer;
import org.letterlock.server.keep.KeptAuthority;
import org.letterlock.server.keep.OwnersFolder;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.log.TlsRecording;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.SmtpLimits;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsCondition;
import org.letterlock.tls.TlsIdentities;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsRule;
import org.letterlock.tls.TlsServerSettings;

/** The plan of a server that needs nothing prepared: an authority of its own, accounts in memory, everything else default. */
record EphemeralPlan(
        InetAddress address,
        String hostname,
        TlsProfile profile,
        long maxMessageSize,
        boolean slowDownGuessing,
        Clock clock,
        SecureRandom random,
        Accounts accounts,
        AddressBook.Rules addresses,
        List<TlsWish> tlsWishes,
        TlsRecording tlsRecording) {
    /** A rule of TLS as an embedder writes it: for each listener it changes the policy there. */
    record TlsWish(Predicate<? super ConnectionFacts> when, UnaryOperator<TlsPolicy> change, boolean offersStartTls) {
        TlsRule on(TlsPolicy own, int number) {
            return new TlsRule("tlsRule " + number, TlsCondition.when(when), change.apply(own), offersStartTls);
        }
    }

    /** What trace fields may add to the largest message. */
    static final long TRACE_ROOM = 64 * 1024;

    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final Duration IN_PEACE = Duration.ofSeconds(2);

    /** By the wall clock, whatever time the server is told: clients look at theirs. */
    Issuer authority() throws GeneralSecurityException {
        return Issuer.of(CertificateAuthority.create(
                "Letterlock, this run only", random, Clock.systemUTC().instant(), VALIDITY));
    }

    /** The one that stays in a folder, by the wall clock too. */
    Issuer authority(OwnersFolder folder) throws GeneralSecurityException, IOException {
        return KeptAuthority.open(folder, "Letterlock on " + hostname, random, Clock.systemUTC());
    }

    ServerPlan plan(Issuer authority, LateIdentity rsa, Map<Listener, Integer> ports)
            throws GeneralSecurityException, IOException {
        var names = names();
        var identities = TlsIdentities.of(authority.issue(KeyType.EC, names)).andLater(KeyType.RSA, names, rsa);
        var listeners = new ArrayList<ListenerPlan>();
        ports.forEach((listener, port) -> listeners.add(new ListenerPlan(
                name(listener),
                new InetSocketAddress(address, port),
                service(listener),
                protection(listener, identities),
                "listen(" + listener + ", " + port + ")")));
        return new ServerPlan(
                listeners,
                accounts,
                addresses,
                EnumSet.allOf(SaslMechanism.class),
                Map.of(),
                Threads.Numbers.forProcessors(Runtime.getRuntime().availableProcessors()),
                ServerPlan.HashingNumbers.DEFAULT,
                ServerPlan.MIME_CACHE,
                ConnectionGate.Limits.DEFAULT,
                LoginThrottle.Limits.DEFAULT.withLoopback(slowDownGuessing),
                tlsRecording,
                Optional.empty(),
                clock,
                random);
    }

    /** The leaf for clients who can use nothing but RSA: few can, and its key takes a while. */
    LateIdentity rsa(Issuer authority) {
        var names = names();
        return new LateIdentity(() -> authority.issue(KeyType.RSA, names), IN_PEACE);
    }

    private Set<String> names() {
        var names = new LinkedHashSet<String>();
        names.add(hostname);
        names.add("localhost");
        names.add("127.0.0.1");
        names.add("::1");
        if (!address.isAnyLocalAddress()) names.add(address.getHostAddress().replaceFirst("%.*", ""));
        return names;
    }

    private Protection protection(Listener listener, TlsIdentities identities) {
        var role = switch (listener) {
            case MX -> TlsRole.MX;
            case SUBMISSIONS, SUBMISSION -> TlsRole.MSA;
            case IMAP, IMAPS, POP3, POP3S -> TlsRole.MDA;
        };
        var policy = TlsPolicy.of(profile, role);
        var rules = new ArrayList<TlsRule>();
        for (var wish : tlsWishes) rules.add(wish.on(policy, rules.size() + 1));
        var tls = TlsServerSettings.of(policy, identities).withRules(rules);
        return listener.implicitTls() ? new Protection.Implicit(tls) : new Protection.StartTls(tls);
    }

    private Service service(Listener listener) {
        var limits = SmtpLimits.DEFAULT.withMessageSize(maxMessageSize);
        return switch (listener) {
            case MX -> new Service.Smtp(SmtpConfig.mx(hostname).with(limits));
            case SUBMISSIONS, SUBMISSION ->
                new Service.Smtp(SmtpConfig.msa(hostname).with(limits));
            case IMAP, IMAPS -> new Service.Imap(ImapConfig.defaults().withAppendLimit(maxMessageSize));
            case POP3, POP3S -> new Service.Pop3(Pop3Config.of(hostname));
        };
    }

    static String name(Listener listener) {
        return listener.name().toLowerCase(Locale.ROOT);
    }

    static Listener listener(String name) {
        return Listener.valueOf(name.toUpperCase(Locale.ROOT));
    }

    static ReceivedMail received(long number, MailServer.Arrived arrived) {
        var envelope = arrived.mail().envelope();
        var session = envelope.session();
        return new ReceivedMail(
                Long.toString(number),
                listener(arrived.listener()),
                session.remote(),
                envelope.from().mailbox().map(Object::toString).orElse(""),
                envelope.recipients().stream()
                        .map(r -> r.path().mailbox().toString())
                        .toList(),
                session.tls(),
                session.account(),
                arrived.mail().at(),
                new StoredContent(arrived.mail().body()));
    }

    /** A message as the store keeps it, also when it has gone from the mailboxes. */
    private record StoredContent(Body body) implements ReceivedMail.Content {
        @Override
        public long size() {
            return body.size();
        }

        @Override
        public byte[] bytes() {
            return Letterlock.bytes(body);
        }
    }
}
