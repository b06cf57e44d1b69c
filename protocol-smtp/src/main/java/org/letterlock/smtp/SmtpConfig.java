package org.letterlock.smtp;

/**
 * One SMTP listener's settings.
 *
 * @param hostname stands in the greeting, in EHLO's reply and in trace fields: a domain name, or an address literal. RFC
 *     5321, 4.1.1.1
 * @param greeting what follows the host name in the greeting: printable ASCII, at most 200 characters
 * @param bareNewlines what becomes of a CR or LF that stands alone in a message
 */
public record SmtpConfig(
        SmtpRole role,
        String hostname,
        String greeting,
        SmtpLimits limits,
        SmtpTimes times,
        SmtpPatience patience,
        BareNewlines bareNewlines) {
    public SmtpConfig {
        if (!hostname.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,253}[A-Za-z0-9])?|\\[[A-Za-z0-9.:]{1,60}]")) {
            throw new IllegalArgumentException("hostname is no domain and no address literal (RFC 5321, 4.1.1.1)");
        }
        if (!greeting.matches("[ -~]{0,200}")) {
            throw new IllegalArgumentException("greeting is not printable ASCII of at most 200 characters");
        }
    }

    /** The defaults of a listener on port 25. */
    public static SmtpConfig mx(String hostname) {
        return new SmtpConfig(
                SmtpRole.MX,
                hostname,
                "Letterlock",
                SmtpLimits.DEFAULT,
                SmtpTimes.DEFAULT,
                SmtpPatience.DEFAULT,
                BareNewlines.REFUSE);
    }

    /** The defaults of a listener on port 587 or 465. */
    public static SmtpConfig msa(String hostname) {
        return new SmtpConfig(
                SmtpRole.MSA,
                hostname,
                "Letterlock",
                SmtpLimits.DEFAULT,
                SmtpTimes.DEFAULT,
                SmtpPatience.DEFAULT,
                BareNewlines.NORMALISE);
    }

    public SmtpConfig with(SmtpLimits limits) {
        return new SmtpConfig(role, hostname, greeting, limits, times, patience, bareNewlines);
    }

    public SmtpConfig with(SmtpTimes times) {
        return new SmtpConfig(role, hostname, greeting, limits, times, patience, bareNewlines);
    }

    public SmtpConfig with(SmtpPatience patience) {
        return new SmtpConfig(role, hostname, greeting, limits, times, patience, bareNewlines);
    }

    public SmtpConfig with(BareNewlines bareNewlines) {
        return new SmtpConfig(role, hostname, greeting, limits, times, patience, bareNewlines);
    }

    public boolean isSubmission() {
        return role == SmtpRole.MSA;
    }
}
