package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** G17: access: 143 and 110 where STARTTLS has to come, 993 and 995 under TLS; a log-in always, and never in clear. */
class PolicyG17Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("G17: 143 does nothing with mail before STARTTLS and log-in")
    void imap() {
        try (var imap = Wire.to(house.mail().endpoint(Listener.IMAP))) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann " + ANN_PASSWORD).hear("a NO [PRIVACYREQUIRED]");
            imap.say("b SELECT INBOX").hear("b BAD ");
            imap.say("c STARTTLS").hear("c OK ");
            imap.tls(house.mail().clientTls());
            imap.say("d SELECT INBOX").hear("d BAD ");
            imap.say("e LOGIN ann wrong").hear("e NO ");
            imap.say("f LOGIN ann " + ANN_PASSWORD).hear("f OK ");
            imap.say("g SELECT INBOX").hear("g OK ");
        }
        assertEquals(143, Listener.IMAP.standardPort());
    }

    @Test
    @DisplayName("G17: 110 does nothing with mail before STLS and log-in")
    void pop3() {
        try (var pop3 = Wire.to(house.mail().endpoint(Listener.POP3))) {
            pop3.hear("+OK ");
            pop3.say("USER ann").hear("-ERR ");
            pop3.say("STAT").hear("-ERR ");
            pop3.say("STLS").hear("+OK");
            pop3.tls(house.mail().clientTls());
            pop3.say("STAT").hear("-ERR ");
            pop3.say("USER ann").hear("+OK");
            pop3.say("PASS " + ANN_PASSWORD).hear("+OK");
            pop3.say("STAT").hear("+OK 0 0");
        }
        assertEquals(110, Listener.POP3.standardPort());
    }

    @Test
    @DisplayName("G17: 993 and 995 are under TLS from the first octet, and ask for a log-in all the same")
    void implicit() {
        try (var imap =
                Wire.to(house.mail().endpoint(Listener.IMAPS), house.mail().clientTls())) {
            imap.hear("* OK ");
            imap.say("a SELECT INBOX").hear("a BAD ");
            imap.say("b LOGIN ann " + ANN_PASSWORD).hear("b OK ");
        }
        try (var pop3 =
                Wire.to(house.mail().endpoint(Listener.POP3S), house.mail().clientTls())) {
            pop3.hear("+OK ");
            pop3.say("STAT").hear("-ERR ");
            pop3.say("USER ann").hear("+OK");
            pop3.say("PASS " + ANN_PASSWORD).hear("+OK");
        }
        for (var listener : new Listener[] {Listener.IMAPS, Listener.POP3S}) {
            try (var clear = Wire.to(house.mail().endpoint(listener))) {
                clear.say("a LOGIN ann " + ANN_PASSWORD).assertClosed();
            }
        }
        assertEquals(993, Listener.IMAPS.standardPort());
        assertEquals(995, Listener.POP3S.standardPort());
    }
}
