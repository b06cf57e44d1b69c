package org.letterlock.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.Letterlock;
import org.letterlock.Listener;
import org.letterlock.StartFailure;
import org.letterlock.server.keep.OwnersFolder;
import org.letterlock.server.log.TlsLogFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code letterlock dev}: the server with nothing to configure. */
@Command(
        name = "dev",
        description = {
            "Runs a mail server for development: loopback only, a certificate authority of its own, nothing kept at the end"
                    + " unless --data names a folder.",
            "Prints where it listens, who may log in and what to try, then \"ready\". Ctrl-C stops it."
        },
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {
    private static final String ACCOUNTS = "accounts";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "where to listen (default: ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(
            names = "--offset",
            paramLabel = "N",
            description = "added to the standard ports; 0 for 25, 465, 587 ... themselves (default: ${DEFAULT-VALUE})")
    private int offset = 10000;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "whose mail is local (default: ${DEFAULT-VALUE})")
    private String domain = "example.test";

    @Option(
            names = "--user",
            paramLabel = "NAME:PASSWORD",
            description =
                    "an account, with or without @domain; may be repeated (default: user1 and user2, random passwords,"
                            + " which --data keeps)")
    private List<String> users = new ArrayList<>();

    @Option(names = "--accounts", paramLabel = "FILE", description = "more accounts, a line NAME:PASSWORD each")
    private @Nullable Path accountsFile;

    @Option(
            names = "--ca-file",
            paramLabel = "PATH",
            description =
                    "where to put the certificate clients shall trust (default: a temporary file, with --data DIR/tls/ca.pem)")
    private @Nullable Path caFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "a folder for what shall still be there at the next start: mail, authority, certificates, accounts")
    private @Nullable Path data;

    @Option(
            names = "--tls-log",
            paramLabel = "FORMAT",
            description = "log every TLS handshake: json, postfix or exim (default: those that fail, as Postfix would)")
    private @Nullable TlsLogFormat tlsLog;

    @Option(
            names = "--ready-file",
            paramLabel = "PATH",
            description = "written when every port accepts; not there before and after")
    private @Nullable Path readyFile;

    @Override
    public Integer call() throws InterruptedException {
        if (readyFile != null) WholeFile.remove(readyFile, "--ready-file");
        int highest = Listener.POP3S.standardPort();
        if (offset < 0 || highest + offset > 65535) throw Problem.usage("--offset takes 0 to " + (65535 - highest));
        var accounts = accounts();
        var hostname = Machine.name();
        var builder = Letterlock.builder()
                .host(host)
                .hostname(hostname)
                .domain(domain)
                .slowDownGuessing(true)
                .rememberReceived(0); // nobody asks here, and a server may run for long
        if (tlsLog != null) builder.logTls(tlsLog);
        if (data != null) builder.data(data);
        accounts.forEach(builder::account);
        for (var listener : Listener.values()) builder.listen(listener, listener.standardPort() + offset);
        var server = start(builder);
        var shutdown = Shutdown.prepare(server::connections, () -> {
            server.close();
            removeTemporary();
            if (readyFile != null) WholeFile.remove(readyFile, "--ready-file");
        });
        try {
            announce(server, accounts);
        } catch (Problem e) {
            shutdown.forget();
            server.close();
            removeTemporary();
            throw e;
        }
        shutdown.await();
        return ExitCode.OK;
    }

    private Letterlock start(Letterlock.Builder builder) {
        try {
            return builder.start();
        } catch (StartFailure e) {
            throw Problem.usage(e.getMessage()
                    + e.listener()
                            .map(l -> "; --offset " + offset + " puts " + name(l) + " there (" + l.standardPort()
                                    + " + " + offset + "), --host the address")
                            .orElse(""));
        } catch (IllegalArgumentException e) {
            throw Problem.usage(String.valueOf(e.getMessage()));
        }
    }

    // ---------------------------------------------------------------- accounts

    private Map<String, String> accounts() {
        var accounts = new LinkedHashMap<String, String>();
        for (var user : users) add(accounts, user, "--user");
        if (accountsFile != null) {
            try {
                add(accounts, Files.readString(accountsFile, StandardCharsets.UTF_8), accountsFile);
            } catch (java.nio.charset.MalformedInputException e) {
                throw Problem.usage("--accounts: " + accountsFile + " is not UTF-8");
            } catch (IOException e) {
                throw Problem.usage("--accounts: " + accountsFile + " cannot be read: " + WholeFile.reason(e));
            }
        }
        if (accounts.isEmpty() && data != null) keptAccounts(data, accounts);
        if (accounts.isEmpty()) madeUp(accounts);
        return accounts;
    }

    private static void madeUp(Map<String, String> accounts) {
        var random = new SecureRandom();
        accounts.put("user1", Secrets.password(random));
        accounts.put("user2", Secrets.password(random));
    }

    /** The accounts that were made up at the first start with this folder: whose mail is there must be able to read it. */
    private static void keptAccounts(Path data, Map<String, String> accounts) {
        try {
            var folder = OwnersFolder.open(data);
            var kept = folder.text(ACCOUNTS);
            if (kept.isPresent()) {
                add(accounts, kept.get(), folder.file(ACCOUNTS));
            } else {
                madeUp(accounts);
                var text = new StringBuilder("# made up by letterlock dev; --user or --accounts go before it\n");
                accounts.forEach((name, password) ->
                        text.append(name).append(':').append(password).append('\n'));
                folder.write(ACCOUNTS, text.toString());
            }
        } catch (IOException e) {
            throw Problem.usage("--data: "
                    + (e.getClass() == IOException.class ? e.getMessage() : data + ": " + WholeFile.reason(e)));
        }
    }

    /** Lines NAME:PASSWORD. */
    private static void add(Map<String, String> accounts, String lines, Path file) {
        int number = 0;
        for (var line : lines.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) add(accounts, line, file + ":" + number);
        }
    }

    /** What is wrong is said without the text, which may be a password. */
    private static void add(Map<String, String> accounts, String text, String where) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) throw Problem.usage(where + ": an account is NAME:PASSWORD");
        if (accounts.put(text.substring(0, colon), text.substring(colon + 1)) != null)
            throw Problem.usage(where + ": " + text.substring(0, colon) + " is named twice");
    }

    // ---------------------------------------------------------------- what is printed

    private volatile @Nullable Path temporaryCa;

    private Path writeCa(Letterlock server) {
        var file = caFile;
        if (file == null && data != null) return data.resolve("tls/ca.pem");
        if (file == null) {
            try {
                file = Files.createTempFile("letterlock-ca-", ".pem");
                temporaryCa = file;
                Files.writeString(file, server.caPem());
                return file;
            } catch (IOException e) {
                throw Problem.usage(
                        "no temporary file for the certificate authority: " + WholeFile.reason(e) + "; use --ca-file");
            }
        }
        WholeFile.write(file, server.caPem(), "--ca-file");
        return file;
    }

    private void removeTemporary() {
        var file = temporaryCa;
        if (file == null) return;
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("letterlock: " + file + " stays: " + WholeFile.reason(e));
        }
    }

    private void announce(Letterlock server, Map<String, String> accounts) {
        var ca = writeCa(server).toAbsolutePath();
        var out = spec.commandLine().getOut();
        out.println(LetterlockCommand.Version.text() + ": mail for " + domain);
        out.println(server.aboutMail());
        out.println();
        for (var listener : Listener.values()) {
            var at = server.endpoint(listener);
            out.printf("  %-12s %-22s %s%n", name(listener), Place.of(at, host), about(listener));
        }
        out.println();
        out.println("  certificate authority  " + ca);
        accounts.forEach((name, password) -> out.printf("  account %s  password %s%n", whole(name), password));
        out.println();
        tryThis(out, server, ca, accounts);
        out.println();
        if (readyFile != null) WholeFile.write(readyFile, endpoints(server), "--ready-file");
        out.println("ready");
        out.flush();
    }

    private String endpoints(Letterlock server) {
        var text = new StringBuilder();
        for (var listener : Listener.values()) {
            var at = server.endpoint(listener);
            text.append(name(listener))
                    .append(' ')
                    .append(Place.host(at.getAddress(), host))
                    .append(' ')
                    .append(at.getPort())
                    .append('\n');
        }
        return text.toString();
    }

    private void tryThis(PrintWriter out, Letterlock server, Path ca, Map<String, String> accounts) {
        var first = accounts.entrySet().iterator().next();
        var address = server.endpoint(Listener.MX).getAddress();
        var at = address.isAnyLocalAddress() ? "127.0.0.1" : Place.host(address, host);
        var inUrl = Place.inUrl(at);
        var trusted = quoted(ca.toString());
        var user = whole(first.getKey());
        out.println("Try:");
        out.printf(
                "  swaks --server %s --port %d --tls --tls-verify --tls-ca-path %s --from me@example.org --to %s%n",
                quoted(inUrl), server.endpoint(Listener.MX).getPort(), trusted, quoted(user));
        out.printf(
                "  curl --cacert %s --user %s 'imaps://%s:%d/INBOX;MAILINDEX=1'%n",
                trusted,
                quoted(user + ":" + first.getValue()),
                inUrl,
                server.endpoint(Listener.IMAPS).getPort());
        out.printf(
                "  openssl s_client -CAfile %s -verify_return_error -crlf -starttls pop3 -connect %s:%d%n",
                trusted, inUrl, server.endpoint(Listener.POP3).getPort());
    }

    private String whole(String name) {
        return name.indexOf('@') < 0 ? name + "@" + domain : name;
    }

    private static String name(Listener listener) {
        return listener.name().toLowerCase(Locale.ROOT);
    }

    private static String about(Listener listener) {
        return switch (listener) {
            case MX -> "SMTP from other servers: STARTTLS offered, no log-in";
            case SUBMISSIONS -> "SMTP from users: TLS at once, then log-in";
            case SUBMISSION -> "SMTP from users: STARTTLS, then log-in";
            case IMAP -> "IMAP: STARTTLS, then log-in";
            case IMAPS -> "IMAP: TLS at once, then log-in";
            case POP3 -> "POP3: STLS, then log-in";
            case POP3S -> "POP3: TLS at once, then log-in";
        };
    }

    /** As a shell takes it for one word. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
