package org.letterlock.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock config}: about configuration files. */
@Command(
        name = "config",
        description = "About configuration files.",
        subcommands = ConfigCommand.Check.class,
        mixinStandardHelpOptions = true)
final class ConfigCommand extends CommandGroup {
    /** {@code letterlock config check}: says all that is wrong, or that nothing is. */
    @Command(
            name = "check",
            description = "Reads a configuration, with the certificates and accounts it names, and starts nothing.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "the configuration")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path file;

        @Override
        public Integer call() {
            var config = ServeCommand.read(file);
            config.warnings().forEach(w -> spec.commandLine().getErr().println("letterlock: warning: " + w));
            var plan = config.plan();
            spec.commandLine()
                    .getOut()
                    .println(file + ": well; listeners: " + plan.listeners().size() + ", accounts: "
                            + plan.accounts().all().size());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}
