package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** C7: CRAM-MD5 and DIGEST-MD5 are not offered, and who asks for them is refused; SCRAM is there instead. */
class PolicyC7Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    private static void offers(String announced) {
        assertFalse(announced.contains("MD5"), announced);
        assertTrue(announced.contains("SCRAM-SHA-256"), announced);
    }

    @Test
    @DisplayName("C7: IMAP: CAPABILITY has no AUTH=CRAM-MD5")
    void imap() {
        try (var imap =
                Wire.to(house.mail().endpoint(Listener.IMAPS), house.mail().clientTls())) {
            imap.hear("* OK ");
            offers(imap.say("a CAPABILITY").hear("a OK "));
            imap.say("b AUTHENTICATE CRAM-MD5").hear("b NO ");
            imap.say("c AUTHENTICATE DIGEST-MD5").hear("c NO ");
        }
    }

    @Test
    @DisplayName("C7: submission: neither in EHLO, 504 for both")
    void submission() {
        try (var smtp = Wire.to(
                house.mail().endpoint(Listener.SUBMISSIONS), house.mail().clientTls())) {
            smtp.hear("220 ");
            offers(smtp.say("EHLO client.example.org").hear("250 "));
            smtp.say("AUTH CRAM-MD5").hear("504 ");
            smtp.say("AUTH DIGEST-MD5").hear("504 ");
        }
    }

    @Test
    @DisplayName("C7: POP3: neither in CAPA, and no APOP in the greeting")
    void pop3() {
        try (var pop3 =
                Wire.to(house.mail().endpoint(Listener.POP3S), house.mail().clientTls())) {
            assertFalse(pop3.hear("+OK ").contains("<"));
            offers(pop3.say("CAPA").hear("."));
            pop3.say("AUTH CRAM-MD5").hear("-ERR ");
            pop3.say("AUTH DIGEST-MD5").hear("-ERR ");
            pop3.say("APOP ann c4c9334bac560ecc979e58001b3e22fb").hear("-ERR ");
        }
    }
}
