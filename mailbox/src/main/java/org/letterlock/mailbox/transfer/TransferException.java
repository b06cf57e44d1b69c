package org.letterlock.mailbox.transfer;

/** Why something cannot be imported or exported. The message names the file, and its line or octet where there is one. */
public final class TransferException extends Exception {
    private static final long serialVersionUID = 1;

    public TransferException(String message) {
        super(message);
    }

    public TransferException(String message, Throwable cause) {
        super(message, cause);
    }
}
