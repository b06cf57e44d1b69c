package org.letterlock.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.letterlock.server.log.JsonObject;
import org.letterlock.tls.TlsGroup;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.TlsVersion;

/**
 * One policy as people and programs read it.
 *
 * @param name what it is called where it was asked for
 */
record PolicyPage(String name, TlsPolicy policy) {
    /** Postfix's word for how much TLS is insisted on. The guide's P2. */
    private String level() {
        return policy.role() == TlsRole.MX || policy.role() == TlsRole.CLIENT ? "may" : "encrypt";
    }

    private List<String> versions() {
        return new TreeSet<>(policy.versions()).stream().map(TlsVersion::text).toList();
    }

    private List<String> groups() {
        return policy.groups().stream().map(TlsGroup::text).toList();
    }

    private String order() {
        if (!policy.serverPreference()) return "client";
        return policy.chachaByClient() ? "server, but ChaCha20 first for a client that has it first" : "server";
    }

    /** All of it in one line. */
    String line() {
        return "%-16s level=%-7s %s, %d suites, order=%s, dh=%s"
                .formatted(
                        name,
                        level(),
                        String.join(" ", versions()),
                        policy.suites().size(),
                        policy.serverPreference() ? "server" : "client",
                        policy.dhGroup().text());
    }

    /** One setting a line, then one suite a line. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        facts().forEach((key, value) -> lines.add("%-14s %s".formatted(key, value)));
        lines.add("suites");
        for (var suite : policy.suites())
            lines.add("  %04X %-32s %s".formatted(suite.id(), suite.openSslName(), suite.name()));
        return lines;
    }

    /** What is said in one line each, by its key. */
    Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("policy", name);
        facts.put("level", level());
        facts.put("versions", String.join(" ", versions()));
        facts.put("order", order());
        facts.put("groups", String.join(" ", groups()));
        facts.put("dh-group", policy.dhGroup().text() + " (" + policy.dhGroup().bits() + " bits)");
        return facts;
    }

    JsonObject json() {
        return new JsonObject()
                .put("policy", name)
                .put("role", PolicyCommand.name(policy.role()))
                .put("level", level())
                .put("versions", versions())
                .put("order", policy.serverPreference() ? "server" : "client")
                .put("chacha-by-client", policy.chachaByClient())
                .put("groups", groups())
                .put("dh-group", policy.dhGroup().text())
                .put("dh-bits", policy.dhGroup().bits())
                .putAll("suites", suites(policy.suites()));
    }

    static List<JsonObject> suites(List<TlsSuite> suites) {
        return suites.stream()
                .map(s -> new JsonObject()
                        .put("id", "%04X".formatted(s.id()))
                        .put("openssl", s.openSslName())
                        .put("iana", s.name()))
                .toList();
    }

    List<TlsSuite> suites() {
        return policy.suites();
    }
}
