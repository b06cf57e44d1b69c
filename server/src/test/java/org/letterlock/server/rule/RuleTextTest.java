package org.letterlock.server.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.TlsCondition.Truth;

class RuleTextTest {
    private static final ConnectionFacts CONNECTED =
            ConnectionFacts.connected("mx", Optional.of(IpNetwork.address("192.0.2.7")), 25);
    private static final ConnectionFacts ASKING = CONNECTED.asking(Optional.of("mail.example.org"));
    private static final ConnectionFacts V6 =
            ConnectionFacts.connected("imap", Optional.of(IpNetwork.address("2001:db8:1::9")), 143);

    private static Truth of(String text, ConnectionFacts facts) throws RuleSyntaxException {
        return RuleText.read(text).of(facts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "remote in 192.0.2.0/24 | YES",
                "remote in 192.0.2.0/29 | YES",
                "remote in 192.0.2.8/29 | NO",
                "remote = 192.0.2.7 | YES",
                "remote != 192.0.2.7 | NO",
                "remote in 2001:db8::/32 | NO",
                "remote in [ 10.0.0.0/8, 192.0.2.0/24 ] | YES",
                "remote not in [10.0.0.0/8,192.0.2.0/24] | NO",
                "remote in 0.0.0.0/0 | YES",
                "port = 25 | YES",
                "port < 26 and port >= 25 | YES",
                "port in [ 465, 587 ] | NO",
                "listener = mx | YES",
                "sni = mail.example.org | YES",
                "sni = MAIL.example.ORG | YES",
                "sni = *.example.org | YES",
                "sni = *.mail.example.org | NO",
                "sni = none | NO",
                "not sni = *.example.org | NO",
                "port = 25 or port = 26 and listener = imap | YES",
                "(port = 25 or port = 26) and listener = imap | NO",
                "account = ann@example.org | UNKNOWN",
                "not account = ann@example.org | UNKNOWN",
                "account = ann@example.org and port = 26 | NO",
                "account = ann@example.org or port = 25 | YES",
                "protocol < TLSv1.2 | UNKNOWN",
                "remote in 192.0.2.0/24 and port = 25 and sni = *.example.org | YES"
            })
    void saysWhetherItHolds(String text, Truth expected) throws Exception {
        assertEquals(expected, of(text, ASKING), text);
    }

    @Test
    void networksOfSixteenOctets() throws Exception {
        assertEquals(Truth.YES, of("remote in 2001:db8::/32", V6));
        assertEquals(Truth.NO, of("remote in 2001:db8::/48", V6));
        assertEquals(Truth.NO, of("remote in 0.0.0.0/0", V6));
    }

    @Test
    void theHostIsNotKnownBeforeItIsAskedFor() throws Exception {
        assertEquals(Truth.UNKNOWN, of("sni = none", CONNECTED));
        assertEquals(Truth.YES, of("sni = none", CONNECTED.asking(Optional.empty())));
        assertEquals(Truth.NO, of("sni = *.example.org", CONNECTED.asking(Optional.of("example.org"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "remot = 192.0.2.7 | 1 | unknown word \"remot\"; did you mean remote?",
                "port = 25 and | 14 | expected one of remote, port, listener, sni, helo, account, protocol, suite, group, client-certificate, not the end",
                "port = 25 port = 26 | 11 | expected and, or, or the end, not \"port\"",
                "(port = 25 | 11 | expected and, or, or a closing parenthesis, not the end",
                "port = 70000 | 8 | expected a port from 1 to 65535, not \"70000\"",
                "port 25 | 6 | expected =, !=, <, <=, >, >= or in, not \"25\"",
                "sni < a.example | 5 | sni has no order; expected =, != or in, not \"<\"",
                "remote in 192.0.2.7/24 | 11 | 192.0.2.7/24 has bits behind its first 24; the network is 192.0.2.0/24",
                "remote = mail.example | 10 | mail.example is no address; expected one such as 192.0.2.7 or 2001:db8::7, or a network such as 192.0.2.0/24",
                "remote in 10.0.0.0/33 | 11 | 10.0.0.0/33: behind the slash stands a number from 0 to 32",
                "suite = ECDHE-RSA-AES128-GCM-SHA265 | 9 | unknown cipher suite \"ECDHE-RSA-AES128-GCM-SHA265\"; did you mean ECDHE-RSA-AES128-GCM-SHA256?",
                "protocol = TLSv1.5 | 12 | unknown protocol \"TLSv1.5\"; did you mean TLSv1.1?",
                "remote in [ 10.0.0.0/8 | 23 | expected a comma or ], not the end",
                "account = ann | 11 | expected an account with its domain, or *@domain, not \"ann\"",
                "sni = * | 7 | expected a host name, *.name or none, not \"*\"",
                "sni in [ a.example, mx.*.example ] | 21 | expected a host name, *.name or none, not \"mx.*.example\"",
                "helo = a.example. | 8 | expected a name, *.name or none, not \"a.example.\"",
                "sni = | 6 | expected a host name, *.name or none, not the end"
            })
    void saysWhatIsWrongAndWhere(String text, int column, String message) {
        var e = assertThrows(RuleSyntaxException.class, () -> RuleText.read(text));
        assertEquals(column + ": " + message, e.column() + ": " + e.getMessage());
    }

    @Test
    void whateverIsWrittenIsReadOrRefusedWithItsPlace() {
        var random = new Random(3);
        var words = new String[] {
            "remote",
            "port",
            "sni",
            "protocol",
            "account",
            "and",
            "or",
            "not",
            "in",
            "(",
            ")",
            "[",
            "]",
            ",",
            "=",
            "!=",
            "<",
            ">=",
            "!",
            "25",
            "192.0.2.0/24",
            "::/0",
            "*.example",
            "TLSv1.2",
            "none",
            "\u0000",
            "\u00e9",
            "x"
        };
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--)
                text.append(words[random.nextInt(words.length)]).append(random.nextInt(4) == 0 ? "" : " ");
            try {
                RuleText.read(text.toString()).of(ASKING);
            } catch (RuleSyntaxException e) {
                assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, text + ": " + e.column());
            }
        }
    }

    @Test
    void isBounded() throws Exception {
        var deep = "not ".repeat(RuleText.DEEPEST - 1) + "port = 25";
        assertEquals(Truth.NO, of(deep, CONNECTED));
        assertThrows(RuleSyntaxException.class, () -> RuleText.read("not " + deep));
        assertThrows(RuleSyntaxException.class, () -> RuleText.read("(".repeat(4000)));
        assertThrows(RuleSyntaxException.class, () -> RuleText.read(" ".repeat(RuleText.LONGEST + 1)));
    }
}
