package org.letterlock.server.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.server.route.Route;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.Protection;

/** One attempt to deliver one entry: over a connection that is there, else host by host. RFC 5321, 5.1. */
public final class Attempt {
    /** Addresses that are tried in one attempt. */
    static final int MAX_STEPS = 5;

    private final Carrier carrier;
    private final QueuedMail mail;
    private final Outgoing content;
    private final List<Tried> tried = new ArrayList<>();
    private final Map<Recipient, Outcome> outcomes = new HashMap<>();
    private final Set<Recipient> quiet = new HashSet<>();

    /** One step and how well protected it was. */
    public record Tried(Route.Step step, Protection protection) {}

    /** A connection that may take the next message. */
    public record Kept(Carrier.Connection connection, Route.Step step) {}

    /**
     * What came of it.
     *
     * @param outcomes one for each recipient
     * @param destination whether the destination itself failed, rather than this message at it
     * @param tried the hosts that were spoken to
     * @param quiet who was handed to a server that tells nobody what became of it
     * @param nowhere where there was no host to speak to: why
     */
    public record Result(
            List<Outcome> outcomes,
            boolean destination,
            List<Tried> tried,
            Set<Recipient> quiet,
            Optional<Route.Nowhere> nowhere,
            Optional<Kept> kept) {
        public Result {
            outcomes = List.copyOf(outcomes);
            tried = List.copyOf(tried);
            quiet = Set.copyOf(quiet);
        }
    }

    private Attempt(Carrier carrier, QueuedMail mail, Body body) {
        this.carrier = carrier;
        this.mail = mail;
        content = Outgoing.of(body);
    }

    /** Over a connection that is there; where it turns out to be dead the result says so, and another attempt is to be made. */
    static CompletionStage<Result> over(Carrier carrier, QueuedMail mail, Body body, Kept kept) {
        var attempt = new Attempt(carrier, mail, body);
        return kept.connection().deliver(attempt.object(mail.recipients())).thenApply(delivery -> {
            attempt.note(kept, delivery);
            return attempt.result(attempt.keep(kept));
        });
    }

    static CompletionStage<Result> along(Carrier carrier, QueuedMail mail, Body body, Route route) {
        if (route instanceof Route.Nowhere nowhere) return CompletableFuture.completedStage(unreachable(mail, nowhere));
        var steps = ((Route.Over) route).steps();
        return new Attempt(carrier, mail, body)
                .next(steps.stream().limit(MAX_STEPS).iterator(), null);
    }

    private static Result unreachable(QueuedMail mail, Route.Nowhere nowhere) {
        boolean transientOnly = nowhere.status().classOf() == 4;
        var outcomes = mail.recipients().stream()
                .map(r -> new Outcome(
                        r,
                        transientOnly ? Outcome.Result.TRANSIENT : Outcome.Result.PERMANENT,
                        Outcome.Phase.CONNECT,
                        nowhere.status(),
                        Optional.empty(),
                        nowhere.why()))
                .toList();
        return new Result(outcomes, transientOnly, List.of(), Set.of(), Optional.of(nowhere), Optional.empty());
    }

    private CompletionStage<Result> next(Iterator<Route.Step> steps, @Nullable Kept last) {
        var open = mail.recipients().stream().filter(this::worthAnotherHost).toList();
        if (open.isEmpty() || !steps.hasNext())
            return CompletableFuture.completedStage(result(Optional.ofNullable(last)));
        if (last != null) last.connection().close();
        var step = steps.next();
        var connection = carrier.connection(step);
        return connection.deliver(object(open)).thenCompose(delivery -> {
            var made = new Kept(connection, step);
            note(made, delivery);
            return next(steps, keep(made).orElse(null));
        });
    }

    private boolean worthAnotherHost(Recipient recipient) {
        var outcome = outcomes.get(recipient);
        return outcome == null || outcome.otherHostMayHelp();
    }

    private MailObject object(List<Recipient> recipients) {
        return new MailObject(
                mail.id(),
                mail.from(),
                recipients,
                mail.body(),
                mail.smtpUtf8(),
                mail.ret(),
                mail.envelopeId(),
                mail.onwardTls() == Envelope.OnwardTls.REQUIRED,
                content);
    }

    private void note(Kept over, Delivery delivery) {
        tried.add(new Tried(over.step(), delivery.protection()));
        for (var outcome : delivery.outcomes()) {
            outcomes.merge(outcome.recipient(), outcome, Attempt::milder);
            if (outcome.result() == Outcome.Result.DELIVERED
                    && !over.connection().notifies()) quiet.add(outcome.recipient());
        }
    }

    /** That one host will never do is no reason to give up while another may yet: RFC 5321, 5.1. */
    private static Outcome milder(Outcome before, Outcome now) {
        boolean ofHost = now.result() == Outcome.Result.PERMANENT && now.phase().ofHost();
        return ofHost && before.result() == Outcome.Result.TRANSIENT ? before : now;
    }

    private Optional<Kept> keep(Kept connection) {
        if (connection.connection().reusable()) return Optional.of(connection);
        connection.connection().close();
        return Optional.empty();
    }

    private Result result(Optional<Kept> kept) {
        var all = new ArrayList<Outcome>();
        for (var recipient : mail.recipients()) {
            var outcome = outcomes.get(recipient);
            if (outcome == null) throw new IllegalStateException("no outcome for a recipient");
            all.add(outcome);
        }
        boolean destination = all.stream()
                .allMatch(
                        o -> o.result() == Outcome.Result.TRANSIENT && o.phase().compareTo(Outcome.Phase.HELLO) <= 0);
        return new Result(all, destination, tried, quiet, Optional.empty(), kept);
    }
}
