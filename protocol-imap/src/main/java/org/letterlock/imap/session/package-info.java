/**
 * What is remembered between commands: the phase, who has logged in, and one session's sight of its selected mailbox,
 * which is where message sequence numbers live. Begin with {@link org.letterlock.imap.session.ImapSession}. Knows no
 * command and no network: see {@link org.letterlock.imap.session.Wire}. RFC 3501, 3.
 */
@NullMarked
package org.letterlock.imap.session;

import org.jspecify.annotations.NullMarked;
