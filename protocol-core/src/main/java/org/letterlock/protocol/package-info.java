/**
 * What SMTP, IMAP and POP3 would otherwise each write again: lines, the one-command-at-a-time session, the step into
 * TLS, limits on connections and log-ins. Begin with {@link org.letterlock.protocol.SessionHandler}. Knows no verb of any
 * protocol.
 */
@NullMarked
package org.letterlock.protocol;

import org.jspecify.annotations.NullMarked;
