package org.letterlock.smtp.client;

import java.time.Duration;

/**
 * How long the client waits for the other side. Each but {@code block} for a whole reply: a server that drips gains nothing.
 * The defaults are the least that RFC 5321, 4.5.3.2 names.
 *
 * @param connect for the connection
 * @param greeting RFC 5321, 4.5.3.2.1
 * @param hello for the reply to EHLO, HELO, LHLO, STARTTLS and each step of AUTH
 * @param mail RFC 5321, 4.5.3.2.2
 * @param rcpt for each recipient; RFC 5321, 4.5.3.2.3
 * @param data for the go-ahead; RFC 5321, 4.5.3.2.4
 * @param block for the server to take more of the content; RFC 5321, 4.5.3.2.5
 * @param end behind the content; RFC 5321, 4.5.3.2.6
 * @param whole for one delivery, whatever it is that takes so long
 * @param quit for the goodbye, for which nobody waits
 */
public record ClientTimes(
        Duration connect,
        Duration greeting,
        Duration hello,
        Duration mail,
        Duration rcpt,
        Duration data,
        Duration block,
        Duration end,
        Duration whole,
        Duration quit) {
    public static final ClientTimes DEFAULT = new ClientTimes(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofHours(2),
            Duration.ofSeconds(10));

    public ClientTimes {
        for (var time : new Duration[] {connect, greeting, hello, mail, rcpt, data, block, end, whole, quit})
            if (time.isNegative() || time.isZero())
                throw new IllegalArgumentException("the client has to wait for some time, not " + time);
    }

    /** The same time for everything: for tests and for the impatient. */
    public static ClientTimes all(Duration time) {
        return new ClientTimes(time, time, time, time, time, time, time, time, time, time);
    }

    public ClientTimes withWhole(Duration time) {
        return new ClientTimes(connect, greeting, hello, mail, rcpt, data, block, end, time, quit);
    }
}
