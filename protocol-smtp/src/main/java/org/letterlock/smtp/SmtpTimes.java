package org.letterlock.smtp;

import java.time.Duration;

/**
 * How long the server waits.
 *
 * @param command for a whole command: a client that sends one octet a second gains nothing. At least 5 minutes: RFC 5321,
 *     4.5.3.2.7
 * @param dataBlock for the next octets of a message. At least 3 minutes: RFC 5321, 4.5.3.2.5
 * @param minDataRate octets a second a message must reach in the long run, behind a grace of {@code dataBlock}; 0 for none
 * @param greetingDelay how long the greeting is held back, to refuse who talks before it; zero: nobody is refused for that
 * @param login until a client has logged in, whatever it sends; asked for in role MSA only. 10 seconds to 1 hour
 */
public record SmtpTimes(Duration command, Duration dataBlock, int minDataRate, Duration greetingDelay, Duration login) {
    public static final SmtpTimes DEFAULT =
            new SmtpTimes(Duration.ofMinutes(5), Duration.ofMinutes(3), 500, Duration.ZERO, Duration.ofMinutes(2));

    public SmtpTimes {
        SmtpLimits.atLeast("command timeout in seconds", command.toSeconds(), 300, "RFC 5321, 4.5.3.2.7");
        SmtpLimits.atLeast("data block timeout in seconds", dataBlock.toSeconds(), 180, "RFC 5321, 4.5.3.2.5");
        SmtpLimits.atLeast("minimal data rate", minDataRate, 0, "0 for none");
        SmtpLimits.atMost("minimal data rate", minDataRate, 64 << 10);
        SmtpLimits.atLeast("greeting delay", greetingDelay.toMillis(), 0, "zero for none");
        SmtpLimits.atMost("greeting delay in seconds", greetingDelay.toSeconds(), 60);
        SmtpLimits.atLeast("login timeout in seconds", login.toSeconds(), 10, "clients over slow links");
        SmtpLimits.atMost("login timeout in seconds", login.toSeconds(), 3600);
    }

    public SmtpTimes withGreetingDelay(Duration delay) {
        return new SmtpTimes(command, dataBlock, minDataRate, delay, login);
    }
}
