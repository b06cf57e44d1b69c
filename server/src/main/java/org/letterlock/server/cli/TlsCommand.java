package org.letterlock.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.log.Census;
import org.letterlock.server.log.JsonObject;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock tls}: about the TLS of connections that were made. */
@Command(
        name = "tls",
        description = "About the TLS of connections that were made.",
        subcommands = TlsCommand.CensusCommand.class,
        mixinStandardHelpOptions = true)
final class TlsCommand extends CommandGroup {
    /** {@code letterlock tls census}: who uses what, and whom a policy would shut out. */
    @Command(
            name = "census",
            description = {
                "Counts protocol, cipher suite and client in logs: Letterlock's, Postfix's and Exim's, also packed with gzip.",
                "With --simulate, says which of them a profile would have refused. A client that used what the profile",
                "refuses may have offered something better that was not chosen: who is named is who could be shut out."
            },
            mixinStandardHelpOptions = true)
    static final class CensusCommand implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Parameters(arity = "1..*", paramLabel = "LOG", description = "a log; - for standard input")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private List<String> logs;

        @Option(
                names = "--simulate",
                paramLabel = "PROFILE[/ROLE]",
                description = "ach-2014, ach or current; of role msa unless /mx, /mda or /client stands behind")
        private @Nullable String simulate;

        @Option(names = "--json", description = "as JSON")
        private boolean json;

        @Override
        public Integer call() {
            var policy = Optional.ofNullable(simulate).map(CensusCommand::policy);
            var census = new Census();
            for (var log : logs) read(log, census);
            var out = spec.commandLine().getOut();
            if (json) out.println(json(census, policy));
            else print(census, policy, out);
            out.flush();
            return ExitCode.OK;
        }

        private static void read(String log, Census census) {
            try (InputStream in = log.equals("-") ? System.in : Files.newInputStream(Path.of(log))) {
                census.read(in);
            } catch (IOException e) {
                throw Problem.usage(log + " cannot be read: " + WholeFile.reason(e));
            }
        }

        private static TlsPolicy policy(String text) {
            int slash = text.indexOf('/');
            var profile = TlsProfile.named(slash < 0 ? text : text.substring(0, slash));
            var role = Arrays.stream(TlsRole.values())
                    .filter(r ->
                            r.name().toLowerCase(Locale.ROOT).equals(slash < 0 ? "msa" : text.substring(slash + 1)))
                    .findFirst();
            if (profile.isEmpty() || role.isEmpty())
                throw Problem.usage("--simulate takes "
                        + Arrays.stream(TlsProfile.values())
                                .map(TlsProfile::text)
                                .collect(Collectors.joining(", "))
                        + ", perhaps with /mx, /msa, /mda or /client behind; not " + text);
            return TlsPolicy.of(profile.get(), role.get());
        }

        private static void print(Census census, Optional<TlsPolicy> policy, PrintWriter out) {
            for (var entry : census.rows()) {
                var row = entry.getKey();
                out.printf(
                        "%7d  %-8s %-32s %s%s%s%n",
                        entry.getValue(),
                        printable(row.protocol()),
                        printable(row.cipher()),
                        row.logIn() ? "log-in of " : "",
                        printable(row.client()),
                        policy.flatMap(row::refusal)
                                .map(r -> "  REFUSED: " + printable(r))
                                .orElse(""));
            }
            out.println(census.connections() + " connections, " + census.logIns() + " log-ins, " + census.failures()
                    + " failed handshakes");
            policy.ifPresent(p -> {
                var shutOut = shutOut(census, p);
                out.println(p.name() + " would have refused "
                        + census.rows().stream()
                                .filter(e -> !e.getKey().logIn()
                                        && e.getKey().refusal(p).isPresent())
                                .mapToInt(Map.Entry::getValue)
                                .sum()
                        + " of these connections, of " + shutOut.size() + " clients"
                        + (shutOut.isEmpty() ? "" : ": " + printable(String.join(", ", shutOut))));
            });
        }

        private static TreeSet<String> shutOut(Census census, TlsPolicy policy) {
            return census.rows().stream()
                    .map(Map.Entry::getKey)
                    .filter(r -> r.refusal(policy).isPresent())
                    .map(Census.Row::client)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static JsonObject json(Census census, Optional<TlsPolicy> policy) {
            var all = new JsonObject()
                    .put("connections", census.connections())
                    .put("log-ins", census.logIns())
                    .put("failures", census.failures())
                    .putAll(
                            "rows",
                            census.rows().stream()
                                    .map(e -> new JsonObject()
                                            .put("count", e.getValue())
                                            .put("protocol", e.getKey().protocol())
                                            .put("cipher", e.getKey().cipher())
                                            .put("client", e.getKey().client())
                                            .put("log-in", e.getKey().logIn())
                                            .put("refused", policy.flatMap(e.getKey()::refusal)))
                                    .toList());
            policy.ifPresent(p -> all.put("policy", p.name()).put("shut-out", List.copyOf(shutOut(census, p))));
            return all;
        }

        /** Logs hold what strangers wrote. */
        private static String printable(String text) {
            return text.codePoints()
                    .mapToObj(c -> c >= ' ' && c < 0x7f ? Character.toString(c) : "?")
                    .collect(Collectors.joining());
        }
    }
}
