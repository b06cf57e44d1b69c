package org.letterlock.server.log;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.letterlock.server.log.Seen.Kind;

/**
 * Reads lines of logs: ours in all shapes, Postfix's with the time stamps of syslog or RFC 3339, Exim's main log. Lines about
 * something else, and about outgoing connections, say nothing. Every pattern is linear in the line.
 */
final class LogLine {
    private static final Pattern JSON =
            Pattern.compile("\"([a-z0-9-]++)\":(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^,}\"]++))");
    private static final Pattern POSTFIX = Pattern.compile(
            "(?<!\\S)(\\S++) ++(?:Anonymous|Untrusted|Trusted|Verified) TLS connection (?:established|reused) from (\\S++)"
                    + "(?: to \\S++)? (\\S++) with cipher (\\S++) \\(");
    private static final Pattern POSTFIX_USER =
            Pattern.compile("(?<!\\S)(\\S++) ++(?:[0-9A-Za-z]++: )?client=([^,\\s]++)");
    private static final Pattern OUR_TLS = Pattern.compile(", tls=(\\S++) with cipher (\\S++) \\(");
    private static final Pattern SASL_USER = Pattern.compile(", sasl_username=([^,\\s]++)");
    private static final Pattern POSTFIX_FAILURE = Pattern.compile("SSL_accept error from ([^\\s:]++)");
    private static final Pattern EXIM_TLS = Pattern.compile(" X=([^:\\s]++):([^:\\s]++):[0-9]++");
    private static final Pattern EXIM_HOST =
            Pattern.compile(" H=(?:([^\\s\\[(]\\S*+) )?(?:\\(([^)\\s]*+)\\) )?\\[([0-9A-Fa-f.:]++)]");
    private static final Pattern EXIM_USER = Pattern.compile(" A=[^:\\s]++:(\\S++)");
    private static final Pattern EXIM_FAILURE =
            Pattern.compile("TLS error on connection from (?:\\S++ )?(?:\\(\\S*+\\) )?\\[([0-9A-Fa-f.:]++)]");

    private static final Pattern EXIM_SUBJECT = Pattern.compile(" DN=\"(?:[^\"\\\\]|\\\\.)*+\"");

    private static final Map<String, Function<String, Optional<Seen>>> KINDS = Map.of(
            "\"event\":\"tls-", LogLine::json,
            "TLS connection ", LogLine::postfix,
            "sasl_username=", LogLine::postfixUser,
            " <= ", LogLine::exim,
            " TLS session H=", LogLine::exim,
            " TLS log-in H=", LogLine::exim,
            "SSL_accept error from ", line -> failure(POSTFIX_FAILURE, line),
            "TLS error on connection from ", line -> failure(EXIM_FAILURE, line));

    private LogLine() {}

    /** What a line is about, by the word for it: the one that stands first, since behind it stands what strangers chose. */
    static Optional<Seen> read(String line) {
        Map<Integer, Function<String, Optional<Seen>>> kinds = new TreeMap<>();
        KINDS.forEach((word, kind) -> {
            int at = line.indexOf(word);
            if (at >= 0) kinds.put(at, kind);
        });
        for (var kind : kinds.values()) return kind.apply(line);
        return Optional.empty();
    }

    private static Optional<Seen> failure(Pattern shape, String line) {
        var failure = shape.matcher(line);
        return failure.find() ? Optional.of(Seen.failure(host(failure.group(1)))) : Optional.empty();
    }

    private static Optional<Seen> json(String line) {
        Map<String, String> keys = new HashMap<>();
        var each = JSON.matcher(line);
        while (each.find()) keys.put(each.group(1), each.group(2) != null ? each.group(2) : each.group(3));
        var remote = keys.getOrDefault("remote", "unknown");
        if ("failed".equals(keys.get("result"))) return Optional.of(Seen.failure(remote));
        var protocol = keys.get("protocol");
        var cipher = keys.get("cipher");
        if (protocol == null || cipher == null) return Optional.empty();
        var account = keys.get("account");
        return Optional.of(
                account == null
                        ? new Seen(Kind.CONNECTION, protocol, cipher, remote, "")
                        : new Seen(Kind.LOG_IN, protocol, cipher, account, ""));
    }

    private static Optional<Seen> postfix(String line) {
        var m = POSTFIX.matcher(line);
        if (!m.find()) return Optional.empty();
        var protocol = m.group(3);
        var from = m.group(2);
        if (protocol.equals("with")) return Optional.empty();
        return Optional.of(new Seen(Kind.CONNECTION, Seen.protocol(protocol), m.group(4), host(from), m.group(1)));
    }

    /** Ours says TLS in the same line; Postfix said it before, in the same process. */
    private static Optional<Seen> postfixUser(String line) {
        var m = POSTFIX_USER.matcher(line);
        var user = SASL_USER.matcher(line);
        if (!m.find() || !user.find()) return Optional.empty();
        var tls = OUR_TLS.matcher(line);
        return Optional.of(
                tls.find()
                        ? new Seen(Kind.LOG_IN, tls.group(1), tls.group(2), user.group(1), "")
                        : new Seen(Kind.LOG_IN, "", "", user.group(1), m.group(1)));
    }

    private static Optional<Seen> exim(String whole) {
        var line = EXIM_SUBJECT.matcher(whole).replaceFirst("");
        var tls = EXIM_TLS.matcher(line);
        if (!tls.find()) return Optional.empty();
        var host = EXIM_HOST.matcher(line);
        var client = "unknown";
        if (host.find()) {
            client = host.group(1) != null
                    ? host.group(1)
                    : host.group(2) != null ? host.group(2) + " " + host.group(3) : host.group(3);
        }
        var user = EXIM_USER.matcher(line);
        boolean ours = line.contains(" TLS log-in H=");
        if (user.find()) client = user.group(1);
        return Optional.of(
                new Seen(ours ? Kind.LOG_IN : Kind.CONNECTION, Seen.protocol(tls.group(1)), tls.group(2), client, ""));
    }

    /** {@code mx.example[192.0.2.7]:25} by its name, or its address where that is not known. */
    private static String host(String named) {
        int open = named.indexOf('[');
        int close = named.indexOf(']');
        if (open < 0 || close < open) return named;
        var name = named.substring(0, open);
        return name.equals("unknown") || name.isEmpty() ? named.substring(open + 1, close) : name;
    }
}
