package org.letterlock.server.cli;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.letterlock.server.spelling.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in one line what is wrong with a command line and what was probably meant, and in a second where help is. Repeats no
 * argument but the name of a command or an option, since another may be a password.
 */
final class WrongUsage implements IParameterExceptionHandler {
    private static final Pattern OPTION = Pattern.compile("--?[A-Za-z-]{1,40}");
    private static final Pattern COMMAND = Pattern.compile("[A-Za-z-]{1,40}");

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        var line = e.getCommandLine();
        var command = line.getCommandSpec();
        var err = line.getErr();
        var problem = e instanceof UnmatchedArgumentException unmatched
                ? unmatched(command, unmatched)
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        err.println("letterlock: " + problem);
        err.println("try: " + command.qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String unmatched(CommandSpec command, UnmatchedArgumentException e) {
        var first = e.getUnmatched().get(0);
        if (first.startsWith("-")) {
            var option = OPTION.matcher(first);
            if (!option.lookingAt()) return "unknown option";
            var known = command.options().stream()
                    .filter(o -> !o.hidden())
                    .map(OptionSpec::longestName)
                    .toList();
            return "unknown option " + option.group() + meant(option.group(), known);
        }
        var commands = command.subcommands();
        if (commands.isEmpty()) return "more arguments than " + command.qualifiedName() + " takes";
        var written = COMMAND.matcher(first);
        var near = written.matches() ? meant(first, commands.keySet()) : "";
        return (written.matches() ? "unknown command " + first : "unknown command")
                + (near.isEmpty() ? "; there are " + names(commands.values()) : near);
    }

    private static String meant(String written, Collection<String> known) {
        return Nearest.of(written, known).map(n -> "; did you mean " + n + "?").orElse("");
    }

    private static String names(Collection<CommandLine> commands) {
        return commands.stream().map(CommandLine::getCommandName).distinct().collect(Collectors.joining(", "));
    }
}
