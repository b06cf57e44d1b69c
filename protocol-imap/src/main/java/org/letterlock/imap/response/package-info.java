/**
 * What the server says: completions with their response codes, and the writer that keeps whatever a mailbox name or a
 * header contains inside valid strings. Begin with {@link org.letterlock.imap.response.ResponseWriter}. RFC 3501, 7.
 */
@NullMarked
package org.letterlock.imap.response;

import org.jspecify.annotations.NullMarked;
