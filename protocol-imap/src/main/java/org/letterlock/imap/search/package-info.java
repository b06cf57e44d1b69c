/**
 * SEARCH: keys, the program they make, and its run over the messages of a session's view. Begin with {@link
 * org.letterlock.imap.search.SearchProgram}. Nothing here recurses by what a client wrote. RFC 3501, 6.4.4.
 */
@NullMarked
package org.letterlock.imap.search;

import org.jspecify.annotations.NullMarked;
