package org.letterlock.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.letterlock.server.ListenerPlan;
import org.letterlock.server.ListenerPlan.Protection;
import org.letterlock.server.log.JsonObject;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.ConnectionFacts.Moment;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsRule;
import org.letterlock.tls.TlsServerSettings;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.TlsVersion;

/** Which rule a connection would meet at one listener, in each of the three moments, and the policy that comes of it. */
record ExplainConnection(ListenerPlan listener, ConnectionFacts facts) {
    /** What holds in one moment. */
    private record Answer(Optional<TlsRule> rule, TlsPolicy policy) {
        String why() {
            return rule.map(r -> "rule " + r.name()).orElse("no rule holds, the listener's own policy");
        }
    }

    private Optional<TlsServerSettings> tls() {
        if (listener.protection() instanceof Protection.Implicit implicit) return Optional.of(implicit.tls());
        if (listener.protection() instanceof Protection.StartTls startTls) return Optional.of(startTls.tls());
        return Optional.empty();
    }

    private Answer at(TlsServerSettings tls, Moment moment) {
        var known = new ConnectionFacts(
                moment,
                facts.listener(),
                facts.remote(),
                facts.localPort(),
                moment == Moment.CONNECTED ? Optional.empty() : facts.serverName(),
                Optional.empty(),
                moment == Moment.LOG_IN ? facts.helo() : Optional.empty(),
                moment == Moment.LOG_IN ? facts.account() : Optional.empty());
        var rule = tls.ruleFor(known);
        return new Answer(rule, rule.map(TlsRule::policy).orElse(tls.policy()));
    }

    private boolean announced(TlsServerSettings tls) {
        return at(tls, Moment.CONNECTED).rule().map(TlsRule::offersStartTls).orElse(true);
    }

    void print(PrintWriter out) {
        out.println("listener " + listener.name() + ", port " + facts.localPort()
                + facts.remote().map(r -> ", from " + r.getHostAddress()).orElse("")
                + facts.serverName().map(n -> ", asking for " + n).orElse(", without SNI"));
        var settings = tls();
        if (settings.isEmpty()) {
            out.println("  plaintext-only: there is no TLS here, and nobody can log in");
            return;
        }
        var tls = settings.get();
        if (listener.protection() instanceof Protection.StartTls)
            out.println("  STARTTLS     " + (announced(tls) ? "announced" : "not announced, and refused") + ": "
                    + at(tls, Moment.CONNECTED).why());
        var hello = at(tls, Moment.CLIENT_HELLO);
        out.println("  ClientHello  " + hello.policy().name() + ": " + hello.why());
        describe(hello.policy(), out);
        facts.account().ifPresent(account -> {
            var logIn = at(tls, Moment.LOG_IN);
            out.println(
                    "  log-in of " + account + "  must meet " + logIn.policy().name() + ": " + logIn.why());
            if (!logIn.policy().equals(hello.policy())) describe(logIn.policy(), out);
        });
    }

    private static void describe(TlsPolicy policy, PrintWriter out) {
        out.println("    versions             " + String.join(" ", versions(policy)));
        out.println("    suites               " + String.join(" ", suites(policy)));
        out.println("    groups               " + String.join(" ", groups(policy)));
        out.println("    DH group             " + policy.dhGroup().text());
        out.println("    order                " + (policy.serverPreference() ? "the server's" : "the client's"));
        out.println("    client certificates  " + clientCertificates(policy));
    }

    JsonObject json() {
        var json = new JsonObject()
                .put("listener", listener.name())
                .put("port", facts.localPort())
                .put("remote", facts.remote().map(r -> r.getHostAddress()))
                .put("sni", facts.serverName())
                .put("helo", facts.helo())
                .put("account", facts.account());
        var settings = tls();
        json.put("tls", settings.isPresent());
        settings.ifPresent(tls -> {
            if (listener.protection() instanceof Protection.StartTls)
                json.put(
                        "connected",
                        new JsonObject()
                                .put("rule", at(tls, Moment.CONNECTED).rule().map(TlsRule::name))
                                .put("starttls", announced(tls)));
            json.put("client-hello", json(at(tls, Moment.CLIENT_HELLO)));
            if (facts.account().isPresent()) json.put("log-in", json(at(tls, Moment.LOG_IN)));
        });
        return json;
    }

    private static JsonObject json(Answer answer) {
        var policy = answer.policy();
        return new JsonObject()
                .put("rule", answer.rule().map(TlsRule::name))
                .put("policy", policy.name())
                .put("versions", versions(policy))
                .put("suites", suites(policy))
                .put("groups", groups(policy))
                .put("dh-group", policy.dhGroup().text())
                .put("prefer-server-order", policy.serverPreference())
                .put("client-certificates", clientCertificates(policy));
    }

    private static List<String> versions(TlsPolicy policy) {
        return policy.versions().stream().sorted().map(TlsVersion::text).toList();
    }

    private static List<String> suites(TlsPolicy policy) {
        return policy.suites().stream().map(TlsSuite::openSslName).collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<String> groups(TlsPolicy policy) {
        return policy.groups().stream().map(g -> g.text()).toList();
    }

    private static String clientCertificates(TlsPolicy policy) {
        return policy.clientAuth().name().toLowerCase(Locale.ROOT);
    }
}
