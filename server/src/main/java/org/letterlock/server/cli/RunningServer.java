package org.letterlock.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.admin.AdminClient;
import org.letterlock.server.admin.AdminRefusal;
import org.letterlock.server.admin.AdminRequest;
import org.letterlock.server.config.AdminSettings;
import org.letterlock.server.config.ConfigProblems;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options with which a command says which running server it means, and what asks that server. */
final class RunningServer {
    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Where where;

    /** One of two ways to say it. */
    static final class Where {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "the configuration of the running server; its admin.socket is used")
        private @Nullable Path config;

        @Option(names = "--socket", paramLabel = "PATH", description = "the admin.socket of the running server")
        private @Nullable Path socket;
    }

    /** Asks, and hands on each line of the answer; what hinders it is a {@link Problem}. */
    void ask(String command, Map<String, String> arguments, Consumer<Map<String, Object>> each) {
        var socket = socket();
        try {
            new AdminClient(socket).ask(new AdminRequest(command, arguments), each);
        } catch (AdminRefusal e) {
            throw new Problem(ExitCode.FINDINGS, List.of(e.why()));
        } catch (IOException e) {
            throw Problem.usage(socket + ": no server answers there: " + e.getMessage());
        }
    }

    private Path socket() {
        if (where.socket != null) return where.socket;
        var config = where.config;
        if (config == null) throw new IllegalStateException("neither --config nor --socket");
        try {
            return AdminSettings.socketIn(config);
        } catch (ConfigProblems e) {
            throw new Problem(ExitCode.USAGE, e.lines());
        }
    }
}
