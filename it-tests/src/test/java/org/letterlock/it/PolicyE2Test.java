package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Letterlock;
import org.letterlock.Listener;

/** E2: STARTTLS is advertised to everyone, or to a list of hosts. */
class PolicyE2Test {
    private static final String LISTENERS = """
            listeners {
              mx   { service = mx,   security = starttls, port = 0, address = "127.0.0.1" }
              imap { service = imap, security = starttls, port = 0, address = "127.0.0.1" }
              pop3 { service = pop3, security = starttls, port = 0, address = "127.0.0.1" }
            }
            """;

    @TempDir
    Path folder;

    @Test
    @DisplayName("E2: by default everybody is told of STARTTLS, and can have it")
    void toEverybody() throws Exception {
        offered("", true);
    }

    @Test
    @DisplayName("E2: who is on the list of hosts is told, and is so by a rule")
    void toWhomTheListNames() throws Exception {
        offered("rules = [ { when = \"not remote in [ 127.0.0.0/8, ::1 ]\", starttls = false } ]", true);
    }

    @Test
    @DisplayName("E2: who is not on the list is not told, and cannot have it")
    void notToOthers() throws Exception {
        offered("rules = [ { when = \"not remote in 192.0.2.0/24\", starttls = false } ]", false);
    }

    private void offered(String rules, boolean expected) throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure(rules, LISTENERS));
            try (var smtp = Wire.to(house.at("mx"))) {
                smtp.hear("220 ");
                var ehlo = smtp.say("EHLO client.example.org").hear("250 ");
                assertEquals(expected, ehlo.contains("STARTTLS"), ehlo);
                smtp.say("STARTTLS").hear(expected ? "220 " : "502 5.5.1");
            }
            try (var imap = Wire.to(house.at("imap"))) {
                var greeting = imap.line();
                assertEquals(expected, greeting.contains("STARTTLS"), greeting);
                assertTrue(greeting.contains("LOGINDISABLED"), "the wall stands: " + greeting);
                imap.say("a STARTTLS").hear(expected ? "a OK" : "a BAD");
            }
            try (var pop3 = Wire.to(house.at("pop3"))) {
                pop3.hear("+OK");
                pop3.say("STLS").hear(expected ? "+OK" : "-ERR");
                if (!expected) pop3.say("USER ann").hear("-ERR [SYS/PERM]");
            }
        }
    }

    @Test
    @DisplayName("E2: an embedder says it with a predicate")
    void predicate() {
        try (var mail = Letterlock.builder()
                .listen(Listener.MX)
                .announceStartTls(
                        f -> f.remote().filter(r -> !r.isLoopbackAddress()).isPresent())
                .start()) {
            try (var smtp = Wire.to(mail.endpoint(Listener.MX))) {
                smtp.hear("220 ");
                var ehlo = smtp.say("EHLO client.example.org").hear("250 ");
                assertTrue(!ehlo.contains("STARTTLS"), ehlo);
            }
        }
    }
}
