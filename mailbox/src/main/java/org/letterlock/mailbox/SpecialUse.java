package org.letterlock.mailbox;

/** What a mailbox is for. RFC 6154, 2. */
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    JUNK("\\Junk"),
    SENT("\\Sent"),
    TRASH("\\Trash");

    private final String wire;

    SpecialUse(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
