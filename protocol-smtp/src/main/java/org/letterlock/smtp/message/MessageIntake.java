package org.letterlock.smtp.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.smtp.BareNewlines;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.MailReceiver;
import org.letterlock.smtp.MailReceiver.Acceptance;
import org.letterlock.smtp.MailReceiver.Reception;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.reply.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way in, by DATA or BDAT alike: trace fields first, then its octets as they come. What cannot be taken
 * is noted once, and everything from there on thrown away; the reply waits for the end. Belongs to one session.
 */
public final class MessageIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);
    private static final byte[] CRLF = {'\r', '\n'};

    private final SmtpConfig config;
    private final Envelope envelope;
    private final MailReceiver receiver;
    private final Clock clock;
    private final HeaderSection header;
    private final Newlines newlines;
    private final boolean binary;
    private final List<String> added = new ArrayList<>(0);
    private @Nullable Reception reception;
    private @Nullable SmtpReply refusal;
    private boolean headerDone; // and what submission adds is written
    private boolean authorshipKnown;
    private boolean senderNeeded;
    private long size;

    public MessageIntake(SmtpConfig config, Envelope envelope, long sizeHint, MailReceiver receiver, Clock clock) {
        this.config = config;
        this.envelope = envelope;
        this.receiver = receiver;
        this.clock = clock;
        this.header = new HeaderSection(config.limits(), config.isSubmission());
        this.binary = envelope.body() == Envelope.BodyType.BINARY_MIME;
        this.newlines = new Newlines(!binary && config.bareNewlines() == BareNewlines.NORMALISE);
        this.reception = receiver.receive(envelope, sizeHint);
        write(ByteBuffer.wrap(TraceFields.of(envelope, config.hostname(), clock)));
    }

    /**
     * Octets of a chunk, looked through for what a message by DATA may not have either. The body of a binary message may
     * have anything, its header may not. RFC 3030, 3.
     */
    public ByteBuffer screened(ByteBuffer octets) {
        return binary || refusal != null ? octets : newlines.read(octets);
    }

    /** The last chunk is here; what has to be taken yet. */
    public ByteBuffer endOfChunks() {
        boolean cr = !binary && newlines.end();
        flawed(newlines.bareCr(), newlines.bareLf(), newlines.nul());
        return ByteBuffer.wrap(new byte[] {'\n'}, 0, cr && refusal == null ? 1 : 0);
    }

    /** What stands alone in the message, or stands where no text has it: decides by the listener's setting. */
    public void flawed(boolean bareCr, boolean bareLf, boolean nul) {
        boolean refuses = binary || config.bareNewlines() == BareNewlines.REFUSE;
        if (nul) refuse(SmtpReply.HAS_NUL);
        else if (bareLf && refuses) refuse(SmtpReply.HAS_BARE_LF);
        else if (bareCr && refuses) refuse(SmtpReply.HAS_BARE_CR);
    }

    /**
     * Takes octets of the message, in order.
     *
     * @return false when it stopped before the end of {@code octets}, and {@link #askAuthorship} must be answered before the rest
     *     can be taken
     */
    public boolean take(ByteBuffer octets) {
        if (refusal != null) {
            size += octets.remaining();
            return true;
        }
        int before = octets.remaining();
        boolean all = headerDone || takeHeader(octets);
        if (all && octets.hasRemaining() && refusal == null) write(octets);
        size += all ? before : before - octets.remaining();
        if (size > config.limits().messageSize()) refuse(SmtpReply.TOO_BIG);
        return all;
    }

    /** The message is whole, as far as the header is concerned: what {@link #take} says of a rest holds here too. */
    public boolean end() {
        if (headerDone || refusal != null) return true;
        header.finish();
        return finishHeader();
    }

    /** Who a submitted message says it is from. RFC 6409, 8.1. */
    public enum Authorship {
        /** All that From names, or there is none. */
        OWNED,
        /** Somebody else, with a Sender who is the account. */
        SENT_FOR_ANOTHER,
        /** Somebody else, and nobody says so. */
        SENDER_MISSING,
        /** Somebody else, for somebody else. */
        FOREIGN
    }

    /** Asks whether the account may name whom {@code From} and {@code Sender} name. */
    public CompletionStage<Authorship> askAuthorship() {
        var account = envelope.session().account().orElse("");
        return ownsAll(account, header.from()).thenCombine(ownsAll(account, header.sender()), (from, sender) -> {
            if (from) return Authorship.OWNED;
            if (header.sender().isEmpty()) return Authorship.SENDER_MISSING;
            return sender ? Authorship.SENT_FOR_ANOTHER : Authorship.FOREIGN;
        });
    }

    /** The answer to {@link #askAuthorship}: now the rest can be taken. */
    public void authored(Authorship authorship) {
        authorshipKnown = true;
        if (authorship == Authorship.SENDER_MISSING) senderNeeded = true;
        if (authorship == Authorship.FOREIGN) refuse(SmtpReply.FROM_NOT_OWNED);
    }

    /** Throws away what was taken and whatever still comes, for the first reason that is given. */
    public void refuse(SmtpReply why) {
        if (refusal == null) refusal = why;
        close();
    }

    /** Why the message cannot be taken. */
    public Optional<SmtpReply> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Octets the client has sent of this message. */
    public long size() {
        return size;
    }

    /** The names of the fields that submission has put in. Policy E5. */
    public List<String> added() {
        return added;
    }

    public Envelope envelope() {
        return envelope;
    }

    /** Only for a message without refusal, whose end was taken. */
    public CompletionStage<Acceptance> commit() {
        var open = reception;
        if (open == null) return CompletableFuture.completedFuture(Acceptance.TRY_LATER);
        if (header.tlsOptional()) open.tlsOptional();
        return open.commit();
    }

    @Override
    public void close() {
        var open = reception;
        reception = null;
        if (open != null) open.close();
    }

    private void write(ByteBuffer octets) {
        var open = reception;
        if (open == null) return;
        try {
            open.write(octets);
        } catch (RuntimeException e) { // the client goes on sending: its reply waits for the end
            LOG.error("{}: the message cannot be stored", envelope.id(), e);
            refuse(SmtpReply.TRY_LATER);
        }
    }

    private boolean takeHeader(ByteBuffer octets) {
        var read = octets.duplicate();
        boolean ended = header.hasEnded() || header.read(octets, this::write);
        if (binary) newlines.read(read.limit(octets.position()));
        if (header.tooBig()) refuse(SmtpReply.HEADER_TOO_BIG);
        if (header.received() > config.limits().receivedHops()) refuse(SmtpReply.TOO_MANY_HOPS);
        return !ended || finishHeader();
    }

    private boolean finishHeader() {
        if (config.isSubmission() && header.isAmbiguous()) refuse(SmtpReply.SEVERAL_AUTHORS);
        if (config.isSubmission() && refusal == null) {
            boolean asks = !header.from().isEmpty() && !authorshipKnown;
            if (asks) return false;
            addFields();
        }
        if (!header.endsWell()) write(ByteBuffer.wrap(CRLF)); // or the first lines of the body stood in our header
        headerDone = true;
        write(header.held());
        return true;
    }

    /** What a submitted message lacks, put behind its last field; nothing that is there is touched. RFC 6409, 8. */
    private void addFields() {
        if (header.endsWithinField()) write(ByteBuffer.wrap(CRLF));
        var account = envelope.session().account().map(MessageIntake::mailbox);
        if (!header.hasDate()) add("Date", TraceFields.date(clock));
        if (header.from().isEmpty()) add("From", "<" + account.orElse("") + ">");
        if (senderNeeded) add("Sender", "<" + account.orElse("") + ">");
        if (!header.hasMessageId()) {
            add("Message-ID", "<" + envelope.id() + "." + clock.millis() + "@" + config.hostname() + ">");
        }
    }

    private void add(String name, String value) {
        write(ByteBuffer.wrap((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8)));
        added.add(name);
    }

    /** Whether all mailboxes of all {@code fields} are the account's; a field that is not understood names somebody else. */
    private CompletionStage<Boolean> ownsAll(String account, List<byte[]> fields) {
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(!fields.isEmpty());
        for (var field : fields) {
            var mailboxes = AddressList.parse(field);
            if (mailboxes.isEmpty()) return CompletableFuture.completedFuture(false);
            for (var mailbox : mailboxes.get()) {
                var one = receiver.owns(account, new ReversePath(Optional.of(mailbox)));
                all = all.thenCombine(one, (a, b) -> a && b);
            }
        }
        return all;
    }

    /** An account's address as it stands between angle brackets. */
    private static String mailbox(String account) {
        int sign = account.lastIndexOf('@');
        return sign < 0 ? account : new Mailbox(account.substring(0, sign), account.substring(sign + 1)).toString();
    }
}
