/**
 * The ports of one server and the threads behind them. Begin with {@link org.letterlock.server.listen.Ports}: it opens
 * all listeners or none, puts TLS and a protocol's session behind each connection, and says goodbye to everyone when the
 * server stops. Knows no verb and no account.
 */
@NullMarked
package org.letterlock.server.listen;

import org.jspecify.annotations.NullMarked;
