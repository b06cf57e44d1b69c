package org.letterlock.server.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.letterlock.server.log.JsonObject;
import org.letterlock.tls.TlsImitation;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code letterlock policy}: what the TLS policies mean. */
@Command(
        name = "policy",
        description =
                "What TLS allows, to whom: all policies, one in full, the difference of two, a suite or a connection explained.",
        subcommands = {
            PolicyCommand.All.class,
            PolicyShowCommand.class,
            PolicyDiffCommand.class,
            PolicyExplainCommand.class
        },
        mixinStandardHelpOptions = true)
final class PolicyCommand extends CommandGroup {
    /** {@code letterlock policy list}: all of them, a line each. */
    @Command(name = "list", description = "All policies, a line each.", mixinStandardHelpOptions = true)
    static final class All implements Runnable {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Option(names = "--json", description = "for programs")
        private boolean json;

        @Override
        public void run() {
            var out = spec.commandLine().getOut();
            var all = new ArrayList<PolicyPage>();
            for (var base : bases()) for (var role : TlsRole.values()) all.add(page(base, role));
            if (json)
                out.println(new JsonObject()
                        .putAll("policies", all.stream().map(PolicyPage::json).toList()));
            else all.forEach(page -> out.println(page.line()));
            out.flush();
        }
    }

    /** The names a policy can begin with: the profiles, then the imitations. */
    static List<String> bases() {
        return Stream.concat(
                        Arrays.stream(TlsProfile.values()).map(TlsProfile::text),
                        Arrays.stream(TlsImitation.values()).map(TlsImitation::text))
                .toList();
    }

    static PolicyPage page(String base, TlsRole role) {
        return new PolicyPage(base + "/" + name(role), policy(base, role).orElseThrow());
    }

    private static Optional<TlsPolicy> policy(String base, TlsRole role) {
        return TlsProfile.named(base)
                .map(profile -> TlsPolicy.of(profile, role))
                .or(() -> TlsImitation.named(base).map(imitation -> imitation.policy(role)));
    }

    /** The policy {@code ach/msa}; {@code ach} alone takes {@code role}. */
    static PolicyPage page(String written, String option, TlsRole role) {
        int slash = written.indexOf('/');
        var base = slash < 0 ? written : written.substring(0, slash);
        var of = slash < 0 ? role : role(written.substring(slash + 1), option);
        if (policy(base, of).isEmpty())
            throw Problem.usage(option + ": there is no policy " + base + "; there are " + String.join(", ", bases()));
        return page(base, of);
    }

    static TlsRole role(String written, String option) {
        return Arrays.stream(TlsRole.values())
                .filter(r -> name(r).equals(written))
                .findFirst()
                .orElseThrow(() -> Problem.usage(option + ": the roles are mx, msa, mda and client, not " + written));
    }

    static String name(TlsRole role) {
        return role.name().toLowerCase(java.util.Locale.ROOT);
    }
}
