/**
 * What a server keeps beside mail, for its next run: its certificate authority, the leaves, accounts made up for somebody. All in
 * folders and files that their owner alone can read ({@link org.letterlock.server.keep.OwnersFolder}). Knows no protocol and no mail.
 */
@NullMarked
package org.letterlock.server.keep;

import org.jspecify.annotations.NullMarked;
