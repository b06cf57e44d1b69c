/**
 * The client on the wire: begin with {@link org.letterlock.smtp.client.net.SmtpClient}. The decoder cuts replies, the connection
 * hands them to the session, the pump sends the content as fast as the other side takes it. The only room of the client that
 * knows Netty.
 */
@NullMarked
package org.letterlock.smtp.client.net;

import org.jspecify.annotations.NullMarked;
