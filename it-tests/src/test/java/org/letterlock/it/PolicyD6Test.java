package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** D6, and C10 which is the same for Cyrus: the guide's own test commands, as printed but for host and port, and a session typed into each. */
class PolicyD6Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("D6, C10: openssl s_client -crlf -connect H:993")
    void imaps() {
        try (var openssl = typed(house, "openssl s_client -crlf -connect H:", Listener.IMAPS)) {
            openssl.hear("Verify return code: ").hear("* OK ");
            openssl.say("a login ann " + ANN_PASSWORD).hear("a OK ");
            openssl.say("b select inbox").hear("b OK ");
            openssl.say("c logout").hear("c OK ");
            shows(openssl);
        }
    }

    @Test
    @DisplayName("D6: openssl s_client -crlf -connect H:995")
    void pop3s() {
        try (var openssl = typed(house, "openssl s_client -crlf -connect H:", Listener.POP3S)) {
            openssl.hear("Verify return code: ").hear("+OK ");
            openssl.say("user ann").hear("+OK").say("pass " + ANN_PASSWORD).hear("+OK");
            openssl.say("stat").hear("+OK 0 0\r\n").say("quit").hear("+OK");
            shows(openssl);
        }
    }

    @Test
    @DisplayName("D6: openssl s_client -starttls imap -crlf -connect H:143")
    void imap() {
        try (var openssl = typed(house, "openssl s_client -starttls imap -crlf -connect H:", Listener.IMAP)) {
            openssl.hear("Verify return code: ");
            openssl.say("a login ann " + ANN_PASSWORD).hear("a OK ");
            openssl.say("c logout").hear("c OK ");
            shows(openssl);
        }
    }

    @Test
    @DisplayName("D6: openssl s_client -starttls pop3 -crlf -connect H:110")
    void pop3() {
        try (var openssl = typed(house, "openssl s_client -starttls pop3 -crlf -connect H:", Listener.POP3)) {
            openssl.hear("Verify return code: ");
            openssl.say("user ann").hear("+OK").say("pass " + ANN_PASSWORD).hear("+OK");
            openssl.say("quit").hear("+OK");
            shows(openssl);
        }
    }

    static RealProgram.Dialogue typed(MailHouse house, String command, Listener listener) {
        var words = List.of(command.replace("H:", house.at(listener)).split(" "));
        return house.program(words.get(0)).talk(words.subList(1, words.size()).toArray(String[]::new));
    }

    /** What the guide wants to see in these commands' output. */
    static void shows(RealProgram.Dialogue openssl) {
        var said = openssl.said();
        for (var line : List.of(
                "Certificate chain",
                "-----BEGIN CERTIFICATE-----",
                "New, TLSv1.3, Cipher is TLS_",
                "Compression: NONE")) {
            assertTrue(said.contains(line), openssl::toString);
        }
    }
}
