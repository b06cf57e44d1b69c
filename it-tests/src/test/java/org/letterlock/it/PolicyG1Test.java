package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** G1: an MTA takes TLS when asked and does not require it; nothing said before TLS counts after it. */
class PolicyG1Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("G1: openssl s_client -starttls smtp -crlf -connect H:25 brings a message")
    void takesMailOverTls() {
        try (var openssl = house.program("openssl")
                .talk("s_client", "-starttls", "smtp", "-crlf", "-quiet", "-connect", house.at(Listener.MX))) {
            openssl.say("ehlo client.example.org").hear("\r\n250 ");
            openssl.say("mail from:<sender@example.org>").hear("250 2.1.0");
            openssl.say("rcpt to:<" + ANN + ">").hear("250 2.1.5");
            openssl.say("data").hear("354 ");
            openssl.say("Subject: by hand\n\nText\n.").hear("250 2.");
            openssl.say("quit").hear("221 ");
        }
        assertTrue(house.receivedFrom("sender@example.org").tls().isPresent());
    }

    @Test
    @DisplayName("G1: curl smtp://H:25 brings a message without TLS")
    void takesMailInPlaintext() {
        house.program("curl")
                .run(
                        "--silent",
                        "--show-error",
                        "smtp://" + house.at(Listener.MX),
                        "--mail-from",
                        "sender@example.org",
                        "--mail-rcpt",
                        ANN,
                        "-T",
                        house.file("m.eml", Sample.PLAIN.bytes()).toString())
                .succeeded();
        assertTrue(house.receivedFrom("sender@example.org").tls().isEmpty());
    }

    @Test
    @DisplayName(
            "G1: a command sent in plaintext behind STARTTLS is never run, and EHLO has to come again (S-C1, S-C3)")
    void forgetsWhatCameBeforeTls() {
        try (var smtp = Wire.to(house.mail().endpoint(Listener.MX))) {
            smtp.hear("220 ");
            assertTrue(smtp.say("EHLO before.example.org").hear("250 ").contains("STARTTLS"));
            smtp.raw("STARTTLS\r\nMAIL FROM:<injected@example.org>\r\n").hear("220 ");
            smtp.tls(house.mail().clientTls());
            smtp.say("MAIL FROM:<sender@example.org>").hear("503 "); // no EHLO yet, and no answer to what was injected
            var ehlo = smtp.say("EHLO after.example.org").hear("250 ");
            assertFalse(ehlo.contains("STARTTLS"), ehlo);
            smtp.say("RCPT TO:<" + ANN + ">").hear("503 ");
            smtp.say("QUIT").hear("221 ");
        }
        assertEquals(0, house.mail().received().size());
    }
}
