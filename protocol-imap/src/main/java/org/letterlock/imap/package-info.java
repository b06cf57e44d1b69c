/**
 * IMAP as a server. Begin with {@link org.letterlock.imap.ImapConfig} (what can be set); the verbs stand on one page,
 * {@code imap.command.Verb}; what a session remembers is in {@code imap.session}, the wire in {@code imap.net}, grammar,
 * FETCH and SEARCH have rooms of their own. RFC 3501.
 */
@NullMarked
package org.letterlock.imap;

import org.jspecify.annotations.NullMarked;
