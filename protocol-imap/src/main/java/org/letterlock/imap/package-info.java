/** IMAP over mailbox. */
@NullMarked
package org.letterlock.imap;

import org.jspecify.annotations.NullMarked;
