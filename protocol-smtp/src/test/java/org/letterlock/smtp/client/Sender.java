package org.letterlock.smtp.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.net.SmtpClient;
import org.letterlock.smtp.client.reply.ServerReply;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsIdentity;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsListener;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsTrust;

/** A client with its threads, and mail to send by it. */
final class Sender implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);
    static final String MESSAGE = "Subject: hello\r\n\r\nHello,\r\n.dot\r\n..dots\r\nbye\r\n";

    final List<String> trace = new CopyOnWriteArrayList<>();
    final SmtpClient client;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService workers = Executors.newFixedThreadPool(2, daemon());

    Sender() {
        this(ClientTimes.all(LONG));
    }

    Sender(ClientTimes times) {
        this(times, ClientLimits.DEFAULT, Pki.AUTHORITIES, List.of());
    }

    Sender(
            ClientTimes times,
            ClientLimits limits,
            Collection<X509Certificate> authorities,
            List<TlsIdentity> identities) {
        this(
                times,
                limits,
                authorities,
                identities,
                times.hello().compareTo(Duration.ofSeconds(2)) < 0 ? Duration.ofSeconds(2) : times.hello());
    }

    Sender(
            ClientTimes times,
            ClientLimits limits,
            Collection<X509Certificate> authorities,
            List<TlsIdentity> identities,
            Duration handshake) {
        client = new SmtpClient(
                new SmtpClientConfig("sender.test", times, limits),
                tls(authorities, identities, handshake),
                loops,
                workers,
                new SecureRandom(),
                new Trace());
    }

    ClientTls tls(Collection<X509Certificate> authorities, List<TlsIdentity> identities, Duration handshake) {
        var context = TlsClientContext.createWithIdentities(
                TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT),
                TlsTrust.anybody(),
                identities,
                workers,
                new SecureRandom(),
                TlsListener.NONE,
                TlsLimits.DEFAULT.withHandshakeTime(handshake));
        return new ClientTls(context, context, authorities, Clock.systemUTC());
    }

    private static java.util.concurrent.ThreadFactory daemon() {
        return task -> {
            var thread = new Thread(task, "sender");
            thread.setDaemon(true);
            return thread;
        };
    }

    Delivery send(FakeMx to, TlsDemand demand, MailObject mail) {
        return wait(client.deliver(hop(to), demand, mail));
    }

    static Delivery wait(CompletionStage<Delivery> delivery) {
        return delivery.toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
    }

    static Hop hop(FakeMx mx) {
        return hop(mx.address());
    }

    static Hop hop(InetSocketAddress address) {
        return Hop.smtp(address, "mx.test");
    }

    static MailObject mail(String... recipients) {
        return text(MESSAGE, recipients);
    }

    static MailObject text(String message, String... recipients) {
        return new MailObject(
                "1",
                new ReversePath(Optional.of(new Mailbox("ann", "here.test"))),
                recipients(recipients.length == 0 ? new String[] {"bob"} : recipients),
                BodyType.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                content(message));
    }

    /** The same, with REQUIRETLS. */
    static MailObject requiringTls(MailObject mail) {
        return new MailObject(
                mail.id(),
                mail.from(),
                mail.recipients(),
                mail.body(),
                mail.smtpUtf8(),
                mail.ret(),
                mail.envelopeId(),
                true,
                mail.content());
    }

    static List<Recipient> recipients(String... names) {
        var all = new ArrayList<Recipient>();
        for (var name : names)
            all.add(new Recipient(new ForwardPath(new Mailbox(name, "there.test")), List.of(), Optional.empty()));
        return all;
    }

    static Content content(String message) {
        byte[] octets = message.getBytes(ISO_8859_1);
        return new Content() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                return ByteBuffer.wrap(Arrays.copyOfRange(
                                octets, (int) offset, (int) Math.min(octets.length, offset + length)))
                        .asReadOnlyBuffer();
            }
        };
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
    }

    private final class Trace implements Dialogue {
        @Override
        public void said(Hop hop, String line) {
            trace.add("C: " + line);
        }

        @Override
        public void heard(Hop hop, ServerReply reply) {
            trace.add("S: " + reply.shown());
        }

        @Override
        public void encrypted(Hop hop, TlsFacts facts) {
            trace.add("TLS: " + facts.protocol());
        }

        @Override
        public void noted(Hop hop, String what) {
            trace.add("*: " + what);
        }
    }
}
