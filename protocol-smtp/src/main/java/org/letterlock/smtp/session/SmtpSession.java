package org.letterlock.smtp.session;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.MailReceiver;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.message.MessageIntake;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.tls.TlsFacts;

/**
 * One client's session: what is known of the client, the phase, the open mail transaction and the message that is coming
 * in. Commands change it, one at a time; it belongs to the session's turn. RFC 5321, 4.1.4.
 */
public final class SmtpSession {
    private final SmtpConfig config;
    private final MailReceiver receiver;
    private final MessageLog log;
    private final SmtpLink link;
    private final Clock clock;
    private final ErrorCount errors;
    private final Authentication authentication;
    private SessionFacts facts;
    private Phase phase = Phase.CONNECTED;
    private @Nullable MailTransaction transaction;
    private @Nullable MessageIntake intake;
    private Chunk chunk = Chunk.NONE;
    private long drained;
    private int messages;

    /** What the octets that come are. */
    private enum Chunk {
        NONE,
        ONE_OF_MANY,
        LAST
    }

    /** @param sasl what AUTH leads to; null where it is never offered */
    public SmtpSession(
            SmtpConfig config,
            MailReceiver receiver,
            MessageLog log,
            @Nullable SaslServer sasl,
            SmtpLink link,
            Clock clock,
            SessionFacts facts) {
        this.config = config;
        this.receiver = receiver;
        this.log = log;
        this.link = link;
        this.clock = clock;
        this.facts = facts;
        this.errors = new ErrorCount(config.patience());
        this.authentication = new Authentication(this, sasl);
        facts.tls().ifPresent(authentication::encryptedBy);
    }

    public SmtpConfig config() {
        return config;
    }

    public MailReceiver receiver() {
        return receiver;
    }

    public SmtpLink link() {
        return link;
    }

    public SessionFacts facts() {
        return facts;
    }

    public Phase phase() {
        return phase;
    }

    public Authentication authentication() {
        return authentication;
    }

    public ErrorCount errors() {
        return errors;
    }

    /** Whether the connection is protected. */
    public boolean encrypted() {
        return facts.tls().isPresent();
    }

    /** Whether STARTTLS would succeed now. */
    public boolean mayStartTls() {
        return !encrypted() && link.offersTls();
    }

    // ---------------------------------------------------------------- replies

    /** Answers a command. An error counts, and its reply may wait. */
    public Next reply(SmtpReply reply) {
        if (!reply.isError()) return say(reply);
        errors.countError();
        if (errors.tooMany()) return leave(SmtpReply.TOO_MANY_ERRORS);
        return replyAfter(errors.delay(), reply);
    }

    /** Answers, and sends the answer at once: for the commands that end a group. RFC 2920, 3.2. */
    public Next replyNow(SmtpReply reply) {
        var next = reply(reply);
        link.flush();
        return next;
    }

    /** Answers after a while. */
    public Next replyAfter(Duration delay, SmtpReply reply) {
        return delay.isZero() ? say(reply) : Next.awaitBriefly(link.after(delay), then -> say(reply));
    }

    /** Answers, and counts nothing. */
    public Next say(SmtpReply reply) {
        reply.writeTo(link.out());
        return Next.done();
    }

    /** One more command that furthers nothing, and one too many: how the session ends, if it is the last. */
    public Optional<Next> tooMuchJunk() {
        errors.countError();
        return errors.tooMany() ? Optional.of(leave(SmtpReply.TOO_MANY_ERRORS)) : Optional.empty();
    }

    /** Answers, and ends the session. */
    public Next leave(SmtpReply reply) {
        reply.writeTo(link.out());
        return Next.close();
    }

    /** Goes on when {@code stage} completes; at once when it is complete already. */
    public static <T> Next when(CompletionStage<T> stage, Function<? super T, Next> then) {
        var future = stage.toCompletableFuture();
        if (future.isDone() && !future.isCompletedExceptionally()) return then.apply(future.join());
        return Next.await(stage, then);
    }

    // ---------------------------------------------------------------- greeting, TLS, log-in

    /** The client has said who it is. What was open is forgotten. RFC 5321, 4.1.4. */
    public void greet(String helo, boolean esmtp) {
        reset();
        facts = new SessionFacts(
                facts.id(), facts.role(), facts.local(), facts.remote(), helo, esmtp, facts.tls(), facts.account());
        phase = Phase.GREETED;
    }

    /** TLS has begun: whatever the client said before is forgotten. RFC 3207, 4.2. */
    public void encryptedBy(TlsFacts tls) {
        reset();
        facts = new SessionFacts(
                facts.id(), facts.role(), facts.local(), facts.remote(), "", false, Optional.of(tls), Optional.empty());
        phase = Phase.CONNECTED;
        authentication.encryptedBy(tls);
    }

    /** The client has proven to be {@code account}. */
    public void authenticatedAs(String account) {
        facts = new SessionFacts(
                facts.id(),
                facts.role(),
                facts.local(),
                facts.remote(),
                facts.helo(),
                facts.esmtp(),
                facts.tls(),
                Optional.of(account));
        link.authenticated(account);
    }

    // ---------------------------------------------------------------- the mail transaction

    public void open(MailTransaction transaction) {
        this.transaction = transaction;
        phase = Phase.MAIL;
    }

    /** The open transaction; the verb table lets no command ask for it without one. */
    public MailTransaction transaction() {
        var open = transaction;
        if (open == null) throw new IllegalStateException("no mail transaction in phase " + phase);
        return open;
    }

    /** A recipient was accepted. */
    public void add(Envelope.Recipient recipient) {
        transaction().add(recipient);
        phase = Phase.RECIPIENTS;
    }

    /** A recipient does not exist: says so, later each time, and no more than so often. RFC 5321, 7.3. */
    public Next unknownRecipient() {
        if (errors.countUnknownRecipient()) return leave(SmtpReply.TOO_MANY_UNKNOWN);
        return replyAfter(errors.unknownRecipientDelay(), SmtpReply.UNKNOWN_MAILBOX);
    }

    /** Forgets sender, recipients and message: the one end of every transaction, good or bad. RFC 5321, 4.1.1.5. */
    public void reset() {
        var open = intake;
        intake = null;
        if (open != null) open.close();
        transaction = null;
        chunk = Chunk.NONE;
        if (phase.inTransaction()) phase = Phase.GREETED;
    }

    // ---------------------------------------------------------------- the message

    /** The transaction's message begins. */
    public MessageIntake openMessage() {
        var begun = transaction();
        messages++;
        var envelope = begun.envelope(facts.id() + "-" + messages, facts);
        var opened = new MessageIntake(config, envelope, begun.size(), receiver, clock);
        intake = opened;
        return opened;
    }

    /** A chunk of the message begins. RFC 3030, 2. */
    public Next beginChunk(long octets, boolean last) {
        var open = intake == null ? openMessage() : intake;
        if (open.size() + octets > config.limits().messageSize()) {
            open.refuse(SmtpReply.TOO_BIG);
            return closeMessage(open, SmtpReply.TOO_BIG);
        }
        phase = Phase.CHUNKS;
        chunk = last ? Chunk.LAST : Chunk.ONE_OF_MANY;
        return Next.done();
    }

    /** Whether a message is open, and its last chunk has not begun. */
    public boolean awaitsChunks() {
        return intake != null && chunk != Chunk.LAST;
    }

    /** Octets of a chunk; those of a chunk that was refused are thrown away. */
    public Next takeChunk(ByteBuffer octets) {
        var open = intake;
        if (open == null || chunk == Chunk.NONE) return drained(octets.remaining());
        return takeAll(open, open.screened(octets));
    }

    /** The octets of a chunk are all here. */
    public Next endChunk() {
        var ended = chunk;
        chunk = Chunk.NONE;
        var open = intake;
        if (open == null || ended == Chunk.NONE) return Next.done();
        if (ended == Chunk.LAST) {
            var rest = open.endOfChunks();
            if (open.take(rest)) return endMessage();
            return when(open.askAuthorship(), authorship -> {
                open.authored(authorship);
                open.take(rest);
                return endMessage();
            });
        }
        var refusal = open.refusal();
        return refusal.isPresent() ? closeMessage(open, refusal.get()) : reply(SmtpReply.OK);
    }

    /** The message that is coming in, if one is. */
    public Optional<MessageIntake> intake() {
        return Optional.ofNullable(intake);
    }

    /** Octets of the message. */
    public Next take(ByteBuffer octets) {
        var open = intake;
        return open == null ? drained(octets.remaining()) : takeAll(open, octets);
    }

    private Next takeAll(MessageIntake open, ByteBuffer octets) {
        if (!open.take(octets)) {
            return when(open.askAuthorship(), authorship -> {
                open.authored(authorship);
                return takeAll(open, octets);
            });
        }
        return open.refusal().isPresent() && open.size() > 2 * config.limits().messageSize()
                ? leave(SmtpReply.TOO_BIG)
                : Next.done();
    }

    /** Of what nobody wants, no more is read than of a message that is too big. */
    private Next drained(int octets) {
        drained += octets;
        return drained > 2 * config.limits().messageSize() ? leave(SmtpReply.TOO_BIG) : Next.done();
    }

    /** The dot has come, behind a message with these flaws. */
    public Next endMessage(boolean bareCr, boolean bareLf, boolean nul) {
        if (intake != null) intake.flawed(bareCr, bareLf, nul);
        return endMessage();
    }

    /** The message is whole: commits it, answers, and closes the transaction. RFC 5321, 4.2.5. */
    private Next endMessage() {
        var open = intake;
        if (open == null) throw new IllegalStateException("no message in phase " + phase);
        if (!open.end()) {
            return when(open.askAuthorship(), authorship -> {
                open.authored(authorship);
                return endMessage();
            });
        }
        var refusal = open.refusal();
        if (refusal.isPresent()) return closeMessage(open, refusal.get());
        return Next.awaitBriefly(
                open.commit(),
                acceptance -> closeMessage(
                        open,
                        acceptance == MailReceiver.Acceptance.ACCEPTED
                                ? SmtpReply.accepted(open.envelope().id())
                                : refusal(acceptance)));
    }

    /** What is said to a message that is not taken. RFC 5321, 4.2.3. */
    public static SmtpReply refusal(MailReceiver.Acceptance why) {
        return switch (why) {
            case ACCEPTED -> throw new IllegalArgumentException("it is taken");
            case NO_ROOM -> SmtpReply.NO_ROOM;
            case TRY_LATER -> SmtpReply.TRY_LATER;
            case OVER_QUOTA -> SmtpReply.MAILBOX_FULL;
        };
    }

    /** A command failed by our fault: what it left half done is undone. */
    public void fail(SmtpReply apology) {
        authentication.abandon();
        if (intake == null) return;
        log.write(intake, apology);
        reset();
    }

    private Next closeMessage(MessageIntake message, SmtpReply reply) {
        log.write(message, reply);
        if (!reply.isError()) errors.messageAccepted();
        reset();
        return replyNow(reply);
    }
}
