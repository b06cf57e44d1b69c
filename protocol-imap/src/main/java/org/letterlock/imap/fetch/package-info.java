/**
 * FETCH: the items a client may ask for and how each message is written, straight into the output and never more than
 * there is room for. Begin with {@link org.letterlock.imap.fetch.FetchItems}. RFC 3501, 6.4.5 and 7.4.2.
 */
@NullMarked
package org.letterlock.imap.fetch;

import org.jspecify.annotations.NullMarked;
