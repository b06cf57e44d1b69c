package org.letterlock.server.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.letterlock.server.OutboundPlan;
import org.letterlock.server.queue.QueueSettings;
import org.letterlock.server.report.DkimSigner;
import org.letterlock.server.route.RouteRule;
import org.letterlock.server.route.RouteTable;
import org.letterlock.server.route.ValidatingDns;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.smtp.client.Hop.Dialect;
import org.letterlock.smtp.client.Login;
import org.letterlock.smtp.client.SmtpClientConfig;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.tls.Pem;
import org.letterlock.tls.TlsIdentity;

/** Sections {@code delivery} and {@code dns}: how mail for other domains leaves. */
final class DeliverySettings {
    private final TlsFiles files;
    private final String hostname;

    /** @param hostname what the server calls itself */
    DeliverySettings(TlsFiles files, String hostname) {
        this.files = files;
        this.hostname = hostname;
    }

    /** Empty where nothing leaves, and where something is wrong. */
    Optional<OutboundPlan> read(Section root, List<TlsIdentity> identities) {
        var s = root.section("delivery");
        var dnsSection = root.section("dns");
        boolean relay = s.flag("relay", true);
        var queue = queue(s);
        var dns = dns(dnsSection);
        boolean validated = dns.map(d -> d.anchors().isPresent()).orElse(false);
        var others = rule(s, validated);
        var routes = new LinkedHashMap<String, RouteRule>();
        s.sections("routes")
                .forEach((domain, section) -> rule(section, validated).ifPresent(rule -> routes.put(domain, rule)));
        var client = s.make(() -> SmtpClientConfig.named(s.text("hello-name", hostname)));
        var allowed = networks(s);
        int port = s.count("port", 25, 1, 65535);
        int httpsPort = s.count("https-port", 443, 1, 65535);
        boolean mtaSts = s.flag("mta-sts", true);
        boolean tlsReports = s.flag("tls-reports", true);
        var dkim = dkim(s);
        var state = state(s, root.partOf("storage"));
        var authorities = authorities(s);
        if (!relay || queue.isEmpty() || dns.isEmpty() || others.isEmpty() || client.isEmpty()) return Optional.empty();
        return s.make(() -> new OutboundPlan(
                client.get(),
                queue.get(),
                new RouteTable(routes, others.get()),
                dns.get(),
                allowed,
                port,
                httpsPort,
                mtaSts,
                tlsReports,
                dkim,
                state,
                identities,
                authorities));
    }

    private static Optional<QueueSettings> queue(Section s) {
        var d = QueueSettings.DEFAULT;
        return s.make(() -> new QueueSettings(
                s.duration("retry", d.retry()),
                s.duration("longest-retry", d.longestRetry()),
                s.duration("expire", d.expire()),
                s.duration("warn", d.warn()),
                s.duration("rest", d.rest()),
                s.duration("longest-rest", d.longestRest()),
                s.count("connections", d.connections()),
                s.count("connections-to-one", d.connectionsToOne()),
                s.duration("idle", d.idle()),
                s.count("notices", d.notices()),
                s.size("returned", d.returned())));
    }

    // ---------------------------------------------------------------- routes

    private Optional<RouteRule> rule(Section s, boolean validated) {
        var level = s.choice("level", TlsLevel.class, TlsLevel.MAY);
        var names = s.texts("names", List.of());
        var via = via(s);
        if (level == TlsLevel.DANE && !validated)
            s.problem("level", s.origin("level") + ": level dane needs signed answers; say dns.dnssec = true");
        if (!names.isEmpty() && level != TlsLevel.SECURE) s.problem("names", "names go with level = secure");
        return s.make(() -> new RouteRule(via, level, names));
    }

    private Optional<RouteRule.Relay> via(Section s) {
        var host = s.text("via", "");
        var dialect = s.choice("protocol", Dialect.class, Dialect.SMTP);
        boolean implicit = s.flag("implicit-tls", false);
        int port = s.count("via-port", implicit ? 465 : 25, 1, 65535);
        var login = login(s);
        if (host.isEmpty()) return Optional.empty();
        return s.make(() -> new RouteRule.Relay(host, port, dialect, implicit, login));
    }

    private Optional<Login> login(Section s) {
        var user = s.text("user", "");
        var name = s.text("password-file", "");
        if (user.isEmpty() && name.isEmpty()) return Optional.empty();
        if (user.isEmpty() || name.isEmpty()) {
            s.problem("user", "user and password-file go together");
            return Optional.empty();
        }
        var file = files.of(name);
        try {
            if (CertificateSettings.worldReadable(file))
                s.problem(
                        "password-file",
                        file + ": everybody on this machine can read this password; chmod 600 " + file);
            var lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
            return s.make(() -> new Login(user, lines.isEmpty() ? "" : lines.get(0)));
        } catch (IOException e) {
            s.problem("password-file", file + " cannot be read");
            return Optional.empty();
        }
    }

    private Optional<DkimSigner> dkim(Section s) {
        var key = s.text("dkim-key", "");
        var selector = s.text("dkim-selector", "");
        var domain = s.text("dkim-domain", s.text("hello-name", hostname));
        if (key.isEmpty() && selector.isEmpty()) return Optional.empty();
        if (key.isEmpty() || selector.isEmpty()) {
            s.problem("dkim-key", "dkim-key and dkim-selector go together");
            return Optional.empty();
        }
        var file = files.of(key);
        if (CertificateSettings.worldReadable(file))
            s.problem("dkim-key", file + ": everybody on this machine can read this key; chmod 600 " + file);
        try {
            var read = DkimKey.read(file);
            return s.make(() -> new DkimSigner(domain, selector, read));
        } catch (Pem.PemException e) {
            s.problem("dkim-key", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Unless said, beside the mail, where that is on disk. */
    private Optional<Path> state(Section s, Section storage) {
        if (!s.has("state"))
            return storage.text("kind", "disk").equals("disk")
                    ? Optional.of(files.folder()
                            .resolve(storage.text("directory", "store"))
                            .normalize()
                            .resolve("delivery"))
                    : Optional.empty();
        var folder = files.folder().resolve(s.text("state"));
        if (!Files.isDirectory(folder)) s.problem("state", "delivery.state: there is no folder " + folder);
        else if (!Files.isWritable(folder)) s.problem("state", "delivery.state: nothing can be written in " + folder);
        return Optional.of(folder);
    }

    private static List<IpNetwork> networks(Section s) {
        return each(s, "allowed-networks", IpNetwork::parse);
    }

    private List<X509Certificate> authorities(Section s) {
        if (!s.has("authorities")) return files.rootsOfThisMachine();
        try {
            return Pem.certificates(files.of(s.text("authorities")));
        } catch (Pem.PemException e) {
            s.problem("authorities", String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    // ---------------------------------------------------------------- DNS

    private Optional<ValidatingDns.Settings> dns(Section s) {
        var d = ValidatingDns.Settings.DEFAULT;
        var servers = each(s, "servers", DeliverySettings::server);
        boolean dnssec = s.flag("dnssec", false);
        var anchors = anchors(s);
        return s.make(() -> {
            var settings = new ValidatingDns.Settings(servers, s.duration("timeout", d.timeout()), anchors);
            return dnssec && anchors.isEmpty() ? settings.validating() : settings;
        });
    }

    private Optional<String> anchors(Section s) {
        if (!s.has("trust-anchors")) return Optional.empty();
        var file = Path.of(files.of(s.text("trust-anchors")).toString());
        try {
            return Optional.of(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            s.problem("trust-anchors", file + " cannot be read");
            return Optional.empty();
        }
    }

    /** {@code 192.0.2.53}, {@code 127.0.0.1:5353}, {@code [2001:db8::53]:53}. */
    private static InetSocketAddress server(String text) {
        int colon = text.lastIndexOf(':');
        boolean withPort = text.startsWith("[") ? text.indexOf("]:") > 0 : colon > 0 && text.indexOf(':') == colon;
        var host = withPort ? text.substring(0, colon) : text;
        var port = withPort ? text.substring(colon + 1) : "53";
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535)
            throw new IllegalArgumentException(text + " has no port from 1 to 65535");
        return new InetSocketAddress(
                IpNetwork.address(host.replaceFirst("^\\[(.*)\\]$", "$1")), Integer.parseInt(port));
    }

    private static <T> List<T> each(Section s, String key, Function<String, T> read) {
        var all = new ArrayList<T>();
        for (var text : s.texts(key, List.of())) {
            try {
                all.add(read.apply(text));
            } catch (IllegalArgumentException e) {
                s.problem(key, key + ": " + e.getMessage());
            }
        }
        return all;
    }
}
