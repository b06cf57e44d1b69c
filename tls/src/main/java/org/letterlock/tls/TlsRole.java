package org.letterlock.tls;

/** In which role of the guide a listener or client speaks TLS. */
public enum TlsRole {
    /** Receiving MTA on port 25: opportunistic, everything short of plaintext. */
    MX,
    /** Message submission, 587 and 465. */
    MSA,
    /** Mail access: IMAP and POP3. */
    MDA,
    /** Sending MTA. */
    CLIENT
}
