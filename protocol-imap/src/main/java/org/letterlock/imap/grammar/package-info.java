/**
 * The grammar of IMAP: what octets mean before anything is done. Begin with {@link org.letterlock.imap.grammar.ImapReader},
 * which reads a whole command; it never has to say "not yet". Knows no session and no network. RFC 3501, 9.
 */
@NullMarked
package org.letterlock.imap.grammar;

import org.jspecify.annotations.NullMarked;
