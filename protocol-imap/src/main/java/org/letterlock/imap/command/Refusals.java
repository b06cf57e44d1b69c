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
    static final Completion GONE = Completion.no(Code.EXPUNGEISSUED, "Some of the messages were expunged");
    static final Completion NO_SUCH_NUMBER = Completion.bad("No message with that number");

    private Refusals() {}

    static Completion of(StoreResult.Refused<?> refused) {
        return Completion.no(code(refused.why()), refused.detail());
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
            case UNAVAILABLE -> Code.UNAVAILABLE;
        };
    }
}
