package org.letterlock.smtp.client.net;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.session.Attempt;
import org.letterlock.smtp.client.session.Attempt.Again;

/** One connection to a hop, for one mail object after the other. Thread-safe; not for two deliveries at the same time. */
public final class ClientConnection implements AutoCloseable {
    private final SmtpClient client;
    private final Hop hop;
    private final TlsDemand demand;
    private final EventLoop loop;
    private @Nullable Link link;
    private volatile boolean reusable;
    private volatile boolean notifies;

    ClientConnection(SmtpClient client, Hop hop, TlsDemand demand, EventLoop loop) {
        this.client = client;
        this.hop = hop;
        this.demand = demand;
        this.loop = loop;
    }

    /** The hop it goes to. */
    public Hop hop() {
        return hop;
    }

    /** What TLS it was asked for. */
    public TlsDemand demand() {
        return demand;
    }

    /**
     * Delivers, or finds out why not; connects first where no connection is, or none that can go on. Always completes, never
     * exceptionally unless the event loops are gone, on an event loop: do not block there.
     */
    public CompletionStage<Delivery> deliver(MailObject mail) {
        var delivery = new CompletableFuture<Delivery>();
        try {
            loop.execute(() -> begin(mail, delivery));
        } catch (RejectedExecutionException e) {
            delivery.completeExceptionally(e);
        }
        return delivery;
    }

    /** Whether the next delivery needs no new connection, as far as is known. */
    public boolean reusable() {
        return reusable;
    }

    /** Whether the server that took the last delivery will tell senders what they asked to be told. RFC 3461, 5.2. */
    public boolean notifies() {
        return notifies;
    }

    /** Says QUIT, without waiting for the reply, and ends. Ends a delivery that is under way as if the connection had been lost. */
    @Override
    public void close() {
        quit();
    }

    /** The same; completes when the connection is gone, for who ends the event loops next. */
    public CompletionStage<Boolean> quit() {
        var gone = new CompletableFuture<Boolean>();
        try {
            loop.execute(() -> {
                var open = link;
                link = null;
                reusable = false;
                if (open == null) {
                    gone.complete(false);
                    return;
                }
                open.session().quit();
                open.whenGone(() -> gone.complete(true));
            });
        } catch (RejectedExecutionException e) {
            gone.complete(false); // with the event loops
        }
        return gone;
    }

    private void begin(MailObject mail, CompletableFuture<Delivery> delivery) {
        Duration whole = client.config().times().whole();
        var deadline = loop.schedule(
                () -> {
                    var open = link;
                    if (open != null) open.timedOut(whole);
                },
                whole.toMillis(),
                TimeUnit.MILLISECONDS);
        delivery.whenComplete((done, failure) -> deadline.cancel(false));
        var open = link;
        if (open != null && open.session().ready()) attempt(open, mail, delivery);
        else attempt(connect(Optional.empty()), mail, delivery);
    }

    private void attempt(Link on, MailObject mail, CompletableFuture<Delivery> delivery) {
        on.session().deliver(mail).thenAccept(attempt -> attempted(attempt, mail, delivery));
    }

    /** Without TLS at most once, and afresh at most once: neither can come of a connection that was made so. */
    private void attempted(Attempt attempt, MailObject mail, CompletableFuture<Delivery> delivery) {
        var now = link;
        reusable = now != null && now.session().ready();
        notifies = now != null && now.session().offers("DSN");
        if (attempt.again() == Again.WITHOUT_TLS) {
            client.dialogue().noted(hop, "once more, without TLS");
            attempt(connect(attempt.protection().failure()), mail, delivery);
        } else if (attempt.again() == Again.FRESH) {
            client.dialogue().noted(hop, "once more, over a new connection");
            attempt(connect(Optional.empty()), mail, delivery);
        } else {
            delivery.complete(new Delivery(hop, attempt.outcomes(), attempt.protection()));
        }
    }

    private Link connect(Optional<Protection.Failure> plainBecause) {
        var made = new Link(client, hop, demand, plainBecause);
        link = made;
        client.connect(loop, made, hop);
        return made;
    }
}
