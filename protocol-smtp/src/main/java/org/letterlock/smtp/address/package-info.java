/** Reverse-paths and forward-paths and their grammar. RFC 5321, 4.1.2; RFC 6531, 3.3. */
@NullMarked
package org.letterlock.smtp.address;

import org.jspecify.annotations.NullMarked;
