package org.letterlock.imap.command;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.grammar.ImapDate;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.LiteralMark;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Code;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.Continuation;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.Phase;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.Next;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * APPEND: a message from the client, whose octets go straight into the store. Refused before they are sent, where that
 * can be said by then. RFC 3501, 6.3.11; RFC 4315, 3.
 *
 * @param literal8 it comes as octets of any value; those of a mail with NUL are not kept (RFC 3516, 4.4)
 */
record Append(MailboxArgument name, Flags flags, Optional<InternalDate> date, boolean literal8, LiteralMark message)
        implements ImapCommand {
    private static final Logger LOG = LoggerFactory.getLogger(Append.class);
    private static final Completion TOO_BIG = Completion.no(Code.TOOBIG, "Message larger than APPENDLIMIT");
    private static final Completion NO_ROOM = Completion.no(Code.UNAVAILABLE, "The message could not be stored");
    private static final Completion EMPTY = Completion.no("A message without octets is none");
    private static final Completion TRAILING = Completion.bad("Unexpected text after the message");
    private static final Completion UNKNOWN_CTE =
            Completion.no("UNKNOWN-CTE", "Mail with NUL is not kept here: encode it");
    private static final Completion NO_NUMBER = Completion.bad("Literal larger than a number can say");

    static Append parse(ImapReader in) throws SyntaxException {
        var name = in.mailbox();
        in.space();
        var flags = Flags.NONE;
        if (in.peek() == '(') {
            flags = in.flagList();
            in.space();
        }
        Optional<InternalDate> date = Optional.empty();
        if (in.peek() == '"') {
            date = Optional.of(ImapDate.dateTime(in));
            in.space();
        }
        boolean literal8 = in.take('~');
        var message = in.streamedLiteral().orElseThrow(() -> new SyntaxException("The message must be a literal"));
        return new Append(name, flags, date, literal8, message);
    }

    @Override
    public Next run(ImapSession session) {
        if (message.size() > LiteralMark.MAX_NUMBER) return session.finish(NO_NUMBER);
        var mailbox = name.name().flatMap(session.account()::open);
        if (mailbox.isEmpty()) return session.finish(name.name().isEmpty() ? Refusals.of(name) : Refusals.TRY_CREATE);
        if (message.size() > session.config().appendLimit()) return session.finish(TOO_BIG);
        if (message.size() == 0 && message.synchronizing()) return session.finish(EMPTY);
        var refusal = session.services().store().refusal();
        if (refusal.isPresent()) return session.finish(Refusals.of(refusal.get()));
        BodySpool spool;
        try {
            spool = session.services().store().spool(message.size());
        } catch (StoreException e) {
            LOG.warn("no room for a message of {} octets", message.size(), e);
            return session.finish(NO_ROOM);
        }
        session.expect(new Arriving(session, mailbox.get(), flags, date, literal8, spool));
        session.wire().takeLiteral();
        return Next.done();
    }

    /** The message arrives; the line behind it ends the command. */
    private static final class Arriving implements Continuation {
        private final ImapSession session;
        private final Mailbox mailbox;
        private final Flags flags;
        private final Optional<InternalDate> date;
        private final BodySpool spool;
        private final boolean literal8;
        private boolean hasNul;
        private @Nullable StoreException failure;

        Arriving(
                ImapSession session,
                Mailbox mailbox,
                Flags flags,
                Optional<InternalDate> date,
                boolean literal8,
                BodySpool spool) {
            this.literal8 = literal8;
            this.session = session;
            this.mailbox = mailbox;
            this.flags = flags;
            this.date = date;
            this.spool = spool;
        }

        @Override
        public void octets(ByteBuffer octets) {
            if (failure != null || hasNul) return; // the rest is read and dropped
            if (literal8 && hasNul(octets)) {
                hasNul = true;
                return;
            }
            try {
                spool.write(octets);
            } catch (StoreException e) {
                failure = e;
            }
        }

        private static boolean hasNul(ByteBuffer octets) {
            for (int i = octets.position(); i < octets.limit(); i++) if (octets.get(i) == 0) return true;
            return false;
        }

        @Override
        public Next line(byte[] line) {
            if (line.length > 0) return refuse(TRAILING);
            if (failure != null) {
                LOG.warn("a message could not be stored", failure);
                return refuse(NO_ROOM);
            }
            if (hasNul) return refuse(UNKNOWN_CTE);
            if (spool.size() == 0) return refuse(EMPTY);
            var received = date.orElseGet(
                    () -> InternalDate.of(session.services().clock().instant()));
            var appended = mailbox.append(List.of(new NewMessage(spool.finish(), flags, received)));
            var done = appended.whenComplete((r, e) -> spool.close());
            return session.phase() == Phase.SELECTED // then the answer says what others have changed, too
                    ? Next.await(done, this::appended)
                    : Next.awaitBriefly(done, this::appended);
        }

        private Next appended(StoreResult<MailStore.Appended> result) {
            if (result instanceof StoreResult.Refused<MailStore.Appended> refused) {
                return session.finish(
                        refused.why() == StoreResult.Refusal.NON_EXISTENT ? Refusals.TRY_CREATE : Refusals.of(refused));
            }
            var done = ((StoreResult.Done<MailStore.Appended>) result).value();
            var code = "APPENDUID " + done.uidValidity().value() + " "
                    + done.uids().get(0).value();
            return session.finish(Completion.ok(code, "APPEND completed"));
        }

        private Next refuse(Completion why) {
            spool.close();
            return session.finish(why);
        }

        @Override
        public void abandoned() {
            spool.close();
        }
    }
}
