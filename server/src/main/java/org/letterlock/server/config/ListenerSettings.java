package org.letterlock.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.server.ListenerPlan;
import org.letterlock.server.ListenerPlan.Protection;
import org.letterlock.server.ListenerPlan.Service;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.tls.TlsRole;

/**
 * The listeners: each says which service it is, where it listens and what protects it. What it says of {@code tls}, {@code
 * smtp}, {@code imap} and {@code pop3} goes before what stands under these names for all.
 */
final class ListenerSettings {
    private final Section root;
    private final String hostname;
    private final TlsSettings tls;

    ListenerSettings(Section root, String hostname, TlsSettings tls) {
        this.root = root;
        this.hostname = hostname;
        this.tls = tls;
    }

    /** What a listener is for. */
    private enum Kind {
        MX(TlsRole.MX, 25, 25),
        SUBMISSION(TlsRole.MSA, 587, 465),
        IMAP(TlsRole.MDA, 143, 993),
        POP3(TlsRole.MDA, 110, 995);

        private final TlsRole role;
        private final int port;
        private final int implicitPort;

        Kind(TlsRole role, int port, int implicitPort) {
            this.role = role;
            this.port = port;
            this.implicitPort = implicitPort;
        }
    }

    /** When TLS begins. */
    private enum Security {
        STARTTLS,
        IMPLICIT
    }

    List<ListenerPlan> read() {
        var plans = new ArrayList<ListenerPlan>();
        var sections = root.sections("listeners");
        if (sections.isEmpty()) root.problem("listeners", "listeners: there is none, so nobody could connect");
        readCommonSettings();
        sections.forEach((name, section) -> read(name, section).ifPresent(plan -> {
            plans.stream()
                    .filter(other -> collide(other.address(), plan.address()))
                    .findFirst()
                    .ifPresent(other -> section.problem(
                            "port",
                            "listeners." + name + " listens where listeners." + other.name() + " (" + other.owner()
                                    + ") does: port " + plan.address().getPort()));
            plans.add(plan);
        }));
        return plans;
    }

    /** Whether the system opens only one of them; port 0 is another port each time. */
    private static boolean collide(InetSocketAddress one, InetSocketAddress other) {
        return one.getPort() != 0
                && one.getPort() == other.getPort()
                && (one.getAddress().equals(other.getAddress())
                        || one.getAddress().isAnyLocalAddress()
                        || other.getAddress().isAnyLocalAddress());
    }

    /** What is said for all is checked also when no listener is left to use it. */
    private void readCommonSettings() {
        ServiceSettings.smtp(root.section("smtp"), SmtpConfig.mx(hostname));
        ServiceSettings.imap(root.section("imap"));
        ServiceSettings.pop3(root.section("pop3"), hostname);
        tls.read(root.section("tls"), TlsRole.MDA, "");
    }

    private Optional<ListenerPlan> read(String name, Section s) {
        if (!s.has("service"))
            s.problem("service", "listeners." + name + ".service is missing: mx, submission, imap or pop3");
        boolean secured = s.has("security");
        var security = s.choice("security", Security.class, Security.STARTTLS);
        boolean plaintextOnly = s.flag("plaintext-only", false);
        // a service that nobody knows is said once, so it counts as one that nothing else is wrong with
        var kind = s.choice("service", Kind.class, plaintextOnly ? Kind.MX : Kind.IMAP);
        int standardPort = security == Security.IMPLICIT ? kind.implicitPort : kind.port;
        int port = s.count("port", s.has("port") ? 0 : standardPort, 0, 65535); // 0 collides with nothing
        var address = address(s);
        var ownTls = s.section("tls").over(root.section("tls"));
        var tls = this.tls.read(ownTls, kind.role, secured ? name : "");
        if (secured && ownTls.isEmpty("certificates"))
            s.problem(
                    "security", "listeners." + name + ": TLS needs a certificate; name its files in tls.certificates");
        if (!secured && !plaintextOnly) // policy G5
        s.problem(
                    "security",
                    "listeners." + name
                            + " has neither TLS nor plaintext-only = true; say security = starttls or implicit");
        if (secured && plaintextOnly)
            s.problem("plaintext-only", "listeners." + name + ": security and plaintext-only contradict each other");
        if (plaintextOnly && kind != Kind.MX) // policy G13, G17
        s.problem(
                    "plaintext-only",
                    "listeners." + name + ": without TLS nobody can log in, so " + Section.spelled(kind) + " needs it");
        if (kind == Kind.MX && secured && security == Security.IMPLICIT)
            s.problem(
                    "security",
                    "listeners." + name
                            + ": other servers speak SMTP with STARTTLS only (RFC 3207); mx takes security = starttls");
        var service = service(kind, s);
        Optional<Protection> protection = plaintextOnly
                ? Optional.of(new Protection.PlaintextOnly())
                : tls.map(t -> security == Security.IMPLICIT ? new Protection.Implicit(t) : new Protection.StartTls(t));
        var proxies = ProxySettings.read(name, s, secured && security == Security.IMPLICIT);
        if (service.isEmpty() || protection.isEmpty() || proxies.isEmpty()) return Optional.empty();
        return s.make(() -> new ListenerPlan(
                name,
                new InetSocketAddress(address, port),
                service.get(),
                protection.get(),
                proxies.get(),
                s.origin("port")));
    }

    private static InetAddress address(Section s) {
        var text = s.text("address", "0.0.0.0");
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            s.problem("address", "address: there is no address " + text);
            return InetAddress.getLoopbackAddress();
        }
    }

    private Optional<? extends Service> service(Kind kind, Section s) {
        return switch (kind) {
            case MX ->
                ServiceSettings.smtp(s.section("smtp").over(root.section("smtp")), SmtpConfig.mx(hostname))
                        .map(Service.Smtp::new);
            case SUBMISSION ->
                ServiceSettings.smtp(s.section("smtp").over(root.section("smtp")), SmtpConfig.msa(hostname))
                        .map(Service.Smtp::new);
            case IMAP ->
                ServiceSettings.imap(s.section("imap").over(root.section("imap")))
                        .map(Service.Imap::new);
            case POP3 ->
                ServiceSettings.pop3(s.section("pop3").over(root.section("pop3")), hostname)
                        .map(Service.Pop3::new);
        };
    }
}
