package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.MailReceiver;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.MailTransaction;
import org.letterlock.smtp.session.SmtpSession;

/** MAIL: opens a mail transaction. RFC 5321, 4.1.1.2. */
record Mail(ReversePath from, MailParameters parameters) implements SmtpCommand {
    static Mail parse(SmtpReader in) throws SyntaxException {
        in.keyword("FROM:");
        return new Mail(in.reversePath(), MailParameters.parse(in));
    }

    @Override
    public Next run(SmtpSession session) {
        boolean submission = session.config().isSubmission();
        if (parameters.auth() && !submission) return session.reply(SmtpReply.PARAMETER_UNKNOWN);
        if (parameters.requireTls() && !session.encrypted()) return session.reply(SmtpReply.REQUIRETLS_NEEDS_TLS);
        if (parameters.size() > session.config().limits().messageSize()) return session.reply(SmtpReply.TOO_BIG);
        if (!parameters.smtpUtf8()
                && from.mailbox().filter(Mailbox::internationalized).isPresent()) {
            return session.reply(SmtpReply.NEED_SMTPUTF8);
        }
        if (!submission || from.isNull()) return open(session);
        var account = session.facts().account().orElseThrow();
        return SmtpSession.when(
                session.receiver().owns(account, from),
                owned -> owned ? open(session) : session.reply(SmtpReply.SENDER_NOT_OWNED));
    }

    private Next open(SmtpSession session) {
        var room = session.receiver().room(parameters.size());
        if (room != MailReceiver.Acceptance.ACCEPTED) return session.reply(SmtpSession.refusal(room));
        session.open(new MailTransaction(
                from,
                parameters.size(),
                parameters.smtpUtf8(),
                parameters.body(),
                parameters.ret(),
                parameters.envelopeId(),
                parameters.requireTls()));
        return session.reply(SmtpReply.SENDER_OK);
    }
}
