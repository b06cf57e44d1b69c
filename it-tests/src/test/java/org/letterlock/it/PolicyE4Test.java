package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** E4: AUTH needs TLS in every authenticator: each mechanism is refused before it, and there behind it. */
class PolicyE4Test {
    private static final List<String> MECHANISMS = List.of("PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS");

    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("E4: on 587 no mechanism before STARTTLS, good password or bad, and all behind it")
    void everyMechanismNeedsTls() {
        try (var smtp = Wire.to(house.mail().endpoint(Listener.SUBMISSION))) {
            smtp.hear("220 ");
            assertFalse(smtp.say("EHLO client.example.org").hear("250 ").contains("AUTH"));
            for (var mechanism : MECHANISMS) {
                var reply = smtp.say("AUTH " + mechanism).line();
                assertTrue(reply.matches("(538 5\\.7\\.11|530 5\\.7\\.0) .*"), mechanism + " -> " + reply);
            }
            var good =
                    smtp.say("AUTH PLAIN " + Logins.plain("ann", ANN_PASSWORD)).line();
            var bad = smtp.say("AUTH PLAIN " + Logins.plain("ann", "guessed")).line();
            assertEquals(good, bad, "nobody looked at the password");
            smtp.say("STARTTLS").hear("220 ");
            smtp.tls(house.mail().clientTls());
            var announced = smtp.say("EHLO client.example.org").hear("250 ");
            var auth = announced
                    .lines()
                    .filter(l -> l.contains("AUTH "))
                    .findFirst()
                    .orElseThrow();
            assertTrue(List.of(auth.split(" ")).containsAll(MECHANISMS), announced);
            smtp.say("AUTH PLAIN " + Logins.plain("ann", ANN_PASSWORD)).hear("235 ");
        }
    }
}
