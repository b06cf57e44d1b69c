/**
 * SMTP on the wire: begin with {@link org.letterlock.smtp.net.SmtpProtocol}. The decoder cuts lines, messages and chunks, the
 * connection hands them to the session one at a time. The only room of SMTP that knows Netty.
 */
@NullMarked
package org.letterlock.smtp.net;

import org.jspecify.annotations.NullMarked;
