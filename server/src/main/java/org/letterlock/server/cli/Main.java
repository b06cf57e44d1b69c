package org.letterlock.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. {@code letterlock help} says what there is. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and gives its exit code. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    /** Help comes before an unknown command, for picocli; but it would be help for something else. */
    private static int execute(ParseResult parsed) {
        for (var given = parsed; given != null; given = given.hasSubcommand() ? given.subcommand() : null)
            if (!given.unmatched().isEmpty())
                throw new UnmatchedArgumentException(given.commandSpec().commandLine(), given.unmatched());
        return new CommandLine.RunLast().execute(parsed);
    }

    static CommandLine commandLine() {
        return new CommandLine(new LetterlockCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionStrategy(Main::execute)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (!(e instanceof Problem problem)) throw e;
                    for (var text : problem.lines()) line.getErr().println("letterlock: " + text);
                    return problem.exitCode();
                });
    }
}
