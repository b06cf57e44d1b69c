package org.letterlock.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.letterlock.protocol.Printable;
import org.letterlock.server.admin.AdminClient;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.admin.AdminRefusal;
import org.letterlock.server.admin.AdminRequest;
import org.letterlock.server.storage.StoreOffers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock store}: the mail on disk, for its operator; in a running server where one answers, else by itself. */
@Command(
        name = "store",
        description = {
            "The mail on disk: figures, check, repair, backup.",
            "A running server is asked through its admin.socket; without one, the store is opened here."
        },
        subcommands = {
            StoreCommand.Stats.class,
            StoreCommand.Check.class,
            StoreCommand.Repair.class,
            StoreCommand.Backup.class,
            StoreCommand.Compact.class
        },
        mixinStandardHelpOptions = true)
final class StoreCommand extends CommandGroup {
    /** What all of them have. */
    abstract static class Asking implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Mixin
        private final StorePlace place = new StorePlace();

        @Option(names = "--json", description = "prints one object a line, for programs")
        private boolean json;

        private final String command;

        Asking(String command) {
            this.command = command;
        }

        Map<String, String> arguments() {
            return Map.of();
        }

        @Override
        public Integer call() {
            var request = new AdminRequest(command, arguments());
            var lines = new ArrayList<Map<String, Object>>();
            try {
                if (!askServer(request, lines)) askStore(request, lines);
            } catch (AdminRefusal e) {
                throw new Problem(ExitCode.FINDINGS, List.of(e.why()));
            }
            return exitCode(lines);
        }

        private boolean askServer(AdminRequest request, List<Map<String, Object>> lines) throws AdminRefusal {
            var socket = place.socket();
            if (socket.isEmpty() || !Files.exists(socket.get())) return false;
            try {
                new AdminClient(socket.get()).ask(request, line -> print(line, lines));
                return true;
            } catch (IOException e) {
                if (lines.isEmpty()) return false; // a server that was killed left its socket: see who has the store
                throw Problem.usage(socket.get() + ": the server ended within its answer");
            }
        }

        private void askStore(AdminRequest request, List<Map<String, Object>> lines) throws AdminRefusal {
            try (var store = place.meant().openExisting()) {
                var commands = new AdminCommands();
                StoreOffers.offer(commands, store);
                commands.ask(request, line -> print(line, lines));
            }
        }

        private void print(Map<String, Object> said, List<Map<String, Object>> lines) {
            var line = new TreeMap<>(said); // an answer has no order of its own
            lines.add(line);
            var out = spec.commandLine().getOut();
            if (json) out.println(JsonMap.of(line));
            else text(line).forEach(out::println);
            out.flush();
        }

        /** For people: a line for each thing. */
        List<String> text(Map<String, Object> line) {
            var text = new ArrayList<String>();
            line.forEach((key, value) -> text.add(String.format("%-16s %s", key, Printable.of(String.valueOf(value)))));
            return text;
        }

        int exitCode(List<Map<String, Object>> lines) {
            return ExitCode.OK;
        }
    }

    /** {@code letterlock store stats}. */
    @Command(
            name = "stats",
            description = "How much mail there is, and in which files.",
            mixinStandardHelpOptions = true)
    static final class Stats extends Asking {
        Stats() {
            super("store.stats");
        }
    }

    /** What both readings of all mail have. */
    abstract static class Reading extends Asking {
        Reading(String command) {
            super(command);
        }

        @Override
        List<String> text(Map<String, Object> line) {
            var trouble = line.get("trouble");
            return trouble == null ? super.text(line) : List.of(Printable.of(String.valueOf(trouble)));
        }

        @Override
        int exitCode(List<Map<String, Object>> lines) {
            return lines.stream().anyMatch(line -> line.containsKey("trouble")) ? ExitCode.FINDINGS : ExitCode.OK;
        }
    }

    /** {@code letterlock store check}. */
    @Command(
            name = "check",
            description =
                    "Reads all mail and the log, and says what is damaged or other in the index than in the log; exit code 1 if anything is."
                            + " Changes nothing.",
            mixinStandardHelpOptions = true)
    static final class Check extends Reading {
        Check() {
            super("store.check");
        }
    }

    /** {@code letterlock store repair}. */
    @Command(
            name = "repair",
            description =
                    "As check; where the index is other than the log says, makes it what the log says, and writes it anew. What cannot be read stays,"
                            + " unless --drop says otherwise.",
            mixinStandardHelpOptions = true)
    static final class Repair extends Reading {
        @Option(
                names = "--drop",
                description =
                        "take messages that cannot be read out of their mailboxes and of the queue: they are lost then, look"
                                + " for a backup first")
        private boolean drop;

        Repair() {
            super("store.repair");
        }

        @Override
        Map<String, String> arguments() {
            return Map.of("drop", Boolean.toString(drop));
        }
    }

    /** {@code letterlock store backup}. */
    @Command(
            name = "backup",
            description = {
                "Copies the store as it is at one moment, while a server may run on it.",
                "The copy is a store: `letterlock serve` with storage.directory = DIR, and `letterlock store check`, take it."
            },
            mixinStandardHelpOptions = true)
    static final class Backup extends Asking {
        @Parameters(paramLabel = "DIR", description = "where to put the copy; is not there yet")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path directory;

        Backup() {
            super("store.backup");
        }

        @Override
        Map<String, String> arguments() {
            return Map.of("to", directory.toAbsolutePath().normalize().toString());
        }
    }

    /** {@code letterlock store compact}. */
    @Command(
            name = "compact",
            description = "Gives back the room of mail that is gone, now: how many files went, and how many octets.",
            mixinStandardHelpOptions = true)
    static final class Compact extends Asking {
        Compact() {
            super("store.compact");
        }
    }
}
