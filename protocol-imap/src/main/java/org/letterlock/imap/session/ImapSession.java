package org.letterlock.imap.session;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.response.Code;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.protocol.sasl.SaslOffer;

/** One client: its phase, who it is, which mailbox it has selected, and the command in progress. RFC 3501, 3. */
public final class ImapSession {
    private static final byte[] NO_TAG = {'*'};
    private static final Completion TOO_MANY_SESSIONS = Completion.no(Code.LIMIT, "Too many sessions of this account");

    private final ImapServices services;
    private final Wire wire;
    private final ResponseWriter writer;

    private Phase phase = Phase.NOT_AUTHENTICATED;
    private @Nullable MailAccount account;
    private @Nullable SelectedMailbox selected;
    private @Nullable Continuation continuation;
    private int badInARow;
    private int failedLogins;

    private byte[] tag = NO_TAG; // the command in progress: octets that begin with its tag
    private int tagLength = 1;
    private Updates updates = Updates.NONE;

    public ImapSession(ImapServices services, Wire wire) {
        this.services = services;
        this.wire = wire;
        this.writer = new ResponseWriter(wire.output());
    }

    public ImapServices services() {
        return services;
    }

    public ImapConfig config() {
        return services.config();
    }

    public Wire wire() {
        return wire;
    }

    public ResponseWriter writer() {
        return writer;
    }

    // ---------------------------------------------------------------- the connection

    public boolean encrypted() {
        return wire.tls().isPresent();
    }

    public boolean canStartTls() {
        return !encrypted() && services.startTls().map(wire::isOffered).orElse(false);
    }

    /** The ways to log in: none before TLS. */
    public SaslOffer sasl() {
        return wire.tls()
                .map(tls -> services.sasl().over(tls, new Authenticator.Origin(wire.remote(), "imap", true)))
                .orElse(SaslOffer.NONE);
    }

    /** The data of CAPABILITY as things stand now. */
    public String capabilities() {
        return Capability.announce(this);
    }

    public Next greet() {
        writer.text("* OK [CAPABILITY ").text(capabilities()).text("] Letterlock ready\r\n");
        return Next.done();
    }

    /** Sends {@code goAhead} and shakes hands; all that the client said before is forgotten. RFC 3501, 6.2.1. */
    public Next startTls(Completion goAhead) {
        var tls = services.startTls();
        if (tls.isEmpty()) throw new IllegalStateException("no TLS here");
        badInARow = 0;
        return Next.awaitBriefly(wire.startTls(tls.get(), goAhead.tagged(tag, tagLength)), facts -> Next.done());
    }

    // ---------------------------------------------------------------- the command in progress

    /** A command begins; {@code line} begins with its tag. {@code tagLength} 0 when it has none. */
    public void begin(byte[] line, int tagLength, Updates updates) {
        this.tag = tagLength == 0 ? NO_TAG : line;
        this.tagLength = Math.max(1, tagLength);
        this.updates = updates;
    }

    /** The tag of the command in progress: ASTRING characters, so that it can stand between quotes as it is. */
    public String tag() {
        return new String(tag, 0, tagLength, StandardCharsets.US_ASCII);
    }

    /** The command in progress turned out to use sequence numbers, so it may not tell EXPUNGE. RFC 9051, 7.5.1. */
    public void keepNumbers() {
        if (updates == Updates.ALL) updates = Updates.NO_EXPUNGE;
    }

    /** Tells what others changed, where the command lets it; then ends the command. */
    public Next finish(Completion completion) {
        var mailbox = selected;
        if (mailbox != null && updates != Updates.NONE && completion.condition() != Completion.Condition.BAD) {
            mailbox.report(writer, updates == Updates.ALL);
            if (mailbox.isGone()) {
                writer.tagged(tag, tagLength, completion);
                return mailboxGone();
            }
        }
        if (completion.condition() == Completion.Condition.BAD) return bad(completion);
        badInARow = 0;
        writer.tagged(tag, tagLength, completion);
        return phase == Phase.LOGOUT ? Next.close() : Next.done();
    }

    private Next bad(Completion completion) {
        badInARow++;
        if (badInARow >= config().maxBadCommands()) {
            writer.tagged(tag, tagLength, completion);
            return bye("Too many bad commands");
        }
        if (badInARow * 2 < config().maxBadCommands()
                || config().badCommandDelay().isZero()) {
            writer.tagged(tag, tagLength, completion);
            return Next.done();
        }
        return Next.await(wire.after(config().badCommandDelay()), done -> {
            writer.tagged(tag, tagLength, completion);
            return Next.done();
        });
    }

    /** The last word. RFC 3501, 7.1.5. */
    public Next bye(String text) {
        writer.untagged("BYE", text);
        phase = Phase.LOGOUT;
        return Next.close();
    }

    /** LOGOUT: BYE is said, the completion follows. */
    public void loggingOut() {
        writer.untagged("BYE", "Logging out");
        phase = Phase.LOGOUT;
    }

    /** A command failed by our fault. {@code id} stands in the log. */
    public Next failed(String id) {
        var c = takeContinuation();
        if (c != null) c.abandoned();
        if (inResponse)
            return Next.close(); // half a response is out: whatever followed would be read as the rest of it
        writer.tagged(tag, tagLength, Completion.no(Code.SERVERBUG, "Internal error " + id));
        return Next.done();
    }

    private boolean inResponse;

    /** Whether a response has begun that ends later. */
    public void inResponse(boolean begun) {
        inResponse = begun;
    }

    /**
     * Ends a command that took messages away: tells that, and how far the client knows all there is to know. RFC 7162,
     * 3.2.7.
     */
    public Next finishExpunge(String what) {
        if (!has(Feature.QRESYNC)) return finish(Completion.ok(what));
        var mailbox = selected();
        mailbox.report(writer, true);
        return finish(Completion.ok("HIGHESTMODSEQ " + mailbox.safe(), what));
    }

    private Next mailboxGone() {
        return bye(
                selected().mailbox().exists()
                        ? "UIDVALIDITY of the selected mailbox changed"
                        : "[NONEXISTENT] The selected mailbox was deleted");
    }

    // ---------------------------------------------------------------- waiting for the client

    /** Lines, and octets of the literal if one was asked for, go to {@code c}. */
    public void expect(Continuation c) {
        continuation = c;
    }

    public @Nullable Continuation continuation() {
        return continuation;
    }

    /** The continuation has what it waited for. */
    public @Nullable Continuation takeContinuation() {
        var c = continuation;
        continuation = null;
        return c;
    }

    // ---------------------------------------------------------------- log-in

    public Phase phase() {
        return phase;
    }

    /** The client has shown that it is {@code account}; ends the command. RFC 3501, 6.2.2. */
    public Next loggedIn(String account, String what) {
        var mailboxes = services.store().account(new AccountId(account));
        if (!services.sessions().enter(account)) return finish(TOO_MANY_SESSIONS);
        this.account = mailboxes;
        phase = Phase.AUTHENTICATED;
        wire.loggedIn(account);
        return finish(Completion.ok("CAPABILITY " + capabilities(), what));
    }

    /** The credentials were wrong; ends the command, and after some of them the session. */
    public Next loginFailed(Completion completion) {
        if (++failedLogins < config().maxLoginFailures()) return finish(completion);
        writer.tagged(tag, tagLength, completion);
        return bye("Too many failed log-ins");
    }

    /** The mailboxes of who has logged in. */
    public MailAccount account() {
        var a = account;
        if (a == null) throw new IllegalStateException("not authenticated");
        return a;
    }

    // ---------------------------------------------------------------- what is enabled

    private final Set<Feature> enabled = EnumSet.noneOf(Feature.class);

    public boolean has(Feature feature) {
        return enabled.contains(feature);
    }

    /** Whether mailbox names are UTF-8 rather than modified UTF-7. RFC 9051, 5.1 and A.1. */
    public boolean usesUtf8() {
        return has(Feature.IMAP4REV2);
    }

    /** From now on, and until the end. RFC 5161, 3.1. */
    public void enable(Feature feature) {
        if (!enabled.add(feature)) return;
        switch (feature) {
            case CONDSTORE -> {
                if (selected != null) selected.highestModSequence(writer); // RFC 7162, 3.1
            }
            case QRESYNC -> enable(Feature.CONDSTORE);
            case IMAP4REV2 -> writer.useUtf8();
            case UIDONLY -> {} // asked where a number would be read or written
        }
    }

    // ---------------------------------------------------------------- the selected mailbox

    /** The selected mailbox; only in phase SELECTED. */
    public SelectedMailbox selected() {
        var s = selected;
        if (s == null) throw new IllegalStateException("no mailbox selected");
        return s;
    }

    public Optional<SelectedMailbox> selectedIfAny() {
        return Optional.ofNullable(selected);
    }

    public SelectedMailbox select(Mailbox mailbox, boolean readOnly) {
        unselect();
        var now = new SelectedMailbox(mailbox, readOnly, enabled, this::changed);
        selected = now;
        phase = Phase.SELECTED;
        return now;
    }

    public void unselect() {
        var before = selected;
        if (before == null) return;
        before.close();
        selected = null;
        phase = Phase.AUTHENTICATED;
    }

    private volatile boolean listening; // IDLE

    /** Whether each change is told at once. RFC 2177. */
    public void listen(boolean on) {
        listening = on;
        if (on) wire.wakeUp(); // what came before
    }

    private void changed() {
        if (listening) wire.wakeUp();
    }

    /** The mailbox changed, or may have: a continuation that listens hears of it. */
    public Next woken() {
        var c = continuation;
        return c == null ? Next.done() : c.woken();
    }

    /** While listening: tells everything. */
    public Next reportAll() {
        var mailbox = selected;
        if (mailbox == null) return Next.done();
        mailbox.report(writer, true);
        return mailbox.isGone() ? mailboxGone() : Next.done();
    }

    // ---------------------------------------------------------------- the end

    /** The connection is gone. */
    public void closed() {
        var c = takeContinuation();
        if (c != null) c.abandoned();
        unselect();
        var a = account;
        if (a != null) services.sessions().leave(a.id().value());
        account = null;
        phase = Phase.LOGOUT;
    }
}
