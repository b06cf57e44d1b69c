package org.letterlock.tls;

/**
 * The alert that ended a handshake. RFC 8446, 6.
 *
 * @param name such as {@code handshake_failure}
 * @param received whether the peer sent it, rather than we
 */
public record TlsAlert(String name, int code, boolean received) {}
