package org.letterlock.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.transfer.ImportSettings;
import org.letterlock.mailbox.transfer.MaildirImport;
import org.letterlock.mailbox.transfer.MboxImport;
import org.letterlock.mailbox.transfer.MboxQuoting;
import org.letterlock.mailbox.transfer.TransferException;
import org.letterlock.mailbox.transfer.TransferReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock import}: mail of other servers and programs into an account. */
@Command(
        name = "import",
        description = "Brings mail from a Maildir or mbox into an account. The server is not running then.",
        subcommands = {ImportCommand.Maildir.class, ImportCommand.Mbox.class},
        mixinStandardHelpOptions = true)
final class ImportCommand extends CommandGroup {
    /** What both formats share. */
    abstract static class Format implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Mixin
        private final StorePlace place = new StorePlace();

        @Option(names = "--account", paramLabel = "ADDRESS", required = true, description = "whose mail it shall be")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String account;

        @Option(names = "--mailbox", paramLabel = "NAME", description = "put the messages of PATH itself here")
        @Nullable
        String mailbox;

        @Option(
                names = "--append",
                description =
                        "also behind the mail of mailboxes that are not empty; a second run brings everything twice")
        private boolean append;

        @Option(names = "--new-uids", description = "do not keep UIDs and UIDVALIDITY: clients fetch everything again")
        private boolean newUids;

        @Option(names = "--utf8-names", description = "folders have names in UTF-8 (default: modified UTF-7)")
        private boolean utf8Names;

        @Option(names = "--json", description = "prints what was done for programs")
        private boolean json;

        abstract TransferReport read(MailStore store, MailAccount into, ImportSettings settings)
                throws TransferException;

        ImportSettings settings() {
            return ImportSettings.DEFAULTS
                    .withAppend(append)
                    .withKeepUids(!newUids)
                    .withUtf8Names(utf8Names);
        }

        @Override
        public Integer call() {
            var settings = settings();
            var meant = place.meant();
            var id = meant.account(account);
            try (var store = meant.open()) {
                var page = new TransferPage("imported", read(store, store.account(id), settings));
                page.print(spec.commandLine().getOut(), json);
                return page.exitCode();
            } catch (TransferException e) {
                throw Problem.usage(String.valueOf(e.getMessage()));
            }
        }

        static MailboxName name(String written) {
            var problem = MailboxName.problem(written);
            if (!problem.isEmpty()) throw Problem.usage("--mailbox: " + problem);
            return new MailboxName(written);
        }
    }

    /** {@code letterlock import maildir}. */
    @Command(
            name = "maildir",
            description = {
                "Brings a Maildir with its folders (Maildir++, as Dovecot and Courier have it) into an account: flags, keywords,"
                        + " dates, subscriptions, and UIDs where there is a dovecot-uidlist.",
                "Run again, it goes on where it stopped."
            },
            mixinStandardHelpOptions = true)
    static final class Maildir extends Format {
        @Parameters(paramLabel = "PATH", description = "the Maildir: it has cur and new in it")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path path;

        @Override
        TransferReport read(MailStore store, MailAccount into, ImportSettings settings) throws TransferException {
            return mailbox == null
                    ? MaildirImport.all(store, into, path, settings)
                    : MaildirImport.one(store, into, path, name(mailbox), settings);
        }
    }

    /** {@code letterlock import mbox}. */
    @Command(
            name = "mbox",
            description = {
                "Brings an mbox into a mailbox, or a folder of them into the mailboxes they are named after: dates, and flags,"
                        + " keywords and UIDs where the messages have fields for them.",
                "Run again, it goes on where it stopped."
            },
            mixinStandardHelpOptions = true)
    static final class Mbox extends Format {
        @Parameters(
                paramLabel = "PATH",
                description = "the mbox, or a folder of them as `letterlock export mbox` makes it")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path path;

        @Option(
                names = "--quoting",
                paramLabel = "KIND",
                description = "how lines that begin with From are kept: ${COMPLETION-CANDIDATES} (default: mboxrd)")
        private MboxQuoting quoting = MboxQuoting.MBOXRD;

        @Option(
                names = "--zone",
                paramLabel = "ZONE",
                description = "in which the From lines tell time, as Europe/Vienna or +01:00 (default: UTC)")
        private @Nullable String zone;

        @Override
        ImportSettings settings() {
            return super.settings().withQuoting(quoting).withZone(zone());
        }

        private ZoneId zone() {
            try {
                return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw Problem.usage("--zone takes a name as Europe/Vienna, or an offset as +01:00");
            }
        }

        @Override
        TransferReport read(MailStore store, MailAccount into, ImportSettings settings) throws TransferException {
            if (mailbox != null) return MboxImport.one(store, into, path, name(mailbox), settings);
            if (!Files.isDirectory(path)) throw Problem.usage("--mailbox: into which mailbox?");
            return MboxImport.all(store, into, path, settings);
        }
    }
}
