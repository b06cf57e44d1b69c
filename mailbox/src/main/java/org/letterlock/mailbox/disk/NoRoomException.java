package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.util.Locale;
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

    /** Whether that is what the system says so with. */
    static boolean isWhy(IOException e) {
        var why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return why.contains("no space") || why.contains("quota exceeded");
    }
}
