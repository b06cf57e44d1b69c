package org.letterlock.smtp.address;

/** The client wrote what no grammar knows. Cheap: it has no stack trace, and its text never holds what the client wrote. */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    /** What was being read, which decides the reply. */
    public enum Part {
        /** The command itself: 501 5.5.4. */
        ARGUMENT,
        /** The mailbox of MAIL: 501 5.1.7. */
        SENDER,
        /** The mailbox of RCPT: 501 5.1.3. */
        RECIPIENT,
        /** A parameter that this server does not know: 555 5.5.4. */
        UNKNOWN_PARAMETER
    }

    private final Part part;

    public SyntaxException(Part part, String what) {
        super(what, null, false, false);
        this.part = part;
    }

    public Part part() {
        return part;
    }

    /** What is wrong, in our words. */
    public String what() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}
