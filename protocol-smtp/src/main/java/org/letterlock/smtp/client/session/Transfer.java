package org.letterlock.smtp.client.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.smtp.client.Content;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Outcome.Result;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.command.EnvelopeLines;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.smtp.client.reply.Offer;
import org.letterlock.smtp.client.reply.ServerReply;

/**
 * One mail transaction: MAIL, RCPT for each recipient, the content by DATA or BDAT, and whose the mail is then. Nothing counts as
 * delivered but what a positive reply behind the content's end says. RFC 5321, 3.3; RFC 2033, 4.2; RFC 2920; RFC 3030.
 */
final class Transfer {
    private final ClientSession session;
    private final ClientWire wire;
    private final MailObject mail;
    private final Offer offer;
    private final Protection protection;
    private final Hop.Dialect dialect;
    private final @Nullable Fate[] fates;
    private final List<Integer> accepted = new ArrayList<>();
    private @Nullable Fate mailRefused;
    private boolean heard;
    private boolean dataSaid;
    private boolean sending;
    private boolean sent;
    private int endings;

    Transfer(
            ClientSession session,
            ClientWire wire,
            MailObject mail,
            Offer offer,
            Protection protection,
            Hop.Dialect dialect) {
        this.session = session;
        this.wire = wire;
        this.mail = mail;
        this.offer = offer;
        this.protection = protection;
        this.dialect = dialect;
        fates = new Fate[mail.recipients().size()];
    }

    /** Whether the server has replied to any of it. */
    boolean heard() {
        return heard;
    }

    /** Whether the content is on its way, and more of it to come. */
    boolean sending() {
        return sending;
    }

    /** @param resetFirst whether the server has an envelope of before */
    void begin(boolean resetFirst) {
        var lacking = Suitability.lacking(mail, offer, protection);
        if (lacking.isPresent()) {
            decideAll(lacking.get());
            session.transferred(resetFirst);
            return;
        }
        session.enter(Phase.MAIL);
        if (resetFirst) {
            session.say("RSET", Phase.MAIL, session.times().mail(), reply -> {
                if (!reply.positive()) session.confused("RSET was refused: " + reply.shown());
            });
        }
        var line = EnvelopeLines.mail(mail, offer, Suitability.passedOn(mail, offer, protection));
        session.say(line, Phase.MAIL, session.times().mail(), this::mailReplied);
        if (offer.has("PIPELINING")) {
            for (int i = 0; i < fates.length; i++) sayRecipient(i);
            if (!offer.has("CHUNKING")) sayData(); // the last of a group: RFC 2920, 3.1
        }
        wire.flush();
    }

    private void mailReplied(ServerReply reply) {
        heard = true;
        if (!reply.positive()) mailRefused = Fate.replied(Phase.MAIL, reply);
        if (offer.has("PIPELINING")) return; // replies to all recipients will follow
        if (mailRefused == null) {
            sayRecipient(0);
            wire.flush();
        } else {
            recipientsSaid();
        }
    }

    private void sayRecipient(int index) {
        session.say(
                EnvelopeLines.rcpt(mail.recipients().get(index), offer),
                Phase.RCPT,
                session.times().rcpt(),
                reply -> recipientReplied(index, reply));
    }

    private void recipientReplied(int index, ServerReply reply) {
        if (mailRefused == null) {
            if (reply.positive()) accepted.add(index);
            else fates[index] = refusedRecipient(reply);
        }
        if (index + 1 == fates.length) {
            recipientsSaid();
        } else if (!offer.has("PIPELINING")) {
            sayRecipient(index + 1);
            wire.flush();
        }
    }

    /** 552 means too many recipients, unless it says otherwise. RFC 5321, 4.5.3.1.10. */
    private static Fate refusedRecipient(ServerReply reply) {
        var fate = Fate.replied(Phase.RCPT, reply);
        boolean tooMany = reply.code() == 552
                && reply.enhanced()
                        .map(e -> e.equals(new EnhancedStatus(5, 5, 3)))
                        .orElse(true);
        return tooMany
                ? new Fate(Result.TRANSIENT, Phase.RCPT, new EnhancedStatus(4, 5, 3), Optional.of(reply), fate.text())
                : fate;
    }

    private void recipientsSaid() {
        if (mailRefused != null) decideAll(mailRefused);
        if (dataSaid) {
            session.enter(Phase.DATA); // its reply is next, whatever became of the others
        } else if (mailRefused != null) {
            session.transferred(false);
        } else if (accepted.isEmpty()) {
            session.transferred(true);
        } else if (offer.has("CHUNKING")) {
            session.enter(Phase.CONTENT);
            session.announce("BDAT " + mail.content().size() + " LAST"); // RFC 3030, 2
            send(false);
        } else {
            session.enter(Phase.DATA);
            sayData();
            wire.flush();
        }
    }

    private void sayData() {
        dataSaid = true;
        session.say("DATA", Phase.DATA, session.times().data(), this::dataReplied);
    }

    private void dataReplied(ServerReply reply) {
        if (reply.intermediate()) {
            if (accepted.isEmpty()) sendNothing();
            else send(true);
        } else if (reply.positive()) {
            session.confused("instead of a go-ahead: " + reply.shown());
        } else {
            decideAll(Fate.replied(Phase.DATA, reply));
            session.transferred(true);
        }
    }

    /**
     * The server waits for a message to nobody, and gets an empty one, which it throws away: RFC 2920, 3.1. But who refused MAIL and goes
     * on all the same may deliver it, and LMTP would reply for none of its recipients (RFC 2033, 4.2).
     */
    private void sendNothing() {
        if (mailRefused != null || dialect == Hop.Dialect.LMTP) {
            session.confused("a go-ahead for nobody");
            return;
        }
        session.enter(Phase.CONTENT);
        sending = true;
        session.expect(Phase.END, session.times().end(), reply -> session.transferred(false));
        wire.content(Content.NOTHING, true);
    }

    private void send(boolean dots) {
        session.enter(Phase.CONTENT);
        sending = true;
        endings = dialect == Hop.Dialect.LMTP ? accepted.size() : 1;
        for (int i = 0; i < endings; i++) {
            int which = i;
            session.expect(Phase.END, session.times().end(), reply -> endReplied(which, reply));
        }
        wire.content(mail.content(), dots);
    }

    /** All of it is on its way: from here on it may have arrived. */
    void contentSent() {
        sending = false;
        sent = true;
    }

    private void endReplied(int which, ServerReply reply) {
        if (!sent) { // nobody can have taken what was not all there
            if (reply.transientNegative() || reply.permanentNegative())
                session.end(Fate.replied(Phase.CONTENT, reply), Attempt.Again.NO);
            else session.confused("a reply before the message's end: " + reply.shown());
            return;
        }
        if (reply.intermediate()) {
            session.confused("a go-ahead behind the message: " + reply.shown());
            return;
        }
        var fate = Fate.replied(Phase.END, reply);
        if (dialect == Hop.Dialect.LMTP) fates[accepted.get(which)] = fate;
        else decideAll(fate);
        if (which + 1 == endings) session.transferred(false);
    }

    /** The connection ends. What was sent whole and is not decided is unknown. */
    void end(Fate fate) {
        boolean refused = fate.reply().isPresent() && fate.phase() == Phase.END;
        decideAll(sent && !refused ? fate.unknown() : sending ? fate.in(Phase.CONTENT) : fate);
    }

    private void decideAll(Fate fate) {
        for (int i = 0; i < fates.length; i++) if (fates[i] == null) fates[i] = fate;
    }

    /** What became of each recipient's mail; all of them are decided. */
    List<Outcome> outcomes() {
        var outcomes = new ArrayList<Outcome>(fates.length);
        for (int i = 0; i < fates.length; i++) {
            var fate = fates[i];
            if (fate == null) throw new IllegalStateException("recipient " + i + " is not decided");
            outcomes.add(fate.of(mail.recipients().get(i)));
        }
        return outcomes;
    }
}
