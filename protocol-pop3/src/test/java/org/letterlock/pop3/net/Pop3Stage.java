package org.letterlock.pop3.net;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
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
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.pop3.LoginDelay;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.pop3.Pop3Services;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.Stage;
import org.letterlock.protocol.transcript.TestChannel;
import org.letterlock.tls.TlsServerContext;

/**
 * A POP3 server in memory with the accounts {@code ann} and {@code bob}, whose passwords are {@code secret}. Givens:
 *
 * <pre>
 * N messages                       in ann's INBOX, "Subject: K" and the line "body K"
 * message OCTETS                   in ann's INBOX, with \\r \\n \\xHH
 * greeted on N [under TLS]         connection N has seen the greeting
 * ann logged in on N               under TLS, by USER and PASS
 * setting NAME NUMBER              of {@link Pop3Config}
 * implicit TLS, no TLS             how the port is
 * a store that takes no changes    or: that fails
 * </pre>
 */
final class Pop3Stage implements Stage {
    private static final Set<String> KNOWN = Set.of("ann", "bob", "jürgen", "ann@example.test");
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    static final AccountId ANN = new AccountId("ann@example.test");

    final MailStore store = new MemoryStore(Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
    final AtomicLong nanoTime = new AtomicLong();
    final List<String> asked = new ArrayList<>();
    Pop3Config config = Pop3Config.of("mail.example.test");
    MailStore served = store;
    private Pop3Services services;
    private TlsServerContext stls = new FakeTls();
    private boolean implicit;

    @Override
    public List<String> given(String text) {
        var words = text.split(" ", 2);
        if (text.endsWith(" messages")) {
            for (int i = 1; i <= Integer.parseInt(words[0]); i++)
                deliver("Subject: " + i + "\r\n\r\nbody " + i + "\r\n");
        } else if (words[0].equals("message")) {
            deliver(unescaped(words[1]));
        } else if (text.equals("a store that takes no changes")) {
            var refused = StoreResult.refused(StoreResult.Refusal.UNAVAILABLE, "read-only");
            served = StubbornStore.of(store, () -> CompletableFuture.completedStage(refused));
        } else if (text.equals("a store that fails")) {
            served = StubbornStore.of(store, () -> CompletableFuture.failedStage(new StoreException("disk on fire")));
        } else if (text.equals("implicit TLS")) {
            implicit = true;
        } else if (text.equals("no TLS")) {
            stls = null;
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

    private static byte[] unescaped(String text) {
        var octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                octets.write(c);
                continue;
            }
            switch (text.charAt(++i)) {
                case 'r' -> octets.write('\r');
                case 'n' -> octets.write('\n');
                case 'x' -> {
                    octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(text);
            }
        }
        return octets.toByteArray();
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
                name.equals("login-delay") ? Duration.ofSeconds(value) : c.loginDelay(),
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
            var sasl = new SaslServer(new Accounts(asked), new NoRandom());
            services = new Pop3Services(config, served, sasl, Runnable::run, delay);
        }
        return services;
    }

    @Override
    public EmbeddedChannel open(int connection) {
        var channel = new TestChannel();
        if (implicit) channel.pipeline().addLast(new FakeTls().newHandler());
        new Pop3Protocol(services(), implicit ? null : stls).addTo(channel.pipeline());
        return channel;
    }

    private static final class Accounts implements Authenticator {
        private final List<String> asked;

        Accounts(List<String> asked) {
            this.asked = asked;
        }

        @Override
        public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
            asked.add(user + " from " + origin);
            boolean right = KNOWN.contains(user) && new String(password, StandardCharsets.UTF_8).equals("secret");
            return verdict(user, right);
        }

        @Override
        public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
            asked.add(user + " from " + origin);
            var password = (KNOWN.contains(user) ? "secret" : "nobody's").getBytes(StandardCharsets.UTF_8);
            return CompletableFuture.completedStage(ScramKeys.derive(password, SALT, 4096));
        }

        @Override
        public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
            return verdict(user, proven);
        }

        private static CompletionStage<Verdict> verdict(String user, boolean right) {
            if (user.equals("down")) return CompletableFuture.completedStage(new Verdict.Unavailable());
            var verdict = right ? new Verdict.Granted(account(user)) : new Verdict.Refused();
            return CompletableFuture.completedStage(verdict);
        }

        @Override
        public boolean sameAccount(String account, String authzid) {
            return account.equals(account(authzid));
        }

        private static String account(String user) {
            return user.contains("@") ? user : user + "@example.test";
        }
    }

    /** Always the same nonce, so that a SCRAM dialogue can be written down. */
    private static final class NoRandom extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] octets) {
            Arrays.fill(octets, (byte) 0);
        }
    }
}
