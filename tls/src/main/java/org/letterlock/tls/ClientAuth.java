package org.letterlock.tls;

/** Whether a server asks clients for a certificate. */
public enum ClientAuth {
    /** Never asks. */
    NONE
}
