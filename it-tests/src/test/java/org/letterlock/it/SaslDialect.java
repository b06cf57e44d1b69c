package org.letterlock.it;

import org.letterlock.Listener;

/** How a protocol frames STARTTLS and SASL. RFC 3207 and 4954, RFC 9051, RFC 2595 and 5034. */
record SaslDialect(
        String greeting,
        String startTls,
        String goAhead,
        String capabilities,
        String endOfCapabilities,
        String auth,
        String challenge,
        String granted) {
    private static final SaslDialect SMTP =
            new SaslDialect("220 ", "STARTTLS", "220 ", "EHLO client.example", "250 ", "AUTH ", "334 ", "235 ");
    private static final SaslDialect IMAP =
            new SaslDialect("* OK ", "s STARTTLS", "s OK ", "c CAPABILITY", "c OK ", "a AUTHENTICATE ", "+ ", "a OK ");
    private static final SaslDialect POP3 = new SaslDialect("+OK ", "STLS", "+OK ", "CAPA", ".", "AUTH ", "+ ", "+OK ");

    static SaslDialect of(Listener listener) {
        return switch (listener) {
            case MX, SUBMISSION, SUBMISSIONS -> SMTP;
            case IMAP, IMAPS -> IMAP;
            case POP3, POP3S -> POP3;
        };
    }

    String authenticate(String mechanism) {
        return auth + mechanism;
    }
}
