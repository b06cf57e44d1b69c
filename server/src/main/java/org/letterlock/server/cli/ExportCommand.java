package org.letterlock.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.transfer.ExportSettings;
import org.letterlock.mailbox.transfer.MaildirExport;
import org.letterlock.mailbox.transfer.MboxExport;
import org.letterlock.mailbox.transfer.MboxQuoting;
import org.letterlock.mailbox.transfer.TransferException;
import org.letterlock.mailbox.transfer.TransferReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock export}: an account's mail for other servers and programs. */
@Command(
        name = "export",
        description = "Writes an account's mail as a Maildir or mbox. The server is not running then.",
        subcommands = {ExportCommand.Maildir.class, ExportCommand.Mbox.class},
        mixinStandardHelpOptions = true)
final class ExportCommand extends CommandGroup {
    /** What both formats share. */
    abstract static class Format implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Mixin
        private final StorePlace place = new StorePlace();

        @Parameters(
                paramLabel = "PATH",
                description = "where to put it; is not there yet, and gets this name when all of it is written")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        Path path;

        @Option(names = "--account", paramLabel = "ADDRESS", required = true, description = "whose mail")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String account;

        @Option(names = "--mailbox", paramLabel = "NAME", description = "only this one")
        private @Nullable String mailbox;

        @Option(
                names = "--crlf",
                description = "leave line ends as they are stored (default: LF, as programs that read files expect)")
        private boolean crlf;

        @Option(names = "--utf8-names", description = "write names of folders in UTF-8 (default: modified UTF-7)")
        private boolean utf8Names;

        @Option(names = "--json", description = "prints what was done for programs")
        private boolean json;

        abstract TransferReport write(MailAccount account, ExportSettings settings) throws TransferException;

        abstract TransferReport write(Mailbox mailbox, ExportSettings settings) throws TransferException;

        ExportSettings settings() {
            return ExportSettings.DEFAULTS.withCrlf(crlf).withUtf8Names(utf8Names);
        }

        @Override
        public Integer call() {
            var meant = place.meant();
            var id = meant.formerAccount(account);
            try (var store = meant.openExisting()) {
                if (!store.accounts().contains(id)) throw Problem.usage("--account: there is no mail of " + id);
                var page = new TransferPage("exported", write(store.account(id)));
                page.print(spec.commandLine().getOut(), json);
                return page.exitCode();
            } catch (TransferException e) {
                throw Problem.usage(String.valueOf(e.getMessage()));
            }
        }

        private TransferReport write(MailAccount from) throws TransferException {
            if (mailbox == null) return write(from, settings());
            var name = ImportCommand.Format.name(mailbox);
            var one = from.open(name).orElseThrow(() -> Problem.usage("--mailbox: there is no " + name));
            return write(one, settings());
        }
    }

    /** {@code letterlock export maildir}. */
    @Command(
            name = "maildir",
            description =
                    "Writes a Maildir that Dovecot takes over: folders, flags, keywords, dates, UIDs, subscriptions.",
            mixinStandardHelpOptions = true)
    static final class Maildir extends Format {
        @Override
        TransferReport write(MailAccount account, ExportSettings settings) throws TransferException {
            return MaildirExport.all(account, path, settings);
        }

        @Override
        TransferReport write(Mailbox mailbox, ExportSettings settings) throws TransferException {
            return MaildirExport.one(mailbox, path, settings);
        }
    }

    /** {@code letterlock export mbox}. */
    @Command(
            name = "mbox",
            description = "Writes a folder with an mbox for each mailbox, or one mbox with --mailbox.",
            mixinStandardHelpOptions = true)
    static final class Mbox extends Format {
        @Option(
                names = "--quoting",
                paramLabel = "KIND",
                description = "how to keep lines that begin with From: ${COMPLETION-CANDIDATES} (default: mboxrd)")
        private MboxQuoting quoting = MboxQuoting.MBOXRD;

        @Option(
                names = "--imap-fields",
                description =
                        "write flags, keywords and UIDs into the header of each message (Status, X-Status, X-Keywords,"
                                + " X-UID, X-IMAPbase)")
        private boolean fields;

        @Override
        ExportSettings settings() {
            return super.settings().withQuoting(quoting).withOwnFields(fields);
        }

        @Override
        TransferReport write(MailAccount account, ExportSettings settings) throws TransferException {
            return MboxExport.all(account, path, settings);
        }

        @Override
        TransferReport write(Mailbox mailbox, ExportSettings settings) throws TransferException {
            return MboxExport.one(mailbox, path, settings);
        }
    }
}
