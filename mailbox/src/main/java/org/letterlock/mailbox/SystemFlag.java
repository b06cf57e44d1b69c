package org.letterlock.mailbox;

/** The system flags that a store keeps. {@code \Recent} belongs to a session, not to a message. RFC 9051, 2.3.2. */
public enum SystemFlag {
    SEEN("\\Seen"),
    ANSWERED("\\Answered"),
    FLAGGED("\\Flagged"),
    DELETED("\\Deleted"),
    DRAFT("\\Draft");

    private final String wire;

    SystemFlag(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
