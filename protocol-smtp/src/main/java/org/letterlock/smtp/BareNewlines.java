package org.letterlock.smtp;

/**
 * What becomes of a message with a CR or a LF that stands alone. Neither way passes one on, and neither takes one for the
 * end of a line of the protocol. RFC 5321, 2.3.8.
 */
public enum BareNewlines {
    /** Refused behind the end of the message, with a reply that says what to send. */
    REFUSE,
    /** Each becomes CRLF. */
    NORMALISE
}
