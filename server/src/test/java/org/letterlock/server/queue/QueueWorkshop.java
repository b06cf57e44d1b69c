package org.letterlock.server.queue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.server.account.Account;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.account.ClearPassword;
import org.letterlock.server.delivery.AddressBook;
import org.letterlock.server.route.MailExchangers;
import org.letterlock.server.route.OwnPlace;
import org.letterlock.server.route.Route;
import org.letterlock.server.route.RouteTable;
import org.letterlock.server.route.Router;
import org.letterlock.server.route.StsPolicies;
import org.letterlock.server.route.StubDns;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.SmtpRole;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.smtp.client.reply.ServerReply;

/** A queue with time that stands still, threads that run when they are told to, and servers made of a function. */
final class QueueWorkshop {
    static final QueueSettings SETTINGS = QueueSettings.DEFAULT;

    final StubDns dns = new StubDns();
    final AddressBook book = AddressBook.of(
            AddressBook.Rules.of("example.org"),
            Accounts.of("example.org", List.of(new Account("ann", new ClearPassword("secret")))));
    final List<MailObject> carried = new ArrayList<>();
    final List<Route.Step> steps = new ArrayList<>();
    final List<CompletableFuture<Void>> gates = new ArrayList<>();
    Function<MailObject, Answer> server = mail -> Answer.TAKEN;
    boolean reusable = true;
    boolean notifies;
    Envelope.OnwardTls onwardTls = Envelope.OnwardTls.USUAL;
    StsPolicies policies = StsPolicies.NONE;
    int opened;
    int closed;
    Instant wall = Instant.parse("2026-11-23T12:00:00Z");
    long nanos;
    MailStore store;
    OutboundQueue queue;
    private final QueueSettings settings;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private int messages;

    /** What a server says to each recipient of a message. */
    record Answer(Outcome.Result result, Outcome.Phase phase, int code, String status, String text) {
        static final Answer TAKEN =
                new Answer(Outcome.Result.DELIVERED, Outcome.Phase.END, 250, "2.0.0", "2.0.0 taken");
        static final Answer DEAD =
                new Answer(Outcome.Result.TRANSIENT, Outcome.Phase.CONNECT, 0, "4.4.1", "no answer from this host");

        static Answer refused(int code, String status, Outcome.Phase phase) {
            return new Answer(
                    code >= 500 ? Outcome.Result.PERMANENT : Outcome.Result.TRANSIENT,
                    phase,
                    code,
                    status,
                    status + " not so");
        }

        private Outcome of(Envelope.Recipient recipient) {
            return new Outcome(
                    recipient,
                    result,
                    phase,
                    EnhancedStatus.leading(status).orElseThrow(),
                    code == 0 ? Optional.empty() : Optional.of(new ServerReply(code, List.of(text))),
                    text);
        }
    }

    QueueWorkshop() {
        this(SETTINGS);
    }

    QueueWorkshop(QueueSettings settings) {
        this(settings, new MemoryStore(StoreSettings.DEFAULTS, Clock.systemUTC()));
    }

    QueueWorkshop(QueueSettings settings, MailStore store) {
        this.settings = settings;
        this.store = store;
        for (var name : List.of("a", "b", "c"))
            dns.mx(name + ".example", 10, "mx." + name + ".example")
                    .address("mx." + name + ".example", "198.51.100." + (int) name.charAt(0));
        restart();
    }

    /** Another process on the same store: all that was not in it is forgotten. */
    void restart() {
        tasks.clear();
        var own = new OwnPlace(Set.of("mail.example.org"), Set.of(), List.of());
        queue = new OutboundQueue(
                settings,
                store,
                new OutboundQueue.Parts(
                        "mail.example.org",
                        new Router(
                                RouteTable.DEFAULT,
                                dns,
                                new MailExchangers(dns, own, new Random(1)),
                                own,
                                domain -> policies.of(domain),
                                25),
                        this::connection,
                        () -> book,
                        attempted -> {},
                        new Clock() {
                            @Override
                            public ZoneId getZone() {
                                return ZoneOffset.UTC;
                            }

                            @Override
                            public Clock withZone(ZoneId zone) {
                                return this;
                            }

                            @Override
                            public Instant instant() {
                                return wall;
                            }
                        },
                        () -> nanos,
                        new Random(1),
                        tasks::add));
        queue.start();
        queue.tick();
        run();
    }

    private Carrier.Connection connection(Route.Step step) {
        opened++;
        return new Carrier.Connection() {
            @Override
            public CompletionStage<Delivery> deliver(MailObject mail) {
                carried.add(mail);
                steps.add(step);
                var gate = gates.isEmpty() ? CompletableFuture.<Void>completedFuture(null) : gates.remove(0);
                return gate.thenApply(open -> {
                    var answer = server.apply(mail);
                    return new Delivery(
                            step.hop(),
                            mail.recipients().stream().map(answer::of).toList(),
                            Protection.NONE);
                });
            }

            @Override
            public boolean reusable() {
                return reusable;
            }

            @Override
            public boolean notifies() {
                return notifies;
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    /** Lets everything happen that can happen now. */
    void run() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    }

    /** Time passes, in steps of a minute. */
    void pass(Duration time) {
        for (long left = time.toSeconds(); left > 0; left -= 60) {
            var step = Duration.ofSeconds(Math.min(left, 60));
            wall = wall.plus(step);
            nanos += step.toNanos();
            queue.tick();
            run();
        }
    }

    /** Ann sends a message, as submission takes it. */
    void send(String text, Envelope.Recipient... to) {
        send(new ReversePath(Optional.of(new Mailbox("ann", "example.org"))), Optional.empty(), text, to);
    }

    void send(ReversePath from, Optional<String> ret, String text, Envelope.Recipient... to) {
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 587);
        var session = new SessionFacts(
                "s", SmtpRole.MSA, here, here, "client.test", true, Optional.empty(), Optional.of("ann@example.org"));
        var envelope = new Envelope(
                "s-" + ++messages,
                from,
                List.of(to),
                false,
                Envelope.BodyType.SEVEN_BIT,
                ret,
                Optional.of("env-" + messages),
                onwardTls,
                session);
        var spool = store.spool(0);
        spool.write(ByteBuffer.wrap(("Return-Path: " + from + "\r\n" + text).getBytes(StandardCharsets.UTF_8)));
        var result = store.deliver(
                        List.of(),
                        new NewMessage(spool.finish(), Flags.NONE, InternalDate.of(wall)),
                        queue.changes(envelope, List.of(to)))
                .toCompletableFuture()
                .join();
        queue.queued(((StoreResult.Done<MailStore.Delivered>) result).value().queued());
        run();
    }

    static Envelope.Recipient to(String local, String domain, String... notify) {
        return new Envelope.Recipient(
                new ForwardPath(new Mailbox(local, domain)), List.of(notify), Optional.of("rfc822;orig@" + domain));
    }

    /** What is in the queue, in a word each. */
    List<String> waiting() {
        return store.queue().entries().stream()
                .map(e -> QueuedMailFormat.read(e.state()))
                .map(m -> m.domain() + " " + m.recipients().size() + " " + m.attempts())
                .toList();
    }

    /** The text of each message in ann's INBOX. */
    List<String> inbox() {
        var inbox = store.account(new AccountId("ann@example.org"))
                .open(MailboxName.INBOX)
                .orElseThrow();
        var view = inbox.view();
        return IntStream.range(0, view.count())
                .mapToObj(i -> text(view.message(i).body()))
                .toList();
    }

    static String text(Body body) {
        var text = new StringBuilder();
        for (long at = 0; at < body.size(); ) {
            var piece = body.read(at, 8192);
            at += piece.remaining();
            text.append(StandardCharsets.UTF_8.decode(piece));
        }
        return text.toString();
    }

    static String text(org.letterlock.smtp.client.Content content) {
        var text = new StringBuilder();
        for (long at = 0; at < content.size(); ) {
            var piece = content.read(at, 8192);
            at += piece.remaining();
            text.append(StandardCharsets.UTF_8.decode(piece));
        }
        return text.toString();
    }
}
