package org.letterlock.smtp.session;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** How far a session has come, in the order of RFC 5321, 4.1.4. */
public enum Phase {
    /** Nobody has said EHLO, or TLS has just begun. */
    CONNECTED,
    /** EHLO or HELO was said; no mail transaction is open. */
    GREETED,
    /** MAIL was accepted. */
    MAIL,
    /** At least one RCPT was accepted. */
    RECIPIENTS,
    /** BDAT has begun and not yet said LAST. RFC 3030, 2. */
    CHUNKS;

    public static final Set<Phase> ANY = Collections.unmodifiableSet(EnumSet.allOf(Phase.class));
    /** No mail transaction is open. */
    public static final Set<Phase> OUTSIDE = Collections.unmodifiableSet(EnumSet.of(CONNECTED, GREETED));

    /** Whether a mail transaction is open. */
    public boolean inTransaction() {
        return compareTo(MAIL) >= 0;
    }
}
