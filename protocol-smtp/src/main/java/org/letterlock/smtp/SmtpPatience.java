package org.letterlock.smtp;

import java.time.Duration;

/**
 * How much nonsense a client may send. Errors and junk count from one accepted message to the next, unknown recipients
 * over the whole session.
 *
 * @param softErrors refused commands from which on each error reply waits {@code errorDelay}
 * @param hardErrors refused commands at which the connection ends with 421
 * @param junkCommands commands that further nothing (NOOP, RSET, VRFY, HELP …) from which on each counts as an error
 * @param unknownRecipients recipients that do not exist at which the connection ends with 421; from the second on each
 *     such reply waits longer. RFC 5321, 7.3
 */
public record SmtpPatience(
        int softErrors, int hardErrors, Duration errorDelay, int junkCommands, int unknownRecipients) {
    public static final SmtpPatience DEFAULT = new SmtpPatience(10, 20, Duration.ofSeconds(1), 100, 20);

    public SmtpPatience {
        SmtpLimits.atLeast("soft error limit", softErrors, 1, "one error is human");
        SmtpLimits.atLeast("hard error limit", hardErrors, softErrors, "the soft error limit");
        SmtpLimits.atLeast("error delay", errorDelay.toMillis(), 0, "zero for none");
        SmtpLimits.atMost("error delay in seconds", errorDelay.toSeconds(), 15);
        SmtpLimits.atLeast("junk command limit", junkCommands, 10, "RSET and NOOP are no offence");
        SmtpLimits.atLeast("unknown recipient limit", unknownRecipients, 1, "one typing error is human");
    }
}
