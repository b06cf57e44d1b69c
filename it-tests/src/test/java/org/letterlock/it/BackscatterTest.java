package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is made to hear of mail that they did not send. RFC 3834; RFC 5321, 6.2. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BackscatterTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("S-P17 what is not taken is refused while its sender listens: no notice, nothing in the queue")
    void s_P17_refusedAtOnce() throws Exception {
        try (var house = new SendingHouse(folder)) {
            house.names.zone("victim.test", "@ IN MX 10 mx\nmx IN A 127.0.0.1\n");
            house.start(1, "", "");
            try (var smtp = Wire.to(house.house.at("mx"))) {
                smtp.hear("220 ");
                smtp.say("EHLO spam.test").hear("250 ");
                smtp.say("MAIL FROM:<forged@victim.test>").hear("250 ");
                smtp.say("RCPT TO:<nobody@example.org> NOTIFY=FAILURE,DELAY,SUCCESS")
                        .hear("550 5.1.1 ");
                smtp.say("RCPT TO:<bob@victim.test>").hear("550 5.7.1 ");
                smtp.say("RCPT TO:<ann@example.org>").hear("250 ");
                smtp.say("DATA").hear("354 ");
                smtp.raw("Subject: bad\nline\r\n\r\n.\r\n").hear("554 ");
                smtp.say("QUIT").hear("221 ");
            }
            assertEquals(List.of(), house.queue());
            assertEquals(List.of(), house.inbox());
        }
    }

    @Test
    @DisplayName("S-P17 a notice goes to who has logged in and owns the sender, and never to nobody")
    void s_P17_onlyToItsSender() throws Exception {
        try (var house = new SendingHouse(folder)) {
            house.names.zone("closed.test", "@ IN MX 0 .\n");
            house.start(1, "", "");
            try (var smtp = Wire.to(house.house.at("submission"))) {
                smtp.hear("220 ");
                smtp.say("EHLO pc.test").hear("250 ");
                smtp.say("STARTTLS").hear("220 ");
                smtp.tls(house.house.clientTls("TLS"));
                smtp.say("EHLO pc.test").hear("250 ");
                var secret = "\0ann@example.org\0" + ConfiguredHouse.PASSWORD;
                smtp.say("AUTH PLAIN " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))
                        .hear("235 ");
                smtp.say("MAIL FROM:<forged@victim.test>").hear("553 5.7.1 ");
                for (var sender : List.of("<>", "<ann@example.org>")) {
                    smtp.say("MAIL FROM:" + sender).hear("250 ");
                    smtp.say("RCPT TO:<bob@closed.test>").hear("250 ");
                    smtp.say("DATA").hear("354 ");
                    smtp.raw("From: ann@example.org\r\nSubject: to nobody\r\n\r\nhello\r\n.\r\n")
                            .hear("250 ");
                }
                smtp.say("QUIT").hear("221 ");
            }
            SendingHouse.until(
                    "both are settled",
                    () -> house.queue().isEmpty() && !house.inbox().isEmpty());
            assertEquals(1, house.inbox().size(), "of two that could not be delivered, one had a sender");
        }
    }
}
