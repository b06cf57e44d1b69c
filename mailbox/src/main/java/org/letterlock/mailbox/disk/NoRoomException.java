package org.letterlock.mailbox.disk;

import org.letterlock.mailbox.StoreException;

/** The disk is full. Nothing was changed, and it may go on when there is space again. */
public final class NoRoomException extends StoreException {
    private static final long serialVersionUID = 1;

    public NoRoomException(String message) {
        super(message);
    }

    public NoRoomException(String message, Throwable cause) {
        super(message, cause);
    }
}
