package org.letterlock.server.config;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.letterlock.protocol.ConnectionGate;
import org.letterlock.protocol.sasl.LoginThrottle;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.server.ServerPlan;
import org.letterlock.server.ServerPlan.HashingNumbers;
import org.letterlock.server.StoragePlan;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.listen.Threads;
import org.letterlock.smtp.SmtpConfig;

/**
 * What a configuration file says: a plan that can be started. Reading it reads the certificates and accounts it names as
 * well, so that a file that was checked starts.
 *
 * @param adminSocket where the operator's commands reach the server
 * @param warnings what works, but somebody may not want
 * @param sources where it is from
 */
public record ServeConfig(
        ServerPlan plan, StoragePlan storage, Optional<Path> adminSocket, List<String> warnings, Sources sources) {
    public ServeConfig {
        warnings = List.copyOf(warnings);
    }

    /**
     * Where a configuration is from.
     *
     * @param text of the file itself
     * @param accounts the digest of the password file
     * @param tls the files with certificates, keys and what else TLS needs
     * @param dhParameters groups for DHE that stand behind certificates, by file
     * @param times of the certificates in use
     * @param check how often the files of TLS are looked at; zero: never
     */
    public record Sources(
            Path file,
            String text,
            String accounts,
            Set<Path> tls,
            Map<Path, String> dhParameters,
            List<CertificateTime> times,
            Duration check) {
        public Sources {
            tls = Set.copyOf(tls);
            dhParameters = Map.copyOf(dhParameters);
            times = List.copyOf(times);
        }
    }

    /** @throws ConfigProblems with all that is wrong, each with file and line */
    public static ServeConfig read(Path file, Clock clock, SecureRandom random) throws ConfigProblems {
        return read(file, ConfigFile.text(file), clock, random);
    }

    /** The same file as it was, with what the files that it names say now. */
    public ServeConfig again() throws ConfigProblems {
        return read(sources.file(), sources.text(), plan.clock(), plan.random());
    }

    private static ServeConfig read(Path file, String text, Clock clock, SecureRandom random) throws ConfigProblems {
        var problems = new Problems(file.toString());
        var root = ConfigFile.read(file, text, problems);
        var read = new Reading(file, text, root, file.toAbsolutePath().resolveSibling("")).whole(clock, random);
        root.end();
        problems.throwIfAny();
        return read.orElseThrow(() -> new IllegalStateException("neither a plan nor a problem"));
    }

    /** Stands for a name that is missing, so that the rest can be looked at. */
    private static final String UNKNOWN = "unknown.invalid";

    /** One reading of one file; relative names start at its folder. */
    private record Reading(Path file, String text, Section root, Path folder) {
        Optional<ServeConfig> whole(Clock clock, SecureRandom random) {
            var warnings = new ArrayList<String>();
            var written = root.text("hostname").toLowerCase(Locale.ROOT);
            var hostname = written.isEmpty()
                    ? UNKNOWN
                    : root.make(() -> SmtpConfig.mx(written).hostname()).orElse(UNKNOWN);
            var domains = root.texts("domains", List.of());
            if (domains.isEmpty()) root.problem("domains", "domains is missing: the domains whose mail is kept here");
            var primary = domains.isEmpty() ? UNKNOWN : domains.get(0);
            var accountSection = root.section("accounts");
            var accountSettings = new AccountSettings(accountSection, folder, warnings);
            var accounts = accountSettings.accounts(primary);
            var addresses = accountSettings.addresses(domains, accounts);
            var tlsFiles = new TlsFiles(folder, warnings);
            var certificates = new CertificateSettings(tlsFiles, hostname, clock);
            var listeners = new ListenerSettings(
                            root,
                            hostname,
                            new TlsSettings(
                                    new PolicySettings(new DhSettings(tlsFiles)),
                                    certificates,
                                    new ClientSettings(tlsFiles, clock)))
                    .read();
            var outbound = new DeliverySettings(tlsFiles, hostname)
                    .read(root, certificates.read(root.partOf("tls")).identities());
            var recording = LogSettings.read(root, folder, hostname);
            var login = root.section("login");
            var mechanisms = mechanisms(login, accounts, warnings);
            var certified = certified(login, accounts);
            var throttle = throttle(login);
            var hashing = hashing(login);
            var gate = connections(root.section("connections"));
            var threads = threads(root.section("threads"));
            var storage = root.section("storage");
            var store = new StorageSettings(storage, folder, accounts, domains).read();
            var adminSocket = AdminSettings.read(root, folder);
            long mimeCache = storage.size("mime-cache", ServerPlan.MIME_CACHE);
            var check = root.section("reload").duration("check-files", Duration.ofSeconds(10));
            if (addresses.isEmpty()
                    || throttle.isEmpty()
                    || hashing.isEmpty()
                    || gate.isEmpty()
                    || threads.isEmpty()
                    || store.isEmpty()) return Optional.empty();
            return root.make(() -> new ServeConfig(
                    new ServerPlan(
                            listeners,
                            accounts,
                            addresses.get(),
                            mechanisms,
                            certified,
                            threads.get(),
                            hashing.get(),
                            mimeCache,
                            gate.get(),
                            throttle.get(),
                            recording,
                            outbound,
                            clock,
                            random),
                    store.get(),
                    adminSocket,
                    warnings,
                    new Sources(
                            file,
                            text,
                            accountSettings.digest(),
                            tlsFiles.all(),
                            tlsFiles.dhParameters(),
                            List.copyOf(tlsFiles.times()),
                            check)));
        }

        /** Whose certificate is whose: {@code login.certificates}. */
        private static Map<X500Principal, String> certified(Section s, Accounts accounts) {
            var bySubject = new LinkedHashMap<X500Principal, String>();
            s.table("certificates").forEach((subject, named) -> {
                if (named.size() != 1) {
                    s.problem("certificates", "login.certificates of " + subject + " takes one account");
                } else if (accounts.find(named.get(0)).isEmpty()) {
                    s.problem("certificates", "login.certificates: there is no account " + named.get(0));
                } else {
                    try {
                        bySubject.put(new X500Principal(subject), named.get(0));
                    } catch (IllegalArgumentException e) {
                        s.problem(
                                "certificates",
                                "login.certificates: " + subject
                                        + " is no subject; write it whole, as `openssl x509 -noout -subject -nameopt RFC2253` does");
                    }
                }
            });
            return bySubject;
        }

        /** What is offered must work for everybody: a client that knows SCRAM does not fall back. docs/decisions/0701. */
        private static EnumSet<SaslMechanism> mechanisms(Section s, Accounts accounts, List<String> warnings) {
            var scram = EnumSet.of(SaslMechanism.SCRAM_SHA_256, SaslMechanism.SCRAM_SHA_256_PLUS);
            var all = EnumSet.allOf(SaslMechanism.class);
            if (!s.has("mechanisms")) {
                if (!accounts.allHaveScram()) all.removeAll(scram);
                return all;
            }
            var chosen = EnumSet.noneOf(SaslMechanism.class);
            chosen.addAll(s.choices("mechanisms", SaslMechanism.class, List.copyOf(all)));
            if (chosen.isEmpty()) s.problem("mechanisms", "login.mechanisms: without any, nobody can log in");
            if (!accounts.allHaveScram() && chosen.stream().anyMatch(scram::contains))
                warnings.add(
                        s.origin("mechanisms")
                                + ": SCRAM is offered, but some accounts have a password hash it cannot use; their clients will fail");
            return chosen;
        }

        private static Optional<LoginThrottle.Limits> throttle(Section s) {
            var d = LoginThrottle.Limits.DEFAULT;
            return s.make(() -> new LoginThrottle.Limits(
                    s.duration("first-delay", d.first()),
                    s.duration("longest-delay", d.longest()),
                    s.duration("forget", d.forget()),
                    s.count("remembered", d.remembered(), 1, 10_000_000),
                    s.flag("delay-loopback", d.loopback())));
        }

        private static Optional<HashingNumbers> hashing(Section s) {
            var d = HashingNumbers.DEFAULT;
            return s.make(() -> new HashingNumbers(
                    s.count("hashing-threads", d.threads()),
                    s.count("waiting", d.waiting()),
                    s.count("waiting-from-one", d.waitingFromOne())));
        }

        private static Optional<ConnectionGate.Limits> connections(Section s) {
            var d = ConnectionGate.Limits.DEFAULT;
            return s.make(() -> new ConnectionGate.Limits(
                    s.count("most", d.connections(), 1, 10_000_000),
                    s.count("strangers-from-one-address", d.strangersFromOneAddress(), 1, 10_000_000),
                    s.duration("farewell", d.farewell())));
        }

        private static Optional<Threads.Numbers> threads(Section s) {
            var d = Threads.Numbers.forProcessors(Runtime.getRuntime().availableProcessors());
            return s.make(() -> new Threads.Numbers(
                    s.count("event-loops", d.eventLoops(), 1, 1024),
                    s.count("workers", d.workers(), 1, 4096),
                    s.count("handshakes", d.handshakes(), 1, 1024),
                    s.count("waiting-handshakes", d.waitingHandshakes(), 1, 1_000_000)));
        }
    }
}
