package org.letterlock.pop3.net;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.pop3.LoginDelay;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.pop3.Pop3Services;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.protocol.sasl.SaslExchange;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.Stage;
import org.letterlock.protocol.transcript.TestChannel;
import org.letterlock.tls.TlsFacts;

/**
 * A POP3 server in memory with the accounts {@code ann} and {@code bob}, whose passwords are {@code secret}. Givens:
 *
 * <pre>
 * N messages                       in ann's INBOX, "Subject: K" and the line "body K"
 * message OCTETS                   in ann's INBOX, with \r \n \\ \.
 * greeted on N [under TLS]         connection N has seen the greeting
 * ann logged in on N               under TLS, by USER and PASS
 * setting NAME VALUE               of {@link Pop3Config}
 * </pre>
 */
final class Pop3Stage implements Stage {
    static final AccountId ANN = new AccountId("ann@example.test");

    final MailStore store = new MemoryStore(Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
    final AtomicLong nanoTime = new AtomicLong();
    final List<String> asked = new ArrayList<>();
    Pop3Config config = Pop3Config.of("mail.example.test");
    MailStore served = store;
    private Pop3Services services;

    @Override
    public List<String> given(String text) {
        var words = text.split(" ", 2);
        if (text.endsWith(" messages")) {
            for (int i = 1; i <= Integer.parseInt(words[0]); i++)
                deliver("Subject: " + i + "\r\n\r\nbody " + i + "\r\n");
        } else if (words[0].equals("message")) {
            deliver(words[1].replace("\\r", "\r").replace("\\n", "\n"));
        } else if (words[0].equals("setting")) {
            set(words[1].split(" ")[0], Integer.parseInt(words[1].split(" ")[1]));
        } else if (text.startsWith("greeted on ")) {
            int n = text.charAt(11) - '0';
            return text.endsWith(" under TLS") ? tls(n) : List.of("S" + n + ": +OK …");
        } else if (text.contains(" logged in on ")) {
            int n = text.charAt(text.length() - 1) - '0';
            var steps = new ArrayList<>(tls(n));
            steps.addAll(List.of("C" + n + ": USER " + words[0], "S" + n + ": +OK …"));
            steps.addAll(List.of("C" + n + ": PASS secret", "S" + n + ": +OK …"));
            return steps;
        } else {
            throw new IllegalArgumentException(text);
        }
        return List.of();
    }

    private static List<String> tls(int n) {
        return List.of("S" + n + ": +OK …", "C" + n + ": STLS", "S" + n + ": +OK …", "TLS" + n);
    }

    private void set(String name, int value) {
        var c = config;
        config = new Pop3Config(
                c.hostname(),
                c.maxLine(),
                c.maxAuthLine(),
                name.equals("max-bad-commands") ? value : c.maxBadCommands(),
                name.equals("max-auth-failures") ? value : c.maxAuthFailures(),
                c.loginTimeout(),
                c.autologout(),
                name.equals("login-delay") ? java.time.Duration.ofSeconds(value) : c.loginDelay(),
                name.equals("strict-utf8") ? value == 1 : c.strictUtf8());
    }

    void deliver(String message) {
        deliver(message.getBytes(StandardCharsets.UTF_8));
    }

    void deliver(byte[] message) {
        try (var spool = store.spool(message.length)) {
            spool.write(ByteBuffer.wrap(message));
            var letter = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            store.deliver(List.of(new MailStore.Target(ANN, MailboxName.INBOX)), letter)
                    .toCompletableFuture()
                    .join();
        }
    }

    Mailbox inbox() {
        return store.account(ANN).open(MailboxName.INBOX).orElseThrow();
    }

    Pop3Services services() {
        if (services == null) {
            var delay = new LoginDelay(config.loginDelay(), nanoTime::get);
            services = new Pop3Services(config, served, new Accounts(), new NoSasl(), Runnable::run, delay);
        }
        return services;
    }

    @Override
    public EmbeddedChannel open(int connection) {
        var channel = new TestChannel();
        new Pop3Protocol(services(), new FakeTls()).addTo(channel.pipeline());
        return channel;
    }

    private final class Accounts implements Authenticator {
        @Override
        public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
            asked.add(user);
            boolean known = user.equals("ann") || user.equals("bob") || user.equals("jürgen");
            boolean right = known && new String(password, StandardCharsets.UTF_8).equals("secret");
            var verdict = user.equals("down")
                    ? new Verdict.Unavailable()
                    : right ? new Verdict.Granted(user.replace("ü", "u") + "@example.test") : new Verdict.Refused();
            return CompletableFuture.completedStage(verdict);
        }

        @Override
        public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean sameAccount(String account, String authzid) {
            return account.equals(authzid + "@example.test");
        }
    }

    private static final class NoSasl implements Pop3Services.Sasl {
        @Override
        public List<SaslMechanism> mechanisms(TlsFacts tls) {
            return List.of();
        }

        @Override
        public SaslExchange begin(SaslMechanism mechanism, Authenticator.Origin origin, TlsFacts tls) {
            throw new UnsupportedOperationException();
        }
    }
}
