package org.letterlock.server.cli;

import picocli.CommandLine;

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

    static CommandLine commandLine() {
        return new CommandLine(new LetterlockCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (!(e instanceof Problem problem)) throw e;
                    for (var text : problem.lines()) line.getErr().println("letterlock: " + text);
                    return problem.exitCode();
                });
    }
}
