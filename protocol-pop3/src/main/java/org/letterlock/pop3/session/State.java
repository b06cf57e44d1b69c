package org.letterlock.pop3.session;

/** Where a POP3 session stands. RFC 1939, 3. */
public enum State {
    /** Nobody has logged in. RFC 1939, 4. */
    AUTHORIZATION,
    /** The maildrop is locked and open. RFC 1939, 5. */
    TRANSACTION,
    /** The client said QUIT; what was marked deleted goes. No command comes any more. RFC 1939, 6. */
    UPDATE
}
