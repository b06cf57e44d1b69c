package org.letterlock.server.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.letterlock.server.spelling.Nearest;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.ConnectionFacts.Moment;
import org.letterlock.tls.TlsCondition;
import org.letterlock.tls.TlsCondition.Truth;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsGroup;
import org.letterlock.tls.TlsPeer;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.TlsVersion;

/** What a comparison may speak of. A page of its own: a new one is its word, its line here, and one in the documentation. */
enum Subject {
    /** The client's address: an address, or a network. */
    REMOTE("remote", "an address or a network", f -> true) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            try {
                var network = IpNetwork.parse(word.text());
                return f -> f.remote().filter(network::contains).isPresent();
            } catch (IllegalArgumentException e) {
                throw word.problem(String.valueOf(e.getMessage()));
            }
        }
    },
    /** The port the client came to. */
    PORT("port", "a number from 1 to 65535", f -> true) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            int port = port(word);
            return f -> f.localPort() == port;
        }

        @Override
        Optional<Function<ConnectionFacts, Integer>> order(Token word) throws RuleSyntaxException {
            int port = port(word);
            return Optional.of(f -> Integer.compare(f.localPort(), port));
        }
    },
    /** The listener's name in the configuration. */
    LISTENER("listener", "the name of a listener", f -> true) {
        @Override
        Predicate<ConnectionFacts> is(Token word) {
            return f -> f.listener().equals(word.text());
        }
    },
    /** The host the client asks for: a name, {@code *.} and a name for all below it, or {@code none}. */
    SNI("sni", "a host name, *.name or none", f -> f.moment() != Moment.CONNECTED) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            var host = host(word);
            return f -> isHost(f.serverName(), host);
        }
    },
    /** What the client calls itself in EHLO. */
    HELO("helo", "a name, *.name or none", f -> f.moment() == Moment.LOG_IN) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            var host = host(word);
            return f -> isHost(f.helo(), host);
        }
    },
    /** Who logs in. */
    ACCOUNT("account", "an account with its domain, or *@domain", f -> f.moment() == Moment.LOG_IN) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            var wanted = word.text().toLowerCase(Locale.ROOT);
            if (wanted.indexOf('@') < 1) // no account is called that, so the rule would hold for nobody
            throw word.problem("expected " + takes() + ", not " + word.shown());
            return f -> f.account()
                    .map(a -> a.toLowerCase(Locale.ROOT))
                    .filter(a -> wanted.startsWith("*@") ? a.endsWith(wanted.substring(1)) : a.equals(wanted))
                    .isPresent();
        }
    },
    /** The version agreed on; they have an order. */
    PROTOCOL("protocol", "TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3", Subject::isProtected) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            var version = version(word);
            return f -> tls(f, t -> t.protocol().equals(version.text()));
        }

        @Override
        Optional<Function<ConnectionFacts, Integer>> order(Token word) throws RuleSyntaxException {
            var version = version(word);
            return Optional.of(f -> Arrays.stream(TlsVersion.values())
                    .filter(v -> tls(f, t -> t.protocol().equals(v.text())))
                    .findFirst()
                    .map(v -> v.compareTo(version))
                    .orElse(0));
        }
    },
    /** The suite agreed on, by IANA's or OpenSSL's name. */
    SUITE("suite", "a cipher suite by IANA's or OpenSSL's name", Subject::isProtected) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            var suite = TlsSuite.named(word.text())
                    .orElseThrow(() -> unknown(
                            word,
                            "cipher suite",
                            Arrays.stream(TlsSuite.values())
                                    .flatMap(s -> Stream.of(s.openSslName(), s.name()))
                                    .toList()));
            return f -> tls(f, t -> t.cipherIana().equals(suite.name()));
        }
    },
    /** The key exchange group agreed on. */
    GROUP("group", "a group such as x25519 or ffdhe2048, or rsa", Subject::isProtected) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            var names = Stream.concat(Arrays.stream(TlsGroup.values()).map(TlsGroup::text), OTHER_GROUPS.stream())
                    .toList();
            var name = names.stream()
                    .filter(n -> n.equalsIgnoreCase(word.text()))
                    .findFirst()
                    .orElseThrow(() -> unknown(word, "group", names));
            return f -> tls(f, t -> t.group().equalsIgnoreCase(name));
        }
    },
    /** What the client's certificate was found to be: none, verified, unverified. */
    CLIENT_CERTIFICATE("client-certificate", "none, verified or unverified", Subject::isProtected) {
        @Override
        Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException {
            Predicate<TlsPeer> wanted = switch (word.text()) {
                case "none" -> peer -> !peer.presented();
                case "verified" -> TlsPeer::verified;
                case "unverified" -> peer -> peer.presented() && !peer.verified();
                default -> throw unknown(word, "state", List.of("none", "verified", "unverified"));
            };
            return f -> tls(f, t -> wanted.test(t.peer()));
        }
    };

    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[^.*]++(\\.[^.*]++)*+");
    private static final List<String> OTHER_GROUPS = List.of("rsa", "modp14", "modp15", "modp16", "modp17", "modp18");

    private final String word;
    private final String takes;
    private final Predicate<ConnectionFacts> known;

    Subject(String word, String takes, Predicate<ConnectionFacts> known) {
        this.word = word;
        this.takes = takes;
        this.known = known;
    }

    static Subject read(Token token) throws RuleSyntaxException {
        for (var subject : values()) if (token.is(subject.word)) return subject;
        var words = Arrays.stream(values()).map(s -> s.word).toList();
        if (!token.isWord())
            throw token.problem("expected one of " + String.join(", ", words) + ", not " + token.shown());
        throw unknown(token, "word", words);
    }

    /** What stands behind it, for messages. */
    String takes() {
        return takes;
    }

    /** Whether it is what {@code word} says. */
    abstract Predicate<ConnectionFacts> is(Token word) throws RuleSyntaxException;

    /** How it compares to {@code word}; empty where there is no order. */
    Optional<Function<ConnectionFacts, Integer>> order(Token word) throws RuleSyntaxException {
        return Optional.empty();
    }

    TlsCondition member(Token word) throws RuleSyntaxException {
        return when(is(word));
    }

    TlsCondition compare(Token operator, Token word) throws RuleSyntaxException {
        if (operator.is("=")) return when(is(word));
        if (operator.is("!=")) return when(is(word).negate());
        BiPredicate<Integer, Integer> holds = switch (operator.text()) {
            case "<" -> (a, b) -> a < b;
            case "<=" -> (a, b) -> a <= b;
            case ">" -> (a, b) -> a > b;
            default -> (a, b) -> a >= b;
        };
        var order = order(word)
                .orElseThrow(() ->
                        operator.problem(this.word + " has no order; expected =, != or in, not " + operator.shown()));
        return when(f -> holds.test(order.apply(f), 0));
    }

    private TlsCondition when(Predicate<ConnectionFacts> test) {
        return f -> known.test(f) ? Truth.of(test.test(f)) : Truth.UNKNOWN;
    }

    private static RuleSyntaxException unknown(Token token, String what, List<String> known) {
        var near = Nearest.of(token.text(), known);
        return token.problem("unknown " + what + " " + token.shown()
                + near.map(n -> "; did you mean " + n + "?")
                        .orElse(
                                known.size() > 20
                                        ? ""
                                        : "; known: " + known.stream().collect(Collectors.joining(", "))));
    }

    private static int port(Token word) throws RuleSyntaxException {
        if (word.text().matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(word.text());
            if (port >= 1 && port <= 65535) return port;
        }
        throw word.problem("expected a port from 1 to 65535, not " + word.shown());
    }

    private static TlsVersion version(Token word) throws RuleSyntaxException {
        for (var version : TlsVersion.values()) if (version.text().equalsIgnoreCase(word.text())) return version;
        throw unknown(
                word,
                "protocol",
                Arrays.stream(TlsVersion.values()).map(TlsVersion::text).toList());
    }

    private static boolean isProtected(ConnectionFacts facts) {
        return facts.moment() == Moment.LOG_IN && facts.tls().isPresent();
    }

    private static boolean tls(ConnectionFacts facts, Predicate<TlsFacts> test) {
        return facts.tls().filter(test).isPresent();
    }

    /** What could be the name of a host; another would hold for none, and nobody would know. */
    final String host(Token word) throws RuleSyntaxException {
        if (HOST.matcher(word.text()).matches()) return word.text();
        throw word.problem("expected " + takes + ", not " + word.shown());
    }

    /** Host names compare without case; a wildcard stands for one or more labels in front. */
    private static boolean isHost(Optional<String> name, String pattern) {
        if (pattern.equals("none")) return name.isEmpty();
        var wanted = pattern.toLowerCase(Locale.ROOT);
        return name.map(n -> n.toLowerCase(Locale.ROOT))
                .filter(n -> wanted.startsWith("*.")
                        ? n.length() > wanted.length() - 1 && n.endsWith(wanted.substring(1))
                        : n.equals(wanted))
                .isPresent();
    }
}
