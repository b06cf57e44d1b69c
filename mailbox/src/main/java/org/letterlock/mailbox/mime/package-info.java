/**
 * Reading MIME: envelope, body structure and the exact byte ranges of sections, over bodies that are never changed.
 * Begin with {@link org.letterlock.mailbox.mime.MimeStructure}. The one room that knows mime4j.
 */
@NullMarked
package org.letterlock.mailbox.mime;

import org.jspecify.annotations.NullMarked;
