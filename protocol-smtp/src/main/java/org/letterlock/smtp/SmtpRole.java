package org.letterlock.smtp;

/** For whom a listener speaks SMTP. */
public enum SmtpRole {
    /** Receives mail for local domains from anywhere, on port 25. Never relays, offers no AUTH. */
    MX,
    /** Takes mail from its own users: TLS, then AUTH, then mail. RFC 6409. */
    MSA
}
