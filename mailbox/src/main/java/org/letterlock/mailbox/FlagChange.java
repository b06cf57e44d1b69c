package org.letterlock.mailbox;

/** What STORE does to the flags of a message. RFC 9051, 6.4.6. */
public record FlagChange(Mode mode, Flags flags) {
    /** How the named flags meet those that are there. */
    public enum Mode {
        REPLACE,
        ADD,
        REMOVE
    }

    public Flags applyTo(Flags before) {
        return switch (mode) {
            case REPLACE -> flags;
            case ADD -> before.plus(flags);
            case REMOVE -> before.minus(flags);
        };
    }
}
