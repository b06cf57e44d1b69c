/**
 * What the log says of TLS, in three shapes, and what can be counted from logs. Begin with {@link
 * org.letterlock.server.log.TlsLog}.
 */
@NullMarked
package org.letterlock.server.log;

import org.jspecify.annotations.NullMarked;
