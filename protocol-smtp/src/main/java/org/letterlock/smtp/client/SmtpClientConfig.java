package org.letterlock.smtp.client;

import java.nio.charset.StandardCharsets;

/**
 * What is set for a client.
 *
 * @param helloName what it calls itself in EHLO: a host name, or an address literal in brackets. RFC 5321, 4.1.1.1
 */
public record SmtpClientConfig(String helloName, ClientTimes times, ClientLimits limits) {
    public SmtpClientConfig {
        if (!helloName.matches("[A-Za-z0-9._:\\[\\]-]{1,255}")
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(helloName))
            throw new IllegalArgumentException("\"" + helloName + "\" is no host name and no address literal");
    }

    /** With times and limits of RFC 5321. */
    public static SmtpClientConfig named(String helloName) {
        return new SmtpClientConfig(helloName, ClientTimes.DEFAULT, ClientLimits.DEFAULT);
    }
}
