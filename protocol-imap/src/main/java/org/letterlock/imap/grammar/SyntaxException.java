package org.letterlock.imap.grammar;

/** What the client wrote is not IMAP. Travels from the reader to the connection and becomes BAD. Has no stack. */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    /** {@code problem} is told to the client: never what the client sent. */
    public SyntaxException(String problem) {
        super(problem, null, false, false);
    }

    /** What is wrong, in words fit for a reply. */
    public String problem() {
        var message = getMessage();
        return message == null ? "Syntax error" : message;
    }
}
