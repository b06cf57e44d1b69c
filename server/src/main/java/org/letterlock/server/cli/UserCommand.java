package org.letterlock.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.account.Account;
import org.letterlock.server.account.AccountAuthenticator;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.account.Argon2id;
import org.letterlock.server.account.Credential;
import org.letterlock.server.account.PasswordFile;
import org.letterlock.server.account.ProblemInPasswordFile;
import org.letterlock.server.account.ScramSha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock user}: accounts in a password file. */
@Command(
        name = "user",
        description = "Accounts in a password file.",
        subcommands = UserCommand.Add.class,
        mixinStandardHelpOptions = true)
final class UserCommand extends CommandGroup {
    /** How a new password is kept. */
    enum Scheme {
        ARGON2ID,
        SCRAM_SHA_256;

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    /** {@code letterlock user add}: adds an account, or sets its password. */
    @Command(
            name = "add",
            description = {
                "Adds an account, or sets its password. The password is asked for, or read from standard input: one line."
            },
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        /** No domain: names without one match one another only, whichever domain the server will give them. */
        private static final String AS_GIVEN = "";

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Option(names = "--accounts", paramLabel = "FILE", required = true, description = "the password file")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path file;

        @Option(
                names = "--domain",
                paramLabel = "DOMAIN",
                description = "added to NAME if it has none; else NAME is written as given")
        private @Nullable String domain;

        @Option(
                names = "--scheme",
                paramLabel = "SCHEME",
                description =
                        "ARGON2ID, or SCRAM-SHA-256 for clients that log in with SCRAM (default: ${DEFAULT-VALUE})")
        private String scheme = Scheme.ARGON2ID.toString();

        @Parameters(paramLabel = "NAME", description = "with or without @domain")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String name;

        @Override
        public Integer call() throws IOException {
            if (domain != null && name.indexOf('@') < 0) name = name + "@" + domain;
            var wrong = Accounts.problem(name);
            if (!wrong.isEmpty()) throw Problem.usage(wrong);
            var kept = Arrays.stream(Scheme.values())
                    .filter(s -> s.toString().equalsIgnoreCase(scheme))
                    .findFirst()
                    .orElseThrow(() -> Problem.usage("--scheme takes ARGON2ID or SCRAM-SHA-256"));
            var home = file.toAbsolutePath().getParent();
            if (home != null && !Files.isDirectory(home)) throw Problem.usage("--accounts: no such folder: " + home);
            var password = password();
            if (password.length == 0) throw Problem.usage("an empty password is none");
            if (password.length > AccountAuthenticator.MAX_PASSWORD)
                throw Problem.usage("a password has at most " + AccountAuthenticator.MAX_PASSWORD + " octets");
            var random = new SecureRandom();
            Credential credential =
                    kept == Scheme.ARGON2ID ? Argon2id.of(password, random) : ScramSha256.of(password, random);
            Arrays.fill(password, (byte) 0);
            try {
                boolean added = new PasswordFile(file).put(new Account(name, credential), AS_GIVEN);
                spec.commandLine().getOut().println((added ? "added " : "password set for ") + name + " in " + file);
                spec.commandLine().getOut().flush();
                return ExitCode.OK;
            } catch (ProblemInPasswordFile e) {
                throw Problem.usage(String.valueOf(e.getMessage()));
            }
        }

        private byte[] password() throws IOException {
            var console = System.console();
            if (console == null) {
                var line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
                return line == null ? new byte[0] : line.getBytes(StandardCharsets.UTF_8);
            }
            var once = console.readPassword("Password for %s: ", name);
            var again = console.readPassword("Again: ");
            if (once == null || !Arrays.equals(once, again))
                throw Problem.usage("the two are not the same; nothing was changed");
            return new String(once).getBytes(StandardCharsets.UTF_8);
        }
    }
}
