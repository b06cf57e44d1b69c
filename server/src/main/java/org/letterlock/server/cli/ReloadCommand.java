package org.letterlock.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code letterlock reload}: has a running {@code serve} read its configuration again. */
@Command(
        name = "reload",
        description =
                "Has a running `letterlock serve` read its configuration again: its TLS changes, and no connection is"
                        + " dropped. It says in its own output what came of it.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Option(
            names = "--pid-file",
            paramLabel = "FILE",
            required = true,
            description = "what `letterlock serve --pid-file` wrote")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path pidFile;

    @Override
    public Integer call() throws InterruptedException {
        long pid = pid();
        var process = ProcessHandle.of(pid)
                .orElseThrow(() -> Problem.usage("--pid-file: " + pidFile + ": no process " + pid + " runs"));
        process.info()
                .arguments()
                .filter(arguments -> !Arrays.asList(arguments).contains("serve"))
                .ifPresent(other -> {
                    throw Problem.usage("--pid-file: " + pidFile + ": process " + pid + " is no `letterlock serve`");
                });
        try {
            int exit = new ProcessBuilder("kill", "-HUP", Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            return exit == 0 ? ExitCode.OK : ExitCode.FINDINGS;
        } catch (IOException e) {
            throw Problem.usage("this machine has no `kill`; send SIGHUP to process " + pid);
        }
    }

    private long pid() {
        try {
            return Long.parseLong(Files.readString(pidFile).strip());
        } catch (NumberFormatException e) {
            throw Problem.usage("--pid-file: " + pidFile + " has no process id in it");
        } catch (IOException e) {
            throw Problem.usage("--pid-file: " + pidFile + " cannot be read: " + WholeFile.reason(e));
        }
    }
}
