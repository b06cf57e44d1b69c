package org.letterlock.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.ClientLimits;
import org.letterlock.smtp.client.ClientTimes;
import org.letterlock.smtp.client.ClientTls;
import org.letterlock.smtp.client.Content;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.Dialogue;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.Login;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.SmtpClientConfig;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.net.SmtpClient;
import org.letterlock.tls.Pem;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsIdentity;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsListener;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsTrust;

/** Letterlock as a sending MTA, without a queue. */
final class OutboundClient implements AutoCloseable {
    private static final Duration TIME = Duration.ofSeconds(60);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final SmtpClient client;

    OutboundClient(List<X509Certificate> authorities, List<TlsIdentity> identities) {
        var random = new SecureRandom();
        var context = TlsClientContext.createWithIdentities(
                TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT),
                TlsTrust.anybody(),
                identities,
                workers,
                random,
                TlsListener.NONE,
                TlsLimits.DEFAULT.withHandshakeTime(TIME));
        client = new SmtpClient(
                new SmtpClientConfig("sender.example.test", ClientTimes.all(TIME), ClientLimits.DEFAULT),
                new ClientTls(context, context, authorities, Clock.systemUTC()),
                loops,
                workers,
                random,
                Dialogue.UNHEARD);
    }

    /** That believes the authority in {@code file}. */
    static OutboundClient trusting(Path file, TlsIdentity... identities) throws Exception {
        return new OutboundClient(Pem.certificates(file), List.of(identities));
    }

    static Hop smtp(int port) {
        return new Hop(here(port), "localhost", Hop.Dialect.SMTP, false, Optional.empty());
    }

    static Hop smtps(int port) {
        return new Hop(here(port), "localhost", Hop.Dialect.SMTP, true, Optional.empty());
    }

    static Hop submission(int port, String user, String password) {
        return new Hop(here(port), "localhost", Hop.Dialect.SMTP, false, Optional.of(new Login(user, password)));
    }

    static Hop lmtp(int port) {
        return new Hop(here(port), "localhost", Hop.Dialect.LMTP, false, Optional.empty());
    }

    private static InetSocketAddress here(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    Delivery deliver(Hop hop, TlsDemand demand, String message, String... recipients) {
        return client.deliver(hop, demand, mail(message, recipients))
                .toCompletableFuture()
                .orTimeout(2, TimeUnit.MINUTES)
                .join();
    }

    private static MailObject mail(String message, String... recipients) {
        byte[] octets = message.getBytes(ISO_8859_1);
        return new MailObject(
                "1",
                new ReversePath(Optional.of(new Mailbox("sender", "example.test"))),
                Stream.of(recipients)
                        .map(r -> r.split("@", 2))
                        .map(r -> new Recipient(new ForwardPath(new Mailbox(r[0], r[1])), List.of(), Optional.empty()))
                        .toList(),
                BodyType.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                new Content() {
                    @Override
                    public long size() {
                        return octets.length;
                    }

                    @Override
                    public ByteBuffer read(long offset, int length) {
                        return ByteBuffer.wrap(octets, (int) offset, (int) Math.min(length, octets.length - offset))
                                .slice();
                    }
                });
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
    }
}
