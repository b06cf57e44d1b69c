package org.letterlock.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.StoreException;
import org.letterlock.server.MailServer;
import org.letterlock.server.ServerPlan;
import org.letterlock.server.StoragePlan;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.admin.AdminSocket;
import org.letterlock.server.config.ConfigProblems;
import org.letterlock.server.config.ServeConfig;
import org.letterlock.server.config.TlsRenewal;
import org.letterlock.server.listen.PortProblem;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.storage.StoreOffers;
import org.letterlock.tls.KeyLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code letterlock serve}: the server a configuration file describes. */
@Command(
        name = "serve",
        description =
                "Runs the server that a configuration file describes. Ctrl-C or SIGTERM stops it; SIGHUP has it read its"
                        + " configuration again, as `letterlock reload` does.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "the configuration; see conf/letterlock.conf")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--ready-file",
            paramLabel = "PATH",
            description = "written when every port accepts; not there before and after")
    private @Nullable Path readyFile;

    @Option(
            names = "--print-listeners",
            description = "prints the listeners that the configuration describes, and starts nothing")
    private boolean printListeners;

    @Option(names = "--json", description = "with --print-listeners: prints them for programs")
    private boolean json;

    @Option(
            names = "--pid-file",
            paramLabel = "PATH",
            description = "the process id, for `letterlock reload`; written when every port accepts")
    private @Nullable Path pidFile;

    @Override
    public Integer call() throws InterruptedException {
        if (json && !printListeners) throw Problem.usage("--json goes with --print-listeners");
        if (printListeners) return print();
        var hangup = Hangup.listen();
        if (readyFile != null) WholeFile.remove(readyFile, "--ready-file");
        var config = read(file);
        config.warnings().forEach(w -> spec.commandLine().getErr().println("letterlock: warning: " + w));
        config.plan()
                .tlsRecording()
                .keyLog()
                .ifPresent(path -> spec.commandLine().getErr().println("letterlock: warning: " + KeyLog.warning(path)));
        var opened = open(config);
        var store = opened.store();
        var server = start(config, store);
        var renewal = new TlsRenewal(config, server::renewTls, opened.quotas()::renew, this::say);
        var admin = admin(config, server, store);
        Runnable close = () -> {
            renewal.close();
            admin.ifPresent(AdminSocket::close);
            server.close();
            store.close();
            if (readyFile != null) WholeFile.remove(readyFile, "--ready-file");
            if (pidFile != null) WholeFile.remove(pidFile, "--pid-file");
        };
        var shutdown = Shutdown.prepare(server::connections, close);
        var endpoints = endpoints(config.plan(), server);
        var out = spec.commandLine().getOut();
        out.println("  " + opened.about());
        for (var listener : config.plan().listeners())
            out.println("  " + listener.name() + " "
                    + Place.of(
                            server.endpoint(listener.name()),
                            listener.address().getAddress().getHostAddress()));
        renewal.start(Threads.named("renewal"));
        hangup.does(renewal::ask);
        try {
            var pid = ProcessHandle.current().pid();
            if (pidFile != null) WholeFile.write(pidFile, pid + "\n", "--pid-file");
            if (readyFile != null) WholeFile.write(readyFile, String.join("\n", endpoints) + "\n", "--ready-file");
        } catch (Problem e) {
            shutdown.forget();
            close.run();
            throw e;
        }
        out.println("ready");
        out.flush();
        shutdown.await();
        return ExitCode.OK;
    }

    private int print() {
        var config = read(file);
        config.warnings().forEach(w -> spec.commandLine().getErr().println("letterlock: warning: " + w));
        var table = new ListenerTable(config.plan().listeners());
        var out = spec.commandLine().getOut();
        (json ? table.json() : table.text()).forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    private void say(String line) {
        spec.commandLine().getErr().println("letterlock: " + line);
        spec.commandLine().getErr().flush();
    }

    static ServeConfig read(Path file) {
        try {
            return ServeConfig.read(file, Clock.systemUTC(), new SecureRandom());
        } catch (ConfigProblems e) {
            throw new Problem(ExitCode.USAGE, e.lines());
        }
    }

    /** Before any port: who connects finds all that was there. */
    private static StoragePlan.Opened open(ServeConfig config) {
        try {
            return config.storage().open(config.plan().clock(), config.plan().random());
        } catch (StoreException e) {
            throw Problem.usage("storage.directory: " + e.getMessage());
        }
    }

    private static MailServer start(ServeConfig config, MailStore store) {
        try {
            return MailServer.start(config.plan(), MailServer.Stores.of(store), arrived -> {});
        } catch (PortProblem e) {
            store.close();
            throw Problem.usage(e.owner() + ": " + e.getMessage());
        } catch (UncheckedIOException e) {
            store.close();
            throw Problem.usage(String.valueOf(e.getMessage()));
        }
    }

    /** The operator's socket, with all that can be asked there. */
    private static Optional<AdminSocket> admin(ServeConfig config, MailServer server, MailStore store) {
        var commands = new AdminCommands();
        server.offer(commands);
        StoreOffers.offer(commands, store);
        return config.adminSocket().map(path -> {
            try {
                return AdminSocket.open(path, commands, Threads.named("admin"));
            } catch (IOException e) {
                server.close();
                store.close();
                throw Problem.usage("admin.socket: " + e.getMessage());
            }
        });
    }

    private static List<String> endpoints(ServerPlan plan, MailServer server) {
        return plan.listeners().stream()
                .map(l -> {
                    var at = server.endpoint(l.name());
                    return l.name() + " "
                            + Place.host(
                                    at.getAddress(), l.address().getAddress().getHostAddress()) + " " + at.getPort();
                })
                .toList();
    }
}
