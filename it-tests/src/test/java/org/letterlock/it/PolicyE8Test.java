package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E8: a server for mail from others alone: a certificate, STARTTLS, and port 25 only. */
class PolicyE8Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("E8: --print-listeners shows mx on 25 and nothing else")
    void onlyPort25() throws Exception {
        var house = new ConfiguredHouse(folder);
        var said = PolicyC8Test.print(
                        folder, house.configure("", "listeners { mx { service = mx, security = starttls } }"))
                .succeeded();
        assertEquals(
                List.of("name address port service security policy", "mx 0.0.0.0 25 mx starttls current/mx"),
                said.text().lines().map(l -> l.replaceAll(" +", " ")).toList());
    }

    @Test
    @DisplayName("E8: it takes mail with STARTTLS, and offers no log-in")
    void takesMail() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure(
                    "", "listeners { mx { service = mx, security = starttls, address = \"127.0.0.1\", port = 0 } }"));
            try (var smtp = Wire.to(house.at("mx"))) {
                smtp.hear("220 ");
                smtp.say("EHLO client.example.org").hear("250 ");
                smtp.say("STARTTLS").hear("220 ");
                smtp.tls(house.clientTls("TLS"));
                assertFalse(smtp.say("EHLO client.example.org").hear("250 ").contains("AUTH"));
                smtp.say("AUTH PLAIN").hear("50");
                smtp.say("MAIL FROM:<x@example.net>").hear("250 ");
                smtp.say("RCPT TO:<ann@example.org>").hear("250 ");
            }
        }
    }
}
