package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.MailReceiver.RecipientVerdict;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** RCPT: names one recipient. RFC 5321, 4.1.1.3. */
record Rcpt(ForwardPath to, RcptParameters parameters) implements SmtpCommand {
    static Rcpt parse(SmtpReader in) throws SyntaxException {
        in.keyword("TO:");
        return new Rcpt(in.forwardPath(), RcptParameters.parse(in));
    }

    @Override
    public Next run(SmtpSession session) {
        var transaction = session.transaction();
        if (to.mailbox().internationalized() && !transaction.smtpUtf8()) {
            return session.reply(SmtpReply.NEED_SMTPUTF8);
        }
        int allowed = session.config().limits().recipients();
        if (transaction.recipients() >= allowed) {
            // those above the limit go into another message, and are no error before they are as many again
            return session.errors().countExcessRecipient(allowed)
                    ? session.reply(SmtpReply.TOO_MANY_RECIPIENTS)
                    : session.say(SmtpReply.TOO_MANY_RECIPIENTS);
        }
        return SmtpSession.when(
                session.receiver().recipient(to, session.facts(), transaction.size()),
                verdict -> answer(session, verdict));
    }

    private Next answer(SmtpSession session, RecipientVerdict verdict) {
        return switch (verdict) {
            case ACCEPTED -> {
                session.add(new Envelope.Recipient(to, parameters.notifyOn(), parameters.originalRecipient()));
                yield session.reply(SmtpReply.RECIPIENT_OK);
            }
            case UNKNOWN -> session.unknownRecipient();
            case NOT_LOCAL ->
                session.reply(session.config().isSubmission() ? SmtpReply.NO_RELAYING_YET : SmtpReply.NO_RELAYING);
            case OVER_QUOTA -> session.reply(SmtpReply.MAILBOX_FULL);
            case TOO_BIG -> session.reply(SmtpReply.TOO_BIG_FOR_MAILBOX);
            case TRY_LATER -> session.reply(SmtpReply.TRY_LATER);
        };
    }
}
