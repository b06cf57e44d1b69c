package org.letterlock.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code letterlock version}. */
@Command(name = "version", description = "Says which version this is.", mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.println(LetterlockCommand.Version.text());
        out.println("Java " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
        out.flush();
    }
}
