package org.letterlock.server.cli;

/** What a command ends with: the same in all commands. */
final class ExitCode {
    static final int OK = 0;
    /** Something was looked at, and something is wrong with it. */
    static final int FINDINGS = 1;
    /** The command line, the configuration or the machine does not allow it. */
    static final int USAGE = 2;
    /** The other side cannot be reached. */
    static final int NO_CONNECTION = 3;

    private ExitCode() {}
}
