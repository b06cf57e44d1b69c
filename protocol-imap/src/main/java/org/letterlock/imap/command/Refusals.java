package org.letterlock.imap.command;

import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.response.Code;
import org.letterlock.imap.response.Completion;
import org.letterlock.mailbox.StoreResult;

/** What the store refuses, and names that are none, in the words of RFC 5530. */
final class Refusals {
    static final Completion NO_SUCH_MAILBOX = Completion.no(Code.NONEXISTENT, "No such mailbox");
    static final Completion TRY_CREATE = Completion.no(Code.TRYCREATE, "No such mailbox, create it first");
    static final Completion READ_ONLY = Completion.no("The mailbox is open read-only");
    static final Completion NO_ROOM = Completion.no(Code.UNAVAILABLE, "There is no room for messages now");
    static final Completion GONE = Completion.no(Code.EXPUNGEISSUED, "Some of the messages were expunged");
    static final Completion UID_REQUIRED = Completion.bad(Code.UIDREQUIRED, "No sequence numbers: you enabled UIDONLY");
    static final Completion QRESYNC_FIRST = Completion.bad("ENABLE QRESYNC first");
    static final Completion NO_SUCH_NUMBER = Completion.bad("No message with that number");

    private Refusals() {}

    static Completion of(StoreResult.Refused<?> refused) {
        return Completion.no(code(refused.why()), refused.detail());
    }

    /** What no message could be put anywhere for. */
    static Completion of(StoreResult.Refusal why) {
        return why == StoreResult.Refusal.NO_ROOM ? NO_ROOM : Completion.no(code(why), "No changes are taken now");
    }

    static Completion of(MailboxArgument notAName) {
        return Completion.no(Code.CANNOT, notAName.problem());
    }

    private static Code code(StoreResult.Refusal why) {
        return switch (why) {
            case NON_EXISTENT -> Code.NONEXISTENT;
            case ALREADY_EXISTS -> Code.ALREADYEXISTS;
            case EXPUNGED -> Code.EXPUNGEISSUED;
            case CANNOT -> Code.CANNOT;
            case OVER_QUOTA -> Code.OVERQUOTA;
            case LIMIT -> Code.LIMIT;
            case IN_USE -> Code.INUSE;
            case NO_ROOM, UNAVAILABLE -> Code.UNAVAILABLE;
        };
    }
}
