package org.letterlock.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Printable;
import org.letterlock.server.spelling.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock queue}: the queue of a running server, for its operator. */
@Command(
        name = "queue",
        description = "The queue of mail for other domains in a running `letterlock serve`.",
        subcommands = {
            QueueCommand.ListAll.class,
            QueueCommand.Show.class,
            QueueCommand.Retry.class,
            QueueCommand.Hold.class,
            QueueCommand.Release.class,
            QueueCommand.Drop.class
        },
        mixinStandardHelpOptions = true)
final class QueueCommand extends CommandGroup {
    /** What all of them have. */
    abstract static class Asking implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Mixin
        private final RunningServer server = new RunningServer();

        final List<Map<String, Object>> ask(String command, Map<String, String> arguments) {
            var lines = new ArrayList<Map<String, Object>>();
            server.ask(command, arguments, lines::add);
            return lines;
        }

        final void print(String line) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }

        static String text(Map<String, Object> line, String key) {
            return Printable.of(String.valueOf(line.getOrDefault(key, "")));
        }
    }

    /** {@code letterlock queue list}. */
    @Command(name = "list", description = "Lists the messages in the queue.", mixinStandardHelpOptions = true)
    static final class ListAll extends Asking {
        @Option(names = "--domain", paramLabel = "DOMAIN", description = "only those for that domain")
        private @Nullable String domain;

        @Option(names = "--json", description = "for programs: an object for each message, one a line")
        private boolean json;

        @Override
        public Integer call() {
            var lines = ask("queue.list", domain == null ? Map.of() : Map.of("domain", domain));
            if (json) {
                lines.forEach(line -> print(JsonMap.of(line).toString()));
                return ExitCode.OK;
            }
            print(String.format(
                    "%-8s %-8s %8s %4s %-4s %s", "NUMBER", "STATE", "AGE", "TRY", "TO", "FROM, DOMAIN, TROUBLE"));
            for (var line : lines) {
                print(String.format(
                        "%-8s %-8s %8s %4s %-4s %s %s %s",
                        text(line, "number"),
                        text(line, "state"),
                        text(line, "age") + "s",
                        text(line, "attempts"),
                        text(line, "to"),
                        text(line, "from"),
                        text(line, "domain"),
                        text(line, "trouble")));
            }
            print(Counted.of(lines.size(), "message"));
            return ExitCode.OK;
        }
    }

    /** {@code letterlock queue show}. */
    @Command(
            name = "show",
            description = "Shows one message: its recipients and what hinders it.",
            mixinStandardHelpOptions = true)
    static final class Show extends Asking {
        @Parameters(paramLabel = "NUMBER", description = "as `queue list` shows it")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String number;

        @Option(names = "--json", description = "for programs: an object")
        private boolean json;

        @Override
        public Integer call() {
            for (var line : ask("queue.show", Map.of("number", number))) {
                if (json) {
                    print(JsonMap.of(line).toString());
                    continue;
                }
                var sorted = new LinkedHashMap<>(line);
                var recipients = sorted.remove("recipients");
                sorted.forEach((key, value) -> print(String.format("%-12s %s", key, text(line, key))));
                if (recipients instanceof List<?> all)
                    all.forEach(r -> print(String.format("%-12s %s", "recipient", Printable.of(String.valueOf(r)))));
            }
            return ExitCode.OK;
        }
    }

    /** Those that change something. */
    abstract static class Changing extends Asking {
        private final String command;

        @Parameters(paramLabel = "WHICH", description = "a number that `queue list` shows, a domain, or all")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String which;

        Changing(String command) {
            this.command = command;
        }

        @Override
        public Integer call() {
            var lines = ask(command, Map.of("which", which));
            for (var line : lines) print(text(line, "number") + " " + text(line, "done"));
            if (lines.isEmpty()) print("the queue is empty");
            return ExitCode.OK;
        }
    }

    /** {@code letterlock queue retry}. */
    @Command(name = "retry", description = "Tries messages now.", mixinStandardHelpOptions = true)
    static final class Retry extends Changing {
        Retry() {
            super("queue.retry");
        }
    }

    /** {@code letterlock queue hold}. */
    @Command(
            name = "hold",
            description = "Keeps messages back until they are released.",
            mixinStandardHelpOptions = true)
    static final class Hold extends Changing {
        Hold() {
            super("queue.hold");
        }
    }

    /** {@code letterlock queue release}. */
    @Command(name = "release", description = "Lets messages that were held go on.", mixinStandardHelpOptions = true)
    static final class Release extends Changing {
        Release() {
            super("queue.release");
        }
    }

    /** {@code letterlock queue drop}. */
    @Command(name = "drop", description = "Throws messages away; nobody is told.", mixinStandardHelpOptions = true)
    static final class Drop extends Changing {
        Drop() {
            super("queue.drop");
        }
    }
}
