package org.letterlock.smtp.address;

import java.util.Optional;

/** Where a message comes from: a mailbox, or nobody ({@code <>}). RFC 5321, 4.1.2. */
public record ReversePath(Optional<Mailbox> mailbox) {
    public static final ReversePath NULL = new ReversePath(Optional.empty());

    public boolean isNull() {
        return mailbox.isEmpty();
    }

    /** With its angle brackets. */
    @Override
    public String toString() {
        return "<" + mailbox.map(Mailbox::toString).orElse("") + ">";
    }
}
