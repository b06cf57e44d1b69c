package org.letterlock.tls;

import java.util.Optional;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;

/** Alerts, to send and to log. RFC 8446, 6. */
final class Alerts {
    static final int RECORD_OVERFLOW = AlertDescription.record_overflow;

    private Alerts() {}

    /** The alert that tells the peer about {@code failure}; -1: none. */
    static int of(Throwable failure) {
        if (failure instanceof TlsFatalAlertReceived) return -1;
        return failure instanceof TlsFatalAlert alert ? alert.getAlertDescription() : AlertDescription.internal_error;
    }

    /** The alert that belongs to {@code failure}, ours or the peer's. */
    static Optional<TlsAlert> alert(@Nullable Throwable failure) {
        if (failure == null) return Optional.empty();
        if (failure instanceof TlsFatalAlertReceived received) {
            short code = received.getAlertDescription();
            return Optional.of(new TlsAlert(AlertDescription.getName(code), code, true));
        }
        return Optional.of(sent(of(failure)));
    }

    static TlsAlert sent(int code) {
        return new TlsAlert(AlertDescription.getName((short) code), code, false);
    }

    /** One line for the log. */
    static String text(@Nullable Throwable failure) {
        if (failure == null) return "failed";
        if (failure instanceof TlsFatalAlertReceived received)
            return "the peer sent the alert " + AlertDescription.getName(received.getAlertDescription());
        if (failure instanceof TlsFatalAlert) {
            var cause = failure.getCause();
            return failure.getMessage() + (cause == null ? "" : ": " + cause);
        }
        return failure.toString();
    }
}
