package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.imap.ImapConfig;

/** Each limit of docs/limits.md at its edge, and over it by one; those of time and log-in are in the transcripts. */
class ImapLimitsTest {
    private final ImapStage stage = new ImapStage();
    private TestClient client;

    @BeforeEach
    void selected() {
        stage.given("1 message in INBOX");
        stage.given("setting append-limit 70000");
        client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
    }

    @AfterEach
    void closed() {
        client.close();
    }

    private void edge(Function<Integer, String> command, int most, String refusal) {
        client.ok(command.apply(most));
        var said = client.run(command.apply(most + 1));
        assertTrue(said.contains(refusal), said);
    }

    @Test
    void maxLine() {
        assertTrue(client.run("SEARCH SUBJECT " + "x".repeat(65536 - 18))
                .contains("BAD Argument too long")); // t2, two spaces
        client.raw("t2 SEARCH SUBJECT " + "x".repeat(65536 - 17) + "\r\n");
        assertEquals("* BYE Line too long\r\n", client.said());
    }

    @Test
    void maxLiteral() {
        client.raw("a CREATE {65536}\r\n");
        assertEquals("+ Go on\r\n", client.said());
        client.raw("x".repeat(65536) + "\r\n");
        assertTrue(client.said().contains("a NO [CANNOT] mailbox name longer than 1000"));
        assertTrue(client.run("CREATE {65537}").contains("BAD Literal too large"));
    }

    @Test
    void aCommandOfManyLiterals() {
        client.raw("a STATUS {40000+}\r\n" + "x".repeat(40000) + " {40000+}\r\n" + "x".repeat(40000));
        client.raw(" {60000+}\r\n" + "x".repeat(60000) + "\r\nb NOOP\r\n");
        assertEquals("a BAD Command too long\r\nb OK NOOP completed\r\n", client.said());
    }

    @Test
    void appendLimit() {
        client.raw("a APPEND INBOX {70000+}\r\n" + "x".repeat(70000) + "\r\n");
        assertTrue(client.said().contains("a OK [APPENDUID "));
        assertTrue(client.run("APPEND INBOX {70001}").contains("NO [TOOBIG] "));
    }

    @Test
    void maxSetElements() {
        edge(n -> "FETCH " + "1,".repeat(n - 1) + "1 UID", 16384, "BAD Too many elements in the set");
    }

    @Test
    void maxFetchItems() {
        edge(
                n -> {
                    var items = new StringBuilder();
                    for (int i = 1; i < n; i++)
                        items.append("BODY.PEEK[").append(i).append("] ");
                    return "FETCH 1 (" + items + "UID)";
                },
                256,
                "BAD Too many items");
    }

    @Test
    void maxPatterns() {
        edge(n -> "LIST \"\" (" + "x ".repeat(n - 1) + "x)", 100, "BAD Too many patterns");
    }

    @Test
    void sectionDepth() {
        edge(n -> "FETCH 1 BODY.PEEK[" + "1.".repeat(n - 1) + "1]", 100, "BAD Section too deep");
    }

    @Test
    void tag() {
        client.raw("t".repeat(64) + " NOOP\r\n" + "t".repeat(65) + " NOOP\r\n");
        assertEquals("t".repeat(64) + " OK NOOP completed\r\n* BAD Missing or invalid tag\r\n", client.said());
    }

    @Test
    void fieldsOfId() {
        edge(n -> "ID (" + "\"a\" NIL ".repeat(n - 1) + "\"a\" NIL)", 30, "BAD More than 30 fields");
        edge(n -> "ID (\"" + "a".repeat(n) + "\" NIL)", 30, "BAD Field name longer than 30");
        edge(n -> "ID (\"a\" \"" + "a".repeat(n) + "\")", 1024, "BAD Argument too long");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void noSettingBelowItsBound(int which) {
        var d = ImapConfig.defaults();
        assertThrows(
                IllegalArgumentException.class,
                () -> new ImapConfig(
                        which == 0 ? 8191 : d.maxLineBeforeLogin(),
                        which == 1 ? 8191 : d.maxLine(),
                        which == 2 ? 1023 : d.maxLiteralBeforeLogin(),
                        which == 3 ? 4095 : d.maxLiteral(),
                        which == 4 ? 1023 : d.appendLimit(),
                        false,
                        which == 6 ? 9 : d.maxSearchDepth(),
                        which == 7 ? 99 : d.maxSearchKeys(),
                        which == 8 ? 99 : d.maxSetElements(),
                        which == 9 ? 19 : d.maxFetchItems(),
                        which == 10 ? 0 : d.maxPatterns(),
                        which == 11 ? 2 : d.maxBadCommands(),
                        which == 12 ? Duration.ofMillis(-1) : d.badCommandDelay(),
                        which == 13 ? 0 : d.maxLoginFailures(),
                        which == 14 ? 0 : d.maxSessionsPerAccount(),
                        which == 15 ? Duration.ofSeconds(9) : d.loginTimeout(),
                        which == 16 ? Duration.ofMinutes(29) : d.idleTimeout()));
    }
}
