package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** G12: SMTP AUTH is enforced for everyone, whatever network they come from. */
class PolicyG12Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"SUBMISSION", "SUBMISSIONS"})
    @DisplayName("G12: MAIL without AUTH over TLS from 127.0.0.1 is told 530 5.7.0")
    void loopbackHasToLogInToo(Listener listener) {
        try (var smtp = listener.implicitTls()
                ? Wire.to(house.mail().endpoint(listener), house.mail().clientTls())
                : Wire.to(house.mail().endpoint(listener))) {
            smtp.hear("220 ");
            if (!listener.implicitTls()) {
                smtp.say("EHLO client.example.org").hear("250 ");
                smtp.say("STARTTLS").hear("220 ");
                smtp.tls(house.mail().clientTls());
            }
            assertTrue(smtp.say("EHLO client.example.org").hear("250 ").contains("250-AUTH "));
            smtp.say("MAIL FROM:<" + ANN + ">").hear("530 5.7.0 ");
            smtp.say("RCPT TO:<" + BOB + ">");
            var reply = smtp.line();
            assertTrue(reply.startsWith("530 5.7.0 ") || reply.startsWith("503 5.5.1 "), reply);

            smtp.say("AUTH PLAIN " + Logins.plain("ann", ANN_PASSWORD)).hear("235 2.7.0 ");
            smtp.say("MAIL FROM:<" + ANN + ">").hear("250 ");
            smtp.say("RCPT TO:<" + BOB + ">").hear("250 ");
            smtp.say("QUIT").hear("221 ");
        }
    }
}
