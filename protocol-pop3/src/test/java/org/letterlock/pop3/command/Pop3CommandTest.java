package org.letterlock.pop3.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.pop3.command.Pop3Command.Verb;
import org.letterlock.pop3.session.State;

/** The page of verbs, and what reads their parameters. */
class Pop3CommandTest {
    private static Pop3Command read(String line) throws SyntaxException {
        var in = new Pop3Reader(line.getBytes(StandardCharsets.UTF_8));
        return Verb.read(in).orElseThrow().parse(in);
    }

    @Test
    @DisplayName("policy C6: what carries a password needs TLS, and nothing else does")
    void whatNeedsTls() {
        var needing = EnumSet.noneOf(Verb.class);
        for (var verb : Verb.values()) if (verb.needsTls()) needing.add(verb);
        assertEquals(EnumSet.of(Verb.USER, Verb.PASS, Verb.AUTH), needing);
    }

    @Test
    @DisplayName("RFC 1939, 6: no command comes in UPDATE")
    void nothingComesInUpdate() {
        for (var verb : Verb.values()) assertFalse(verb.allowedIn(State.UPDATE), verb.name());
    }

    @Test
    void parametersAreRead() throws SyntaxException {
        assertEquals(new Retr(12), read("RETR 12"));
        assertEquals(new Top(1, 0), read("top 1 0"));
        assertEquals(new ListMessages(OptionalLong.empty()), read("LIST"));
        assertEquals(new Uidl(OptionalLong.of(7)), read("Uidl 7"));
        assertEquals(new User("ann smith"), read("USER ann smith"));
        assertEquals(new Lang(Optional.of("*")), read("LANG *"));
        assertEquals(0, ((Auth) read("AUTH PLAIN =")).initial().orElseThrow().length);
        assertTrue(((Auth) read("AUTH PLAIN")).initial().isEmpty());
    }

    @Test
    void whatIsNotOfTheGrammarIsRefused() {
        for (var line : new String[] {
            "RETR",
            "RETR ",
            "RETR  1",
            "RETR 1 ",
            "RETR -1",
            "RETR 1x",
            "RETR 99999999999",
            "TOP 1",
            "NOOP ",
            "NOOP x",
            "USER",
            "USER ",
            "USER a\tb",
            "PASS",
            "AUTH",
            "AUTH PLAIN AAA",
            "AUTH PLAIN A===",
            "AUTH PLAIN AAAA AAAA",
            "LANG \u00e9",
            "CAPA all"
        }) {
            assertThrows(SyntaxException.class, () -> read(line), line);
        }
    }

    @Test
    @DisplayName("S-G2 nothing that may be a password can be printed")
    void sG2_secretsAreNotPrinted() throws SyntaxException {
        assertFalse(read("PASS secret").toString().contains("secret"));
        assertEquals("Auth[PLAIN]", read("AUTH PLAIN AGFubgBzZWNyZXQ=").toString());
        var response = Response.parse("AGFubgBzZWNyZXQ=".getBytes(StandardCharsets.US_ASCII));
        assertFalse(response.toString().contains(Arrays.toString(response.data().orElseThrow())));
    }
}
