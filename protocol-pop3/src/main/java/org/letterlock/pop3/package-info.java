/** POP3 over mailbox. */
@NullMarked
package org.letterlock.pop3;

import org.jspecify.annotations.NullMarked;
