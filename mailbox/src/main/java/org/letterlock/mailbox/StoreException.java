package org.letterlock.mailbox;

/** The store itself failed: disk, checksum, closed. Never used for what a client asked wrongly; see {@link StoreResult}. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
