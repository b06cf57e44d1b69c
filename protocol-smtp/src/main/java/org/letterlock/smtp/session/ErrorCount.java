package org.letterlock.smtp.session;

import java.time.Duration;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.smtp.SmtpPatience;

/** What a client has spent of our {@link SmtpPatience}. */
public final class ErrorCount {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final SmtpPatience patience;
    private int errors;
    private int junk;
    private int unknownRecipients;
    private int excessRecipients;
    private int failedLogins;

    ErrorCount(SmtpPatience patience) {
        this.patience = patience;
    }

    void countError() {
        errors++;
    }

    boolean tooMany() {
        return errors >= patience.hardErrors();
    }

    /** How long the reply to the last error waits. */
    Duration delay() {
        return errors > patience.softErrors() ? patience.errorDelay() : Duration.ZERO;
    }

    /** A command that furthers nothing; whether there were too many since the last message. */
    public boolean countJunk() {
        return ++junk > patience.junkCommands();
    }

    /** A recipient that does not exist; whether there were too many. */
    public boolean countUnknownRecipient() {
        return ++unknownRecipients >= patience.unknownRecipients();
    }

    /** How long the reply to the last unknown recipient waits: longer each time. */
    public Duration unknownRecipientDelay() {
        var delay = patience.errorDelay().multipliedBy(unknownRecipients - 1L).dividedBy(4);
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    /** A recipient above the limit; whether there were as many again as are allowed. RFC 5321, 4.5.3.1.10. */
    public boolean countExcessRecipient(int allowed) {
        return ++excessRecipients > allowed;
    }

    /** A log-in that failed; whether there were too many. */
    boolean countFailedLogin() {
        return ++failedLogins >= SaslServer.MAX_FAILURES;
    }

    void messageAccepted() {
        errors = 0;
        junk = 0;
        excessRecipients = 0;
    }
}
