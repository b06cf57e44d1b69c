package org.letterlock;

/** One of the seven ports of a mail server, with its standard number. RFC 5321, RFC 6409, RFC 8314, RFC 9051, RFC 1939. */
public enum Listener {
    /** SMTP from other servers: mail for local domains, with and without TLS, no log-in. */
    MX(25, false),
    /** Submission by users, TLS from the first octet. RFC 8314, 3.3. */
    SUBMISSIONS(465, true),
    /** Submission by users, TLS by STARTTLS before anything else. RFC 6409. */
    SUBMISSION(587, false),
    /** IMAP, TLS by STARTTLS before log-in. */
    IMAP(143, false),
    /** IMAP, TLS from the first octet. */
    IMAPS(993, true),
    /** POP3, TLS by STLS before log-in. */
    POP3(110, false),
    /** POP3, TLS from the first octet. */
    POP3S(995, true);

    private final int standardPort;
    private final boolean implicitTls;

    Listener(int standardPort, boolean implicitTls) {
        this.standardPort = standardPort;
        this.implicitTls = implicitTls;
    }

    /** The port IANA has for it. */
    public int standardPort() {
        return standardPort;
    }

    /** Whether TLS begins with the first octet, without STARTTLS. */
    public boolean implicitTls() {
        return implicitTls;
    }
}
