/** What the other side says: begin with {@link org.letterlock.smtp.client.reply.ServerReply}. RFC 5321, 4.2. */
@NullMarked
package org.letterlock.smtp.client.reply;

import org.jspecify.annotations.NullMarked;
