/**
 * Transport security for one listener or one client: policy, identities, handshakes, what was agreed. Begin with {@link
 * org.letterlock.tls.TlsPolicy} (what is allowed), {@link org.letterlock.tls.TlsRule} (to whom) and {@link org.letterlock.tls.TlsServerContext} (a listener's TLS,
 * made once, giving a {@link org.letterlock.tls.TlsHandler} for each connection); then {@code RecordHandler}, which drives
 * a connection, and {@code ServerPeer}, which chooses in its handshake. The one room that knows bctls; it
 * knows no mail protocol and touches nothing JVM-wide.
 */
@NullMarked
package org.letterlock.tls;

import org.jspecify.annotations.NullMarked;
