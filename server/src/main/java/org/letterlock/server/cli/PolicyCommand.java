package org.letterlock.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code letterlock policy}: about what TLS allows. */
@Command(
        name = "policy",
        description = "About what TLS allows, to whom.",
        subcommands = PolicyExplainCommand.class,
        mixinStandardHelpOptions = true)
final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "which of its commands?");
    }
}
