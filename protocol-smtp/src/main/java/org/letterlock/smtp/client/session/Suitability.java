package org.letterlock.smtp.client.session;

import java.util.Optional;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.smtp.client.reply.Offer;

/** Whether what a server offers is enough for a mail object: nothing is converted on the way. docs/decisions/0407. */
final class Suitability {
    private Suitability() {}

    /** Why the mail cannot go there; empty: it can. */
    static Optional<Fate> lacking(MailObject mail, Offer offer, Protection protection) {
        boolean required = mail.requireTls() && !mail.from().isNull(); // of a notice it is only passed on: RFC 8689, 5
        if (required && protection.reached().compareTo(TlsLevel.VERIFY) < 0)
            return refused(
                    Fate.NEEDS_ENCRYPTION,
                    "the sender requires TLS, and the server is not verified"); // RFC 8689, 4.2.1
        if (required && !offer.has("REQUIRETLS"))
            return refused(
                    Fate.NEEDS_REQUIRETLS, "the sender requires TLS, and the server does not promise it on the way");
        if (mail.body() == BodyType.BINARY_MIME && !(offer.has("BINARYMIME") && offer.has("CHUNKING")))
            return refused(Fate.CANNOT_CONVERT, "the message is binary, and the server takes none"); // RFC 3030, 3
        if (mail.body() == BodyType.EIGHT_BIT_MIME && !offer.has("8BITMIME"))
            return refused(
                    Fate.CANNOT_CONVERT, "the message has eight bits, and the server takes seven"); // RFC 6152, 3
        if (mail.smtpUtf8() && !offer.has("SMTPUTF8"))
            return refused(Fate.NEEDS_UTF8, "the message needs SMTPUTF8, and the server lacks it"); // RFC 6531, 3.5
        if (mail.content().size() > offer.size()) // RFC 1870, 6.1
        return refused(
                    Fate.TOO_BIG,
                    "the message has " + mail.content().size() + " octets, and the server takes " + offer.size());
        return Optional.empty();
    }

    /**
     * Whether the server is asked to keep the promise too. A notice goes also to one that cannot; it is asked where the route to it
     * was made sure of. RFC 8689, 4.2.1 and 5.
     */
    static boolean passedOn(MailObject mail, Offer offer, Protection protection) {
        var least = mail.from().isNull() ? TlsLevel.SECURE : TlsLevel.VERIFY;
        return mail.requireTls()
                && offer.has("REQUIRETLS")
                && protection.reached().compareTo(least) >= 0;
    }

    private static Optional<Fate> refused(org.letterlock.smtp.client.reply.EnhancedStatus status, String text) {
        return Optional.of(Fate.permanent(Phase.OFFER, status, text));
    }
}
