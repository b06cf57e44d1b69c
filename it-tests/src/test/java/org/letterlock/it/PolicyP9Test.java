package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** P9, and E20 which is the same for Exim: the guide's command for port 25, and a mail typed into it. */
class PolicyP9Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("P9, E20: openssl s_client -starttls smtp -crlf -connect H:25")
    void smtp() {
        try (var openssl =
                PolicyD6Test.typed(house, "openssl s_client -starttls smtp -crlf -connect H:", Listener.MX)) {
            openssl.hear("Verify return code: ");
            openssl.say("ehlo client.example.org").hear("\r\n250 ");
            openssl.say("mail from:<sender@example.org>").hear("250 2.1.0");
            openssl.say("rcpt to:<" + ANN + ">").hear("250 2.1.5");
            openssl.say("data")
                    .hear("354 ")
                    .say("Subject: typed\n\nText\n.")
                    .hear("250 2.")
                    .say("quit")
                    .hear("221 ");
            PolicyD6Test.shows(openssl);
        }
        assertTrue(house.receivedFrom("sender@example.org").tls().isPresent());
    }
}
