package org.letterlock.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command without a subcommand: says what there is. */
@Command(
        name = "letterlock",
        description = "A reference mail server: SMTP, IMAP and POP3 with TLS as the guide says.",
        subcommands = {
            DevCommand.class,
            ServeCommand.class,
            ReloadCommand.class,
            SendCommand.class,
            ConfigCommand.class,
            PolicyCommand.class,
            TlsCommand.class,
            UserCommand.class,
            QueueCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            StoreCommand.class,
            DhparamCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        versionProvider = LetterlockCommand.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 ok, 1 findings or no clean stop, 2 usage or configuration,",
            "3 cannot connect.",
            "Begin with: letterlock dev"
        })
final class LetterlockCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "what shall it do?");
    }

    /** The version this was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }

        static String text() {
            var version = Main.class.getPackage().getImplementationVersion();
            return "letterlock " + (version == null ? "(built in place)" : version);
        }
    }
}
