package org.letterlock.server;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.server.listen.Proxies;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.tls.TlsServerSettings;

/**
 * One listener as it shall be.
 *
 * @param name unique in the server
 * @param proxies who may speak for others here, in the PROXY protocol
 * @param owner what set the port, in the words of whoever has to change it
 */
public record ListenerPlan(
        String name, InetSocketAddress address, Service service, Protection protection, Proxies proxies, String owner) {

    public ListenerPlan {
        if (proxies.tls() && protection instanceof Protection.Implicit)
            throw new IllegalArgumentException(
                    "listener " + name + ": TLS begins with the first octet, so none can have ended at a proxy");
    }

    /** One that clients reach without a proxy. */
    public ListenerPlan(String name, InetSocketAddress address, Service service, Protection protection, String owner) {
        this(name, address, service, protection, Proxies.NONE, owner);
    }

    /** The TLS it has, if it has any. */
    public Optional<TlsServerSettings> tls() {
        if (protection instanceof Protection.Implicit p) return Optional.of(p.tls());
        if (protection instanceof Protection.StartTls p) return Optional.of(p.tls());
        return Optional.empty();
    }

    /** What of it cannot change while it is open: where it is, what it speaks, when TLS begins, and who may speak for others. */
    List<Object> withoutTls() {
        return List.of(name, address, service, protection.getClass(), proxies);
    }

    /** Which protocol, and its settings. */
    public sealed interface Service {
        List<String> alpn();

        record Smtp(SmtpConfig config) implements Service {
            @Override
            public List<String> alpn() {
                return List.of("smtp");
            }
        }

        record Imap(ImapConfig config) implements Service {
            @Override
            public List<String> alpn() {
                return List.of("imap");
            }
        }

        record Pop3(Pop3Config config) implements Service {
            @Override
            public List<String> alpn() {
                return List.of("pop3");
            }
        }
    }

    /** What protects the connections. */
    public sealed interface Protection {
        /** TLS from the first octet. RFC 8314, 3. */
        record Implicit(TlsServerSettings tls) implements Protection {}

        /** TLS when the client says STARTTLS or STLS. */
        record StartTls(TlsServerSettings tls) implements Protection {}

        /** None, and somebody said so: nobody can log in here. */
        record PlaintextOnly() implements Protection {}
    }
}
