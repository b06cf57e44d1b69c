package org.letterlock.imap.session;

/** The state a session is in. RFC 3501, 3. */
public enum Phase {
    NOT_AUTHENTICATED,
    AUTHENTICATED,
    SELECTED,
    LOGOUT
}
