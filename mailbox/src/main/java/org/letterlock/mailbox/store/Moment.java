package org.letterlock.mailbox.store;

import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.ModSequence;

/** A state that somebody keeps. */
record Moment(MailboxState state) implements Mailbox.View {
    @Override
    public int count() {
        return state.messages().count();
    }

    @Override
    public long uid(int index) {
        return state.messages().uid(index);
    }

    @Override
    public Message message(int index) {
        return state.messages().get(index);
    }

    @Override
    public Flags flags(int index) {
        return state.messages().flags(index);
    }

    @Override
    public long modSequence(int index) {
        return state.messages().modSequence(index);
    }

    @Override
    public long uidNext() {
        return state.uidNext();
    }

    @Override
    public ModSequence highestModSequence() {
        return new ModSequence(state.modSequence());
    }
}
