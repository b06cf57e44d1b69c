/**
 * What POP3 says back: one-line answers ({@link org.letterlock.pop3.reply.Pop3Reply}, each spelled once) and a message as
 * the lines of a multi-line answer ({@link org.letterlock.pop3.reply.MessageLines}). Knows no command. RFC 1939, 3.
 */
@NullMarked
package org.letterlock.pop3.reply;

import org.jspecify.annotations.NullMarked;
