package org.letterlock.server.cli;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.ListenerPlan;
import org.letterlock.server.log.JsonObject;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.ConnectionFacts.Moment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code letterlock policy explain}: a suite and what speaks for and against it, or which rule of a configuration one connection
 * would meet. The guide's E18.
 */
@Command(
        name = "explain",
        description = {
            "With SUITE-or-STRING: explains a cipher suite, or lists what an OpenSSL cipher string means.",
            "With --config: says which rule of a configuration a connection would meet, and the policy that comes of it.",
            "Nothing is started. What is not given is not there: no SNI, no log-in."
        },
        mixinStandardHelpOptions = true)
final class PolicyExplainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SUITE-or-STRING",
            description = "such as ECDHE-RSA-AES128-SHA, C013 or EECDH+AESGCM:!aNULL")
    private @Nullable String suite;

    @Option(names = "--config", paramLabel = "FILE", description = "the configuration")
    private @Nullable Path file;

    @Option(names = "--remote", paramLabel = "ADDRESS", description = "the client's address")
    private @Nullable String remote;

    @Option(names = "--port", paramLabel = "N", description = "the port it comes to")
    private int port;

    @Option(names = "--listener", paramLabel = "NAME", description = "the listener it comes to, rather than a port")
    private @Nullable String listener;

    @Option(names = "--sni", paramLabel = "HOST", description = "the host it asks for")
    private @Nullable String sni;

    @Option(names = "--helo", paramLabel = "NAME", description = "what it calls itself")
    private @Nullable String helo;

    @Option(names = "--account", paramLabel = "NAME", description = "who logs in")
    private @Nullable String account;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Override
    public Integer call() {
        if ((suite == null) == (file == null))
            throw Problem.usage("either a suite or a cipher string, or --config FILE and a connection");
        if (suite != null) {
            ExplainSuite.print(suite, json, spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
        var plan = ServeCommand.read(Objects.requireNonNull(file)).plan();
        var chosen = chosen(plan.listeners());
        var name = Optional.ofNullable(account).map(plan.accounts()::canonical);
        var explained = chosen.stream()
                .map(l -> new ExplainConnection(l, facts(l, name)))
                .toList();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(new JsonObject()
                    .putAll(
                            "listeners",
                            explained.stream().map(ExplainConnection::json).toList()));
        } else {
            explained.forEach(e -> e.print(out));
        }
        out.flush();
        return ExitCode.OK;
    }

    private List<ListenerPlan> chosen(List<ListenerPlan> all) {
        var found = all.stream()
                .filter(l -> listener == null || l.name().equals(listener))
                .filter(l -> port == 0 || l.address().getPort() == port)
                .toList();
        if (found.isEmpty()) {
            throw Problem.usage("no listener "
                    + (listener == null ? "on port " + port : listener + (port == 0 ? "" : " on port " + port))
                    + "; there are "
                    + all.stream()
                            .map(l -> l.name() + " on " + l.address().getPort())
                            .collect(Collectors.joining(", ")));
        }
        return found;
    }

    private ConnectionFacts facts(ListenerPlan at, Optional<String> name) {
        return new ConnectionFacts(
                Moment.LOG_IN,
                at.name(),
                Optional.ofNullable(remote).map(PolicyExplainCommand::address),
                at.address().getPort(),
                Optional.ofNullable(sni).map(n -> n.toLowerCase(Locale.ROOT)),
                Optional.empty(),
                Optional.ofNullable(helo),
                name);
    }

    private static InetAddress address(String text) {
        try {
            return IpNetwork.address(text);
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--remote: " + text + " is no address; names are not looked up");
        }
    }
}
