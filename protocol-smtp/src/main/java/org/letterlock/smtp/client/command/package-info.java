/** What the client says: begin with {@link org.letterlock.smtp.client.command.EnvelopeLines}. RFC 5321, 4.1.1. */
@NullMarked
package org.letterlock.smtp.client.command;

import org.jspecify.annotations.NullMarked;
