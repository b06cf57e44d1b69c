/**
 * POP3 on a Netty pipeline: {@link org.letterlock.pop3.net.Pop3Protocol} for a listener, a decoder that cuts lines, and the
 * connection that asks the table whether a command may come now. The only room of POP3 that knows Netty.
 */
@NullMarked
package org.letterlock.pop3.net;

import org.jspecify.annotations.NullMarked;
