package org.letterlock.server.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.server.NamedQuotas;
import org.letterlock.server.StoragePlan;
import org.letterlock.server.account.Accounts;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options with which a command says which mail on disk it means, and what opens that: no server has it then. */
final class StorePlace {
    /** Where {@code letterlock dev --data DIR} keeps mail in DIR. */
    private static final String MAIL = "mail";

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Where where;

    /** One of two ways to say it. */
    static final class Where {
        @Option(names = "--config", paramLabel = "FILE", description = "the configuration whose storage it is")
        private @Nullable Path config;

        @Option(names = "--data", paramLabel = "DIR", description = "the folder of `letterlock dev --data DIR`")
        private @Nullable Path data;
    }

    /** What was said: the mail, and the accounts, where somebody knows them. */
    record Meant(StoragePlan plan, Optional<Accounts> accounts) {
        Path directory() {
            return plan.directory()
                    .orElseThrow(
                            () -> Problem.usage("storage.kind is memory: there is no mail but in the running server"));
        }

        /** An account, as one writes it; with a configuration one that is there. */
        AccountId account(String written) {
            var known = accounts.flatMap(a -> a.find(written));
            if (accounts.isPresent() && known.isEmpty())
                throw Problem.usage("--account: the configuration has no such account");
            return known.map(account -> new AccountId(account.name())).orElseGet(() -> address(written));
        }

        /** An account that may only have mail any more. */
        AccountId formerAccount(String written) {
            return accounts.isPresent() ? new AccountId(accounts.get().canonical(written)) : address(written);
        }

        private static AccountId address(String written) {
            var problem = Accounts.problem(written);
            if (!problem.isEmpty()) throw Problem.usage("--account: " + problem);
            if (written.indexOf('@') < 0) throw Problem.usage("--account takes a whole address, as ann@example.test");
            return new AccountId(written.toLowerCase(Locale.ROOT));
        }

        /** For this process alone, until it is closed; made where there is none. */
        MailStore open() {
            directory();
            try {
                return plan.open(Clock.systemUTC(), new SecureRandom()).store();
            } catch (StoreException e) {
                throw Problem.usage(String.valueOf(e.getMessage()));
            }
        }

        /** One that is there already. */
        MailStore openExisting() {
            if (!Files.isDirectory(directory(), LinkOption.NOFOLLOW_LINKS))
                throw Problem.usage(directory() + ": no mail is there");
            return open();
        }
    }

    /** At which a server that has this mail may answer. */
    Optional<Path> socket() {
        var config = where.config;
        if (config == null) return Optional.empty();
        return ServeCommand.read(config).adminSocket();
    }

    Meant meant() {
        var data = where.data;
        if (data != null) {
            var mail = Optional.of(data.resolve(MAIL));
            var plan = new StoragePlan(mail, StoreSettings.DEFAULTS, NamedQuotas.NONE, StoragePlan.OnDisk.DEFAULT);
            return new Meant(plan, Optional.empty());
        }
        var config = where.config;
        if (config == null) throw new IllegalStateException("neither --config nor --data");
        var read = ServeCommand.read(config);
        return new Meant(read.storage(), Optional.of(read.plan().accounts()));
    }
}
