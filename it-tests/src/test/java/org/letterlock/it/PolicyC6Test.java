package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** C6: no log-in in clear on the ports that have STARTTLS. */
class PolicyC6Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("C6: printf 'a CAPABILITY\\r\\na2 LOGIN u p\\r\\n' | nc H 143")
    void imapSaysLoginDisabled() {
        try (var nc = house.program("nc").talk("127.0.0.1", "" + house.port(Listener.IMAP))) {
            nc.hear("* OK ").say("a CAPABILITY\r").hear("\r\na OK ");
            assertTrue(nc.said().contains("STARTTLS") && nc.said().contains("LOGINDISABLED"), nc::toString);
            assertFalse(nc.said().contains("AUTH="), nc::toString);
            nc.say("a2 LOGIN ann " + ANN_PASSWORD + "\r").hear("a2 NO [PRIVACYREQUIRED]");
            nc.say("a3 LOGIN ann guessed\r").hear("a3 NO [PRIVACYREQUIRED]");
            nc.say("a4 AUTHENTICATE PLAIN " + Logins.plain("ann", ANN_PASSWORD) + "\r")
                    .hear("a4 NO [PRIVACYREQUIRED]");
            nc.say("a5 AUTHENTICATE PLAIN\r").hear("a5 NO [PRIVACYREQUIRED]");
            nc.say("a6 SELECT INBOX\r").hear("a6 BAD ");
            nc.say("a7 LOGOUT\r").hear("a7 OK ");
        }
    }

    @Test
    @DisplayName("C6: POP3 hides USER and SASL, and refuses USER and AUTH")
    void pop3HidesUser() {
        try (var nc = house.program("nc").talk("127.0.0.1", "" + house.port(Listener.POP3))) {
            nc.hear("+OK ").say("CAPA\r").hear("\r\n.\r\n");
            assertTrue(nc.said().contains("\r\nSTLS\r\n"), nc::toString);
            assertFalse(nc.said().contains("\r\nUSER\r\n") || nc.said().contains("\r\nSASL"), nc::toString);
            nc.say("USER ann\r").hear("-ERR [SYS/PERM]");
            nc.say("PASS " + ANN_PASSWORD + "\r").hear("-ERR ");
            nc.say("AUTH PLAIN " + Logins.plain("ann", ANN_PASSWORD) + "\r").hear("-ERR [SYS/PERM]");
            nc.say("STAT\r").hear("-ERR ");
            nc.say("QUIT\r").hear("+OK ");
        }
    }
}
