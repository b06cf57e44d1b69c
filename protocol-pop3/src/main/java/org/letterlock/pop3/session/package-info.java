/**
 * What POP3 remembers between commands: the state, who is logging in, and the {@link
 * org.letterlock.pop3.session.Maildrop} as it stood at log-in. Begin with {@link
 * org.letterlock.pop3.session.Pop3Session}. Reaches the connection only through {@link
 * org.letterlock.pop3.session.Pop3Wire}. RFC 1939, 3.
 */
@NullMarked
package org.letterlock.pop3.session;

import org.jspecify.annotations.NullMarked;
