package org.letterlock.mailbox;

import java.util.List;

/**
 * Messages of one moment, ascending by UID, that never change: {@link #get} makes one when it is asked for, the others
 * read what they answer where it lies. For who has to do with all messages of a mailbox, and with no body.
 */
public interface MessageList extends List<Message> {
    long uid(int index);

    Flags flags(int index);

    /** The MODSEQ of the message at {@code index}. */
    long modSequence(int index);
}
