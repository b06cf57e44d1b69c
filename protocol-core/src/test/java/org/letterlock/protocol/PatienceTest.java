package org.letterlock.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.transcript.TestChannel;

/** How long a session bears with its client, and how much it holds for it. */
class PatienceTest {
    private final SlowChannel slow = new SlowChannel();
    private Talk talk = new Talk();

    @AfterEach
    void releaseAll() {
        talk.channel.finishAndReleaseAll();
        slow.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-T3 an octet now and then does not prolong the time until log-in")
    void sT3_beforeLogin() {
        for (int i = 0; i < 59; i++) {
            talk.say("x");
            talk.pass(1);
        }
        assertTrue(talk.channel.isOpen());
        talk.pass(1);
        assertEquals("HELLO\r\nBYE DEADLINE\r\n", talk.hear());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    @DisplayName("S-T3 nor do whole commands")
    void sT3_commandsBeforeLogin() {
        for (int i = 0; i < 60; i++) {
            talk.say("ECHO\r\n");
            talk.pass(1);
        }
        assertTrue(talk.hear().endsWith("BYE DEADLINE\r\n"));
    }

    @Test
    @DisplayName("S-T3 an octet now and then does not prolong the silence after log-in")
    void sT3_afterLogin() {
        talk.say("LOGIN ann\r\n");
        for (int i = 0; i < 299; i++) {
            talk.say("x");
            talk.pass(1);
        }
        assertTrue(talk.channel.isOpen());
        talk.pass(1);
        assertTrue(talk.hear().endsWith("BYE IDLE\r\n"));
    }

    @Test
    void aCommandThatWaitsForUsNeverTimesOut() {
        talk.say("LOGIN ann\r\nWAIT\r\n");
        talk.pass(3600);
        talk.toy.waitedFor.complete("DONE");
        assertEquals("HELLO\r\nOK ann\r\nWAITING\r\nDONE\r\n", talk.hear());
        talk.pass(299);
        assertTrue(talk.channel.isOpen(), "the silence begins when the answer was given");
        talk.pass(2);
        assertEquals("BYE IDLE\r\n", talk.hear());
    }

    @Test
    @DisplayName("S-T4 for a client that does not read, work and reading stop, and the connection after 60 s")
    void sT4_neverReads() {
        var stuck = new Talk(slow, Runnable::run);
        stuck.say("LOGIN ann\r\n");
        for (int i = 0; i < 200; i++) {
            stuck.say("BIG 1000\r\n".repeat(10));
        }
        assertTrue(slow.pending() < 512 * 1024, "pending " + slow.pending());
        assertFalse(slow.config().isAutoRead());
        assertTrue(stuck.toy.log.size() < 5, "commands begun: " + stuck.toy.log.size());
        slow.pass(59);
        assertTrue(slow.isOpen());
        slow.pass(2);
        assertFalse(slow.isOpen());
        assertEquals(1, stuck.toy.closed);
    }

    @Test
    @DisplayName("S-T4 a client that reads slowly is served to the end")
    void sT4_readsSlowly() {
        var patient = new Talk(slow, Runnable::run);
        patient.say("LOGIN ann\r\nBIG 1000\r\nECHO end\r\n");
        long all = "HELLO\r\nOK ann\r\nend\r\n".length() + 1000L * 1000;
        int minutes = 0;
        while (slow.took() < all && minutes++ < 200) {
            slow.pass(45);
            assertTrue(slow.isOpen(), "after " + slow.took());
            slow.take(8 * 1024);
        }
        assertEquals(all, slow.took());
        assertTrue(slow.config().isAutoRead());
    }

    @Test
    void theLastWordIsNotWaitedForForever() {
        var stuck = new Talk(slow, Runnable::run);
        stuck.say("QUIT\r\n");
        assertTrue(slow.isOpen());
        slow.pass(71);
        assertFalse(slow.isOpen());
    }

    @Test
    @DisplayName("S-T5 what a client sends ahead is not held beyond a bound")
    void sT5_sentAhead() {
        var tasks = new ArrayDeque<Runnable>();
        talk.channel.finishAndReleaseAll();
        talk = new Talk(new TestChannel(), tasks::add);
        int sent = 0;
        while (talk.channel.config().isAutoRead() && sent < 10_000_000) {
            talk.say("ECHO 12345678\r\n".repeat(100));
            sent += 1500;
        }
        assertTrue(sent <= 256 * 1024, "read " + sent);
        while (!tasks.isEmpty()) {
            tasks.poll().run();
            talk.channel.runPendingTasks();
        }
        assertTrue(talk.channel.config().isAutoRead());
        assertEquals(sent / 15, talk.toy.log.size());
    }

    @Test
    @DisplayName("S-T5 nor behind a line that the session has yet to deal with")
    void sT5_sentBehindAPause() {
        var tasks = new ArrayDeque<Runnable>();
        talk.channel.finishAndReleaseAll();
        talk = new Talk(new TestChannel(), tasks::add);
        talk.say("STARTTLS\r\n");
        int sent = 0;
        while (talk.channel.config().isAutoRead() && sent < 10_000_000) {
            talk.say("x".repeat(1500));
            sent += 1500;
        }
        assertTrue(sent <= 80 * 1024, "read " + sent);
    }
}
