package org.letterlock.imap.net;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.session.AccountSessions;
import org.letterlock.imap.session.ImapServices;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.mime.MimeCache;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.Stage;
import org.letterlock.protocol.transcript.TestChannel;

/**
 * An IMAP server in memory with the accounts {@code ann} and {@code bob}, whose passwords are {@code secret}. Givens:
 *
 * <pre>
 * greeted on N [under TLS]         connection N has seen the greeting
 * ann logged in on N [and M]       under TLS, by LOGIN
 * BOX selected on N                by one who is logged in there
 * mailbox NAME                     of ann
 * N messages in BOX                "Subject: K" and the line "body K", of 17-Jul-1996 02:44:25 -0700
 * message in BOX: OCTETS           with \r\n
 * flags K in BOX: FLAGS            of the message with UID K
 * setting NAME VALUE               of {@link ImapConfig}
 * </pre>
 */
final class ImapStage implements Stage {
    static final AccountId ANN = new AccountId("ann@example.test");
    private static final Pattern NUMBERED = Pattern.compile("(\\d+) messages? in (.+)");

    Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    final MailStore store = new MemoryStore(clock);
    final List<String> asked = new ArrayList<>();
    ImapConfig config = ImapConfig.defaults().withBadCommandDelay(Duration.ZERO);
    MailStore served = store;
    private ImapServices services;

    @Override
    public List<String> given(String text) {
        var numbered = NUMBERED.matcher(text);
        if (numbered.matches()) {
            for (int i = 1; i <= Integer.parseInt(numbered.group(1)); i++)
                deliver(numbered.group(2), "Subject: " + i + "\r\n\r\nbody " + i + "\r\n");
        } else if (text.startsWith("message in ")) {
            int colon = text.indexOf(':');
            deliver(
                    text.substring(11, colon),
                    text.substring(colon + 2).replace("\\r", "\r").replace("\\n", "\n"));
        } else if (text.startsWith("mailbox ")) {
            join(store.account(ANN).create(new MailboxName(text.substring(8)), Set.of()));
        } else if (text.startsWith("flags ")) {
            int colon = text.indexOf(':');
            var words = text.substring(0, colon).split(" ", 4);
            flags(words[3], Long.parseLong(words[1]), text.substring(colon + 2));
        } else if (text.startsWith("setting ")) {
            set(text.split(" ")[1], Long.parseLong(text.split(" ")[2]));
        } else if (text.startsWith("greeted on ")) {
            int n = text.charAt(11) - '0';
            return text.endsWith(" under TLS") ? tls(n) : List.of("S" + n + ": * OK …");
        } else if (text.contains(" logged in on ")) {
            var steps = new ArrayList<String>();
            for (var n : text.substring(text.indexOf(" on ") + 4).split(" and ")) {
                steps.addAll(tls(Integer.parseInt(n)));
                steps.add("C" + n + ": x LOGIN " + text.split(" ")[0] + " secret");
                steps.add("S" + n + ": x OK …");
            }
            return steps;
        } else if (text.contains(" selected on ")) {
            var steps = new ArrayList<String>();
            for (var n : text.substring(text.indexOf(" on ") + 4).split(" and "))
                steps.addAll(
                        List.of("C" + n + ": y SELECT " + text.split(" ")[0], "S" + n + ": …*", "S" + n + ": y OK …"));
            return steps;
        } else {
            throw new IllegalArgumentException(text);
        }
        return List.of();
    }

    private static List<String> tls(int n) {
        return List.of("S" + n + ": * OK …", "C" + n + ": z STARTTLS", "S" + n + ": z OK …", "TLS" + n);
    }

    private void set(String name, long value) {
        config = switch (name) {
            case "append-limit" -> config.withAppendLimit(value);
            case "literal-minus" -> config.withLiteralMinus(value == 1);
            case "max-bad-commands" -> config.withMaxBadCommands((int) value);
            case "bad-command-delay" -> config.withBadCommandDelay(Duration.ofSeconds(value));
            case "max-sessions-per-account" -> config.withMaxSessionsPerAccount((int) value);
            default -> throw new IllegalArgumentException(name);
        };
    }

    void deliver(String mailbox, String message) {
        deliver(mailbox, message.getBytes(StandardCharsets.UTF_8));
    }

    void deliver(String mailbox, byte[] message) {
        try (var spool = store.spool(message.length)) {
            spool.write(ByteBuffer.wrap(message));
            var letter = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(837596665, -420));
            join(store.deliver(List.of(new MailStore.Target(ANN, new MailboxName(mailbox))), letter));
        }
    }

    private void flags(String mailbox, long uid, String flags) {
        try {
            var all = new ImapReader(flags.getBytes(StandardCharsets.US_ASCII), 0).flags();
            join(box(mailbox).store(UidSet.of(uid), new FlagChange(FlagChange.Mode.ADD, all), OptionalLong.empty()));
        } catch (org.letterlock.imap.grammar.SyntaxException e) {
            throw new IllegalArgumentException(flags, e);
        }
    }

    Mailbox box(String name) {
        return store.account(ANN).open(new MailboxName(name)).orElseThrow();
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    ImapServices services() {
        if (services == null) {
            services = new ImapServices(
                    config,
                    served,
                    new SaslServer(new Accounts(), new SecureRandom()),
                    new MimeCache(1 << 20),
                    Optional.of(new FakeTls()),
                    new AccountSessions(config.maxSessionsPerAccount()),
                    clock);
        }
        return services;
    }

    @Override
    public EmbeddedChannel open(int connection) {
        var channel = new TestChannel();
        new ImapProtocol(services(), Runnable::run).addTo(channel.pipeline());
        return channel;
    }

    private final class Accounts implements Authenticator {
        @Override
        public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
            asked.add(user);
            boolean right = (user.equals("ann") || user.equals("bob"))
                    && new String(password, StandardCharsets.UTF_8).equals("secret");
            return CompletableFuture.completedStage(
                    user.equals("down")
                            ? new Verdict.Unavailable()
                            : right ? new Verdict.Granted(user + "@example.test") : new Verdict.Refused());
        }

        @Override
        public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
            return CompletableFuture.completedStage(
                    new ScramKeys(new byte[16], 4096, new byte[32], new byte[32], false));
        }

        @Override
        public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
            return CompletableFuture.completedStage(new Verdict.Refused());
        }

        @Override
        public boolean sameAccount(String account, String authzid) {
            return account.equals(authzid + "@example.test");
        }
    }
}
