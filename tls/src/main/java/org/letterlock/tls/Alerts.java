package org.letterlock.tls;

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
