package org.letterlock.smtp.client;

import java.util.Optional;
import org.letterlock.tls.TlsFacts;

/**
 * How well one connection was protected.
 *
 * @param reached {@link TlsLevel#NONE} or {@link TlsLevel#ENCRYPT} and above; never {@code MAY}
 * @param facts what TLS agreed on; empty without TLS
 * @param failure what went wrong with TLS; also where plaintext was taken instead
 */
public record Protection(TlsLevel reached, Optional<TlsFacts> facts, Optional<Failure> failure) {
    /** Nothing was tried, or nothing came of the connection. */
    public static final Protection NONE = new Protection(TlsLevel.NONE, Optional.empty(), Optional.empty());

    /**
     * What went wrong with TLS.
     *
     * @param text for logs and for the report's {@code failure-reason-code}; safe to show
     */
    public record Failure(Kind kind, String text) {}

    /** The kinds of failure that a report to the domain tells apart, as far as the connection shows them. RFC 8460, 4.3. */
    public enum Kind {
        STARTTLS_NOT_SUPPORTED("starttls-not-supported"),
        CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch"),
        CERTIFICATE_EXPIRED("certificate-expired"),
        CERTIFICATE_NOT_TRUSTED("certificate-not-trusted"),
        /** Any other failure, in the handshake or before it. */
        VALIDATION_FAILURE("validation-failure"),
        /** The certificate is none of those published. */
        TLSA_INVALID("tlsa-invalid");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The report's {@code result-type}. */
        public String text() {
            return text;
        }
    }
}
