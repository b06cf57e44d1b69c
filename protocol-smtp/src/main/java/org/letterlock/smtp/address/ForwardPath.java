package org.letterlock.smtp.address;

/** Where a message goes. A source route is read and forgotten. RFC 5321, 4.1.2. */
public record ForwardPath(Mailbox mailbox) {
    /** With its angle brackets. */
    @Override
    public String toString() {
        return "<" + mailbox + ">";
    }
}
