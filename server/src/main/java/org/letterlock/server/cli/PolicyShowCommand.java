package org.letterlock.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.ListenerPlan.Protection;
import org.letterlock.server.log.JsonObject;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsServerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code letterlock policy show}: policies in full, of a profile or of the listeners of a configuration. */
@Command(
        name = "show",
        description = "Policies in full: of a profile for each role, or of the listeners of a configuration.",
        mixinStandardHelpOptions = true)
final class PolicyShowCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--profile", paramLabel = "P", description = "ach-2014, ach, current, cyrus-2.4 or exim-4.82")
    private @Nullable String profile;

    @Option(names = "--role", paramLabel = "R", description = "mx, msa, mda or client; all unless said")
    private @Nullable String role;

    @Option(names = "--config", paramLabel = "FILE", description = "show what a configuration makes of it")
    private @Nullable Path config;

    @Option(names = "--listener", paramLabel = "L", description = "this listener of the configuration alone")
    private @Nullable String listener;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Override
    public void run() {
        if (config != null && (profile != null || role != null))
            throw Problem.usage("--config has profiles and roles of its own: --profile and --role do not go with it");
        if (listener != null && config == null)
            throw Problem.usage("--listener is one of a configuration: --config FILE");
        var pages = config == null ? ofProfile() : ofListeners(config);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(new JsonObject()
                    .putAll("policies", pages.stream().map(PolicyPage::json).toList()));
        } else {
            for (int i = 0; i < pages.size(); i++) {
                if (i > 0) out.println();
                pages.get(i).lines().forEach(out::println);
            }
        }
        out.flush();
    }

    private List<PolicyPage> ofProfile() {
        var base = profile == null ? TlsProfile.CURRENT.text() : profile;
        var roles = role == null ? List.of(TlsRole.values()) : List.of(PolicyCommand.role(role, "--role"));
        return roles.stream().map(r -> PolicyCommand.page(base, "--profile", r)).toList();
    }

    private List<PolicyPage> ofListeners(Path file) {
        var pages = new ArrayList<PolicyPage>();
        var names = new ArrayList<String>();
        for (var plan : ServeCommand.read(file).plan().listeners()) {
            names.add(plan.name());
            if (listener != null && !listener.equals(plan.name())) continue;
            var tls = tls(plan.protection());
            if (tls.isEmpty() && listener != null) throw Problem.usage("--listener: " + listener + " has no TLS");
            tls.ifPresent(t -> pages.add(new PolicyPage("listeners." + plan.name(), t.policy())));
        }
        if (pages.isEmpty())
            throw Problem.usage("--listener: there is none of that name; there are " + String.join(", ", names));
        return pages;
    }

    private static Optional<TlsServerSettings> tls(Protection protection) {
        if (protection instanceof Protection.Implicit implicit) return Optional.of(implicit.tls());
        return protection instanceof Protection.StartTls startTls ? Optional.of(startTls.tls()) : Optional.empty();
    }
}
