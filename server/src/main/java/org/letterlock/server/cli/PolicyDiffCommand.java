package org.letterlock.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.letterlock.server.log.JsonObject;
import org.letterlock.tls.TlsSuite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock policy diff}: what two policies do differently. The guide's C3. */
@Command(
        name = "diff",
        description = "What two policies do differently. Exit code 1 when there is something.",
        mixinStandardHelpOptions = true)
final class PolicyDiffCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--role", paramLabel = "R", description = "of names without one (default: ${DEFAULT-VALUE})")
    private String role = "mda";

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Parameters(index = "0", paramLabel = "A", description = "such as ach or ach/msa")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String first;

    @Parameters(index = "1", paramLabel = "B", description = "such as current/msa or cyrus-2.4")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String second;

    @Override
    public Integer call() {
        var of = PolicyCommand.role(role, "--role");
        var a = PolicyCommand.page(first, "A", of);
        var b = PolicyCommand.page(second, "B", of);
        var changed = new LinkedHashMap<String, List<String>>();
        a.facts().forEach((key, value) -> {
            var other = String.valueOf(b.facts().get(key));
            if (!key.equals("policy") && !value.equals(other)) changed.put(key, List.of(value, other));
        });
        var less = without(a.suites(), b.suites());
        var more = without(b.suites(), a.suites());
        var commonOfA = without(a.suites(), less);
        var commonOfB = without(b.suites(), more);
        boolean reordered = !commonOfA.equals(commonOfB);
        var out = spec.commandLine().getOut();
        if (json) {
            var values = new JsonObject();
            changed.forEach(values::put);
            out.println(new JsonObject()
                    .put("a", a.name())
                    .put("b", b.name())
                    .put("changed", values)
                    .put("only-a", names(less))
                    .put("only-b", names(more))
                    .put("common-in-another-order", reordered));
        } else {
            out.println("--- " + a.name());
            out.println("+++ " + b.name());
            changed.forEach((key, values) -> {
                out.println("-" + key + " " + values.get(0));
                out.println("+" + key + " " + values.get(1));
            });
            names(less).forEach(name -> out.println("-suite " + name));
            names(more).forEach(name -> out.println("+suite " + name));
            if (reordered) out.println("~suites in common stand in another order");
        }
        out.flush();
        return changed.isEmpty() && less.isEmpty() && more.isEmpty() && !reordered ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static List<TlsSuite> without(List<TlsSuite> suites, List<TlsSuite> others) {
        var left = new ArrayList<>(suites);
        left.removeAll(others);
        return left;
    }

    private static List<String> names(List<TlsSuite> suites) {
        return suites.stream().map(TlsSuite::openSslName).toList();
    }
}
