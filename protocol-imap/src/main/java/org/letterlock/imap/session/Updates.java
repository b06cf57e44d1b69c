package org.letterlock.imap.session;

/** What a command may say about others' changes before its completion. RFC 3501, 5.2 and 7.4.1; RFC 9051, 7.5.1. */
public enum Updates {
    /** Nothing: it changes which mailbox is selected, or ends the session. */
    NONE,
    /** All but EXPUNGE: its answers, and those of commands sent behind it, are read by sequence number. */
    NO_EXPUNGE,
    ALL
}
