package org.letterlock.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.listen.Threads;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.PathReader;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.client.ClientLimits;
import org.letterlock.smtp.client.ClientTimes;
import org.letterlock.smtp.client.ClientTls;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.Dialogue;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.Login;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.SmtpClientConfig;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.smtp.client.net.SmtpClient;
import org.letterlock.tls.CertificateChain;
import org.letterlock.tls.Pem;
import org.letterlock.tls.Pem.PemException;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsIdentity;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsListener;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code letterlock send}: delivers one message by the client that the queue uses, and says how well protected it went. The guide's G2. */
@Command(
        name = "send",
        description = {
            "Delivers one message to a server, with STARTTLS where it can be had, and says what TLS agreed on, which level was"
                    + " reached and what the server replied.",
            "Exit code: 0 all recipients' mail was taken, 1 not, 2 usage, 3 no connection."
        },
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the message, header first; - for standard input")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--via",
            paramLabel = "HOST:PORT",
            required = true,
            description = "the server; an IPv6 address in brackets")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String via;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "the sender; <> for nobody (default: the From field)")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "a recipient; may be repeated (default: To, Cc and Bcc)")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "none, may, encrypt, verify, secure or dane (default: ${DEFAULT-VALUE})")
    private String level = "may";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "at level secure a name that the certificate must have; .example.org for any host below; may be repeated")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "authorities to trust (default: those of this machine's Java)")
    private @Nullable Path authorities;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "a chain to show when the server asks for a certificate")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "its key")
    private @Nullable Path key;

    @Option(names = "--helo", paramLabel = "NAME", description = "what to say in EHLO (default: this machine's name)")
    private @Nullable String helo;

    @Option(names = "--lmtp", description = "speak LMTP")
    private boolean lmtp;

    @Option(names = "--implicit-tls", description = "begin with TLS, as on port 465")
    private boolean implicitTls;

    @Option(
            names = "--auth",
            paramLabel = "USER",
            description = "log in; the password is asked for, or the first line of standard input")
    private @Nullable String user;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "for each reply (default: ${DEFAULT-VALUE})")
    private int timeout = 60;

    @Option(
            names = "--dns",
            paramLabel = "ADDRESS",
            description = "at level dane a resolver that passes signatures on, as 192.0.2.53 or 127.0.0.1:5353"
                    + " (default: those of this machine)")
    private @Nullable String resolver;

    @Option(
            names = "--trust-anchors",
            paramLabel = "FILE",
            description =
                    "at level dane where trust in signatures begins, as in a zone file (default: the root's keys)")
    private @Nullable Path anchors;

    @Option(
            names = "--require-tls",
            description = "say REQUIRETLS: to a verified server that promises the same, or not at all")
    private boolean requireTls;

    @Option(names = "--json", description = "print what came of it as one line of JSON")
    private boolean json;

    @Option(names = "--trace", description = "print all that is said")
    private boolean trace;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (json && trace) throw Problem.usage("--json and --trace do not go together: one is for programs");
        var asked = asked();
        var hop = hop();
        var demand = asked == TlsLevel.DANE
                ? new DaneLookUp(resolver, anchors)
                        .demand(hop.name(), hop.address().getPort())
                : demand(asked);
        var message = MessageFile.read(file, System.in);
        var mail = mail(message);
        var out = spec.commandLine().getOut();
        var delivery = deliver(hop, demand, mail, out);
        if (json) out.println(SendResult.json(delivery));
        else SendResult.print(delivery, out);
        out.flush();
        boolean unreached = delivery.outcomes().get(0).phase() == Outcome.Phase.CONNECT;
        return delivery.delivered() ? ExitCode.OK : unreached ? ExitCode.NO_CONNECTION : ExitCode.FINDINGS;
    }

    private Delivery deliver(Hop hop, TlsDemand demand, MailObject mail, PrintWriter out) throws InterruptedException {
        var loops = new MultiThreadIoEventLoopGroup(1, Threads.named("send"), NioIoHandler.newFactory());
        var workers = Executors.newCachedThreadPool(Threads.named("send-worker"));
        try {
            var time = Duration.ofSeconds(Math.max(1, timeout));
            var random = new SecureRandom();
            var context = TlsClientContext.createWithIdentities(
                    TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT),
                    TlsTrust.anybody(),
                    identities(),
                    workers,
                    random,
                    TlsListener.NONE,
                    TlsLimits.DEFAULT.withHandshakeTime(time));
            var client = new SmtpClient(
                    new SmtpClientConfig(
                            helo == null ? Machine.name() : helo,
                            ClientTimes.all(time).withWhole(ClientTimes.DEFAULT.whole()),
                            ClientLimits.DEFAULT),
                    new ClientTls(context, context, authorities(), Clock.systemUTC()),
                    loops,
                    workers,
                    random,
                    trace ? new SendTrace(out) : Dialogue.UNHEARD);
            var connection = client.connection(hop, demand);
            var delivery = connection.deliver(mail).toCompletableFuture().get();
            connection
                    .quit()
                    .toCompletableFuture()
                    .completeOnTimeout(false, 2, TimeUnit.SECONDS)
                    .get();
            return delivery;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
            workers.shutdownNow();
        }
    }

    // ---------------------------------------------------------------- what was asked for

    private TlsLevel asked() {
        var asked = TlsLevel.named(level)
                .orElseThrow(() -> Problem.usage(
                        "--level: the levels are none, may, encrypt, verify, secure and dane, not " + level));
        if (asked != TlsLevel.DANE && (resolver != null || anchors != null))
            throw Problem.usage("--dns, --trust-anchors: signatures in DNS are for level dane");
        return asked;
    }

    private TlsDemand demand(TlsLevel asked) {
        if (asked != TlsLevel.SECURE && !names.isEmpty())
            throw Problem.usage("--name: names are for level secure; verify takes the host's own");
        return switch (asked) {
            case NONE -> TlsDemand.NONE;
            case ENCRYPT -> TlsDemand.ENCRYPT;
            case VERIFY -> TlsDemand.VERIFY;
            case SECURE -> {
                if (names.isEmpty()) throw Problem.usage("--level secure needs --name");
                yield TlsDemand.secure(names);
            }
            default -> TlsDemand.MAY;
        };
    }

    private Hop hop() throws IOException {
        int colon = via.lastIndexOf(':');
        var name = colon < 1 ? "" : via.substring(0, colon);
        if (name.startsWith("[") && name.endsWith("]")) name = name.substring(1, name.length() - 1);
        else if (name.indexOf(':') >= 0) name = "";
        if (name.isEmpty() || !via.substring(colon + 1).matches("[1-9][0-9]{0,4}"))
            throw Problem.usage("--via: HOST:PORT is needed, an IPv6 address in brackets");
        int port = Integer.parseInt(via.substring(colon + 1));
        if (port > 65535) throw Problem.usage("--via: there is no port " + port);
        var login = user == null ? Optional.<Login>empty() : Optional.of(new Login(user, password(user)));
        try {
            return new Hop(
                    new InetSocketAddress(InetAddress.getByName(name), port),
                    name,
                    lmtp ? Hop.Dialect.LMTP : Hop.Dialect.SMTP,
                    implicitTls,
                    login);
        } catch (UnknownHostException e) {
            throw new Problem(ExitCode.NO_CONNECTION, List.of("--via: no address is known for the host"));
        }
    }

    private String password(String name) throws IOException {
        var console = System.console();
        if (console != null) {
            var typed = console.readPassword("Password for %s: ", name);
            return typed == null ? "" : new String(typed);
        }
        if (file.toString().equals("-"))
            throw Problem.usage("--auth: standard input is the message; where is the password?");
        var line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        return line == null ? "" : line;
    }

    private MailObject mail(MessageFile message) {
        var sender = from == null
                ? message.from().orElseThrow(() -> Problem.usage("the message has no From; --from says who sends it"))
                : from;
        var path = sender.isEmpty() || sender.equals("<>")
                ? ReversePath.NULL
                : new ReversePath(Optional.of(mailbox("--from", sender)));
        var recipients = (to.isEmpty() ? message.recipients() : to)
                .stream()
                        .map(r -> new Recipient(new ForwardPath(mailbox("--to", r)), List.of(), Optional.empty()))
                        .toList();
        if (recipients.isEmpty()) throw Problem.usage("the message has no recipients; --to says to whom it goes");
        boolean utf8 = message.utf8Header()
                || path.mailbox().filter(Mailbox::internationalized).isPresent()
                || recipients.stream().anyMatch(r -> r.path().mailbox().internationalized());
        return new MailObject(
                "send",
                path,
                recipients,
                message.eightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT,
                utf8,
                Optional.empty(),
                Optional.empty(),
                requireTls,
                message);
    }

    private static Mailbox mailbox(String option, String address) {
        var bare =
                address.startsWith("<") && address.endsWith(">") ? address.substring(1, address.length() - 1) : address;
        try {
            return new PathReader(bare.getBytes(UTF_8), 0).mailbox();
        } catch (SyntaxException e) {
            throw Problem.usage(option + ": " + e.what());
        }
    }

    private List<X509Certificate> authorities() {
        if (authorities == null) return CertificateChain.rootsOfThisMachine();
        try {
            return Pem.certificates(authorities);
        } catch (PemException e) {
            throw Problem.usage("--ca: " + e.getMessage());
        }
    }

    private List<TlsIdentity> identities() {
        if (certificate == null && key == null) return List.of();
        if (certificate == null || key == null) throw Problem.usage("--cert and --key belong together");
        try {
            return List.of(Pem.identity(certificate, key, true));
        } catch (PemException e) {
            throw Problem.usage("--cert, --key: " + e.getMessage());
        }
    }
}
