package org.letterlock;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.letterlock.mailbox.MailStore;

/**
 * A running mail server. Made by {@link #builder()}; ends with {@link #close()}, which leaves no thread, no port and no
 * buffer behind. Thread-safe.
 *
 * <pre>{@code
 * try (var mail = Letterlock.builder().account("user1", "secret").start()) {
 *     send(mail.endpoint(Listener.MX), ...);
 *     var received = mail.await(m -> m.recipients().contains("user1@example.test"), Duration.ofSeconds(5));
 * }
 * }</pre>
 */
public final class Letterlock implements AutoCloseable {
    private Letterlock() {}

    public static Builder builder() {
        return new Builder();
    }

    /** Where a listener accepts connections. @throws IllegalStateException when it was not asked for */
    public InetSocketAddress endpoint(Listener listener) {
        throw new UnsupportedOperationException("not started " + listener);
    }

    /** TLS for a client that trusts this server's certificate authority and nothing else. */
    public SSLContext clientTls() {
        throw new UnsupportedOperationException("not started");
    }

    /** The certificate of this server's authority, for clients that want a file. */
    public String caPem() {
        throw new UnsupportedOperationException("not started");
    }

    /** What came in by SMTP since the start or the last {@link #reset()}, in the order of commits. */
    public List<ReceivedMail> received() {
        throw new UnsupportedOperationException("not started");
    }

    /**
     * The first message received, already or from now on, that {@code wanted} accepts. {@code wanted} is asked once for
     * each message.
     *
     * @throws AssertionError when there is none in time; its message lists what was received
     */
    public ReceivedMail await(Predicate<? super ReceivedMail> wanted, Duration atMost) throws InterruptedException {
        throw new UnsupportedOperationException("not started " + wanted + atMost);
    }

    /** The messages in a mailbox of an account, oldest first. {@code account} and {@code mailbox} as a client names them. */
    public List<byte[]> messages(String account, String mailbox) {
        throw new UnsupportedOperationException("not started " + account + mailbox);
    }

    /** All mailboxes, for tests that want to set the scene. Valid until {@link #reset()}. */
    public MailStore store() {
        throw new UnsupportedOperationException("not started");
    }

    /** Forgets all mail, in all mailboxes and in {@link #received()}, at once. Sessions end; ports, accounts and authority stay. */
    public void reset() {
        throw new UnsupportedOperationException("not started");
    }

    /** Says goodbye to everyone connected and stops. May be called twice. */
    @Override
    public void close() {}

    /** What the server shall be. Everything has a default; without any call it is a server without accounts on all seven listeners. */
    public static final class Builder {
        private final Map<String, String> accounts = new LinkedHashMap<>();
        private final Map<String, String> aliases = new LinkedHashMap<>();
        private final Map<Listener, Integer> listeners = new EnumMap<>(Listener.class);
        private String host = "127.0.0.1";
        private String hostname = "localhost";
        private String domain = "example.test";
        private long maxMessageSize = 50 << 20;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** The address to listen on; the loopback address unless set. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /** What the server calls itself, and the name in its certificate beside localhost and the loopback addresses; {@code localhost} unless set. */
        public Builder hostname(String name) {
            hostname = name;
            return this;
        }

        /** The domain whose mail is local; {@code example.test} unless set. */
        public Builder domain(String name) {
            domain = name;
            return this;
        }

        /** Somebody with mailboxes. {@code name} with or without the domain; log-in works with either. */
        public Builder account(String name, String password) {
            accounts.put(name, password);
            return this;
        }

        /** Mail for {@code address} goes to {@code account}; {@code @} and a domain alone catch what nobody else has there. */
        public Builder alias(String address, String account) {
            aliases.put(address, account);
            return this;
        }

        /** Listens on a port the system chooses. Once a listener is named, only named ones are opened. */
        public Builder listen(Listener listener) {
            return listen(listener, 0);
        }

        /** Listens on {@code port}. Once a listener is named, only named ones are opened. */
        public Builder listen(Listener listener, int port) {
            listeners.put(listener, port);
            return this;
        }

        /** The largest message taken, in octets; 50 MiB unless set. */
        public Builder maxMessageSize(long octets) {
            maxMessageSize = octets;
            return this;
        }

        /** What the server takes for the time of day: dates of messages, trace fields. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        /** Starts; on return every listener accepts. Either all of them, or nothing is left running. */
        public Letterlock start() {
            throw new UnsupportedOperationException(
                    host + hostname + domain + maxMessageSize + clock + accounts + aliases + listeners);
        }
    }
}
