package org.letterlock.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.letterlock.server.log.JsonObject;
import org.letterlock.server.spelling.Nearest;
import org.letterlock.tls.CipherString;
import org.letterlock.tls.SuiteRemarks;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsSuite;

/** What somebody asks about suites: one by its name or number, with the rules for and against it, or a cipher string's. */
final class ExplainSuite {
    private ExplainSuite() {}

    static void print(String asked, boolean json, PrintWriter out) {
        var suite = suite(asked);
        if (suite.isPresent()) explain(suite.get(), json, out);
        else expand(asked, json, out);
    }

    private static Optional<TlsSuite> suite(String asked) {
        var number = asked.replaceFirst("^0[xX]", "").replaceFirst(",0[xX]", "");
        if (number.matches("[0-9A-Fa-f]{4}")) {
            var found = TlsSuite.of(Integer.parseInt(number, 16));
            if (found.isPresent()) return found;
        }
        return TlsSuite.named(asked);
    }

    private static void explain(TlsSuite suite, boolean json, PrintWriter out) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("openssl", suite.openSslName());
        facts.put("iana", suite.name());
        facts.put("id", "%04X".formatted(suite.id()));
        facts.put("key-exchange", exchange(suite));
        facts.put("authentication", authentication(suite));
        facts.put("cipher", cipher(suite));
        facts.put("bits", Integer.toString(suite.bits()));
        facts.put("forward-secret", suite.isForwardSecret() ? "yes" : "no");
        var rules = SuiteRemarks.of(suite).stream()
                .map(SuiteRemarks.Remark::toString)
                .toList();
        if (json) {
            var object = new JsonObject();
            facts.forEach(object::put);
            out.println(object.put("allowed-by", allowedBy(suite)).put("rules", rules));
            return;
        }
        facts.forEach((key, value) -> out.println("%-15s %s".formatted(key, value)));
        out.println("allowed-by      " + String.join(" ", allowedBy(suite)));
        out.println("rules");
        rules.forEach(rule -> out.println("  " + rule));
    }

    private static String exchange(TlsSuite suite) {
        return switch (suite.keyExchange()) {
            case ANY -> "any group of the policy";
            case ECDHE_ECDSA, ECDHE_RSA -> "ECDHE";
            case DHE_RSA -> "DHE";
            case RSA -> "RSA key transport";
        };
    }

    private static String authentication(TlsSuite suite) {
        return switch (suite.keyExchange()) {
            case ANY -> "any certificate";
            case ECDHE_ECDSA -> "ECDSA";
            case ECDHE_RSA, DHE_RSA, RSA -> "RSA";
        };
    }

    /** {@code AES_128_GCM_SHA256}: what follows the key exchange in IANA's name. */
    private static String cipher(TlsSuite suite) {
        int with = suite.name().indexOf("_WITH_");
        return suite.name().substring(with < 0 ? "TLS_".length() : with + "_WITH_".length());
    }

    private static List<String> allowedBy(TlsSuite suite) {
        var names = new ArrayList<String>();
        for (var base : PolicyCommand.bases()) {
            for (var role : TlsRole.values()) {
                var page = PolicyCommand.page(base, role);
                if (page.suites().contains(suite)) names.add(page.name());
            }
        }
        return names;
    }

    /** What could be meant: the words of cipher strings, and each suite by both of its names. */
    private static Set<String> names() {
        var names = new TreeSet<>(CipherString.knownWords());
        for (var suite : TlsSuite.values()) {
            names.add(suite.openSslName());
            names.add(suite.name());
        }
        return names;
    }

    private static void expand(String asked, boolean json, PrintWriter out) {
        List<TlsSuite> suites;
        try {
            suites = CipherString.expand(asked);
        } catch (CipherString.UnknownWord e) {
            throw Problem.usage(e.word() + " is no suite spoken here, and no word of a cipher string"
                    + Nearest.of(e.word(), names())
                            .map(n -> "; did you mean " + n + "?")
                            .orElse(""));
        } catch (IllegalArgumentException e) {
            throw Problem.usage(String.valueOf(e.getMessage()));
        }
        if (json) {
            out.println(new JsonObject().put("string", asked).putAll("suites", PolicyPage.suites(suites)));
            return;
        }
        for (var suite : suites) out.println("%04X %-32s %s".formatted(suite.id(), suite.openSslName(), suite.name()));
    }
}
