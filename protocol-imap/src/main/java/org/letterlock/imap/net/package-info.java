/**
 * IMAP on the wire, the only room of it with Netty: frames, literals and their admission, the connection. Begin with
 * {@link org.letterlock.imap.net.ImapProtocol}. RFC 3501, 2.2 and 4.3.
 */
@NullMarked
package org.letterlock.imap.net;

import org.jspecify.annotations.NullMarked;
