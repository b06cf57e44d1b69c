package org.letterlock.server.cli;

import java.util.List;

/** Why a command cannot go on, said to the user without a stack trace. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitCode;
    private final List<String> lines;

    Problem(int exitCode, List<String> lines) {
        super(String.join("\n", lines), null, false, false);
        this.exitCode = exitCode;
        this.lines = List.copyOf(lines);
    }

    static Problem usage(String line) {
        return new Problem(ExitCode.USAGE, List.of(line));
    }

    int exitCode() {
        return exitCode;
    }

    List<String> lines() {
        return lines;
    }
}
