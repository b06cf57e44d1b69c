package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** G13: no SMTP AUTH on an unencrypted connection: not offered, and refused before a credential is read. */
class PolicyG13Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"SUBMISSION", "MX"})
    @DisplayName("G13: AUTH is not in the plaintext EHLO, and AUTH is refused whatever comes with it (S-A10)")
    void notOfferedAndNotRead(Listener listener) {
        try (var smtp = Wire.to(house.mail().endpoint(listener))) {
            smtp.hear("220 ");
            var ehlo = smtp.say("EHLO client.example.org").hear("250 ");
            assertTrue(ehlo.contains("STARTTLS"), ehlo);
            assertFalse(ehlo.contains("AUTH"), ehlo);
            var right =
                    smtp.say("AUTH PLAIN " + Logins.plain("ann", ANN_PASSWORD)).line();
            assertTrue(right.matches("(538 5\\.7\\.11|530 5\\.7\\.0|502 5\\.5\\.1|503 5\\.5\\.1) .*"), right);
            for (var command : new String[] {
                "AUTH PLAIN " + Logins.plain("ann", "guessed"),
                "AUTH PLAIN",
                "AUTH LOGIN",
                "AUTH SCRAM-SHA-256",
                "AUTH PLAIN ***"
            }) {
                var reply = smtp.say(command)
                        .line(); // the same words for all: nothing was looked at, no 334 invites a password
                assertTrue(reply.equals(right), () -> command + " -> " + reply + " instead of " + right);
            }
            smtp.say("QUIT").hear("221 ");
        }
    }
}
