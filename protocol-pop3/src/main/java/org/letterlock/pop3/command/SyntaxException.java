package org.letterlock.pop3.command;

/** The client wrote what the grammar does not have. Without stack trace and text: nothing of either is ever shown. */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    SyntaxException() {
        super(null, null, false, false);
    }
}
