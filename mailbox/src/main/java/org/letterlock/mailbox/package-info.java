/**
 * Accounts' mailboxes: UIDs, flags, modification sequences, bodies and the changes between them. Begin with {@link
 * org.letterlock.mailbox.MailStore}. Nothing here knows a network, a protocol session or a message sequence number:
 * a store commits, then announces, in one order for all; numbering messages is the session's affair. RFC 9051, 2.3.
 */
@NullMarked
package org.letterlock.mailbox;

import org.jspecify.annotations.NullMarked;
