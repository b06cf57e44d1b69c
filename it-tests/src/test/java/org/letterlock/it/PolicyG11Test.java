package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** G11: submission listens on 587, and there TLS comes before everything else. */
class PolicyG11Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("G11: printf 'EHLO x\\r\\nMAIL FROM:<a@b>\\r\\n' | nc H 587 is told 530 5.7.0")
    void mailWithoutTlsIsRefused() {
        try (var nc = house.program("nc").talk("127.0.0.1", "" + house.port(Listener.SUBMISSION))) {
            nc.hear("220 ")
                    .say("EHLO x\r")
                    .hear("STARTTLS\r\n")
                    .say("MAIL FROM:<a@b>\r")
                    .hear("530 5.7.0 ");
            nc.say("QUIT\r").hear("221 ");
        }
        assertEquals(587, Listener.SUBMISSION.standardPort());
    }

    @Test
    @DisplayName("G11: nothing but EHLO, HELO, NOOP, QUIT, RSET and STARTTLS is done before TLS")
    void everythingElseWaitsForTls() {
        try (var smtp = Wire.to(house.mail().endpoint(Listener.SUBMISSION))) {
            smtp.hear("220 ");
            smtp.say("EHLO client.example.org").hear("250 ");
            for (var command :
                    new String[] {"MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>", "DATA", "VRFY ann"}) {
                var reply = smtp.say(command).line();
                assertTrue(reply.startsWith("530 5.7.0 "), command + " -> " + reply);
            }
            smtp.say("NOOP").hear("250 ");
            smtp.say("QUIT").hear("221 ");
        }
    }
}
