package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One session is in the middle of a command, and another does something: at each place where that can be, one after the
 * other. RFC 2180, 4.
 */
class OvertakenTest {
    private static final Pattern RECENT = Pattern.compile("\\* \\d+ FETCH \\(UID (\\d+) FLAGS \\(\\\\Recent\\)\\)");
    private ImapStage stage;
    private InterruptedStore interrupted;
    private final List<TestClient> clients = new ArrayList<>();
    private TestClient one;
    private TestClient other;

    @BeforeEach
    void begin() {
        stage = new ImapStage();
        interrupted = new InterruptedStore(stage.store);
        stage.served = interrupted.store();
        stage.given("mailbox archive");
        stage.given("4 messages in INBOX");
        one = TestClient.loggedIn(stage, clients);
        other = TestClient.loggedIn(stage, clients);
    }

    @AfterEach
    void end() {
        clients.forEach(TestClient::close);
        clients.clear();
    }

    private void again() {
        end();
        begin();
    }

    private void expungeTheThird() {
        other.ok("UID STORE 3 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
    }

    /** Runs {@code command} again and again, the third message expunged a step later each time, until it is not in time. */
    private void overtaken(String command, Check check) {
        for (int n = 0; ; n++) {
            one.ok("SELECT INBOX");
            other.ok("SELECT INBOX");
            interrupted.before(n, this::expungeTheThird);
            var said = one.run(command);
            boolean intime = !interrupted.stillWaiting();
            check.check(said, intime);
            if (!intime) {
                assertTrue(n > 0, "the command asked the mailbox nothing");
                return;
            }
            again();
        }
    }

    private interface Check {
        void check(String said, boolean inTime);
    }

    private int archived() {
        return stage.box("archive").view().count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOVE"})
    void byNumberAllAreCopiedOrNone(String verb) {
        var refused = new ArrayList<Boolean>();
        overtaken(verb + " 1:4 archive", (said, inTime) -> {
            boolean no = said.contains(" NO [EXPUNGEISSUED] ");
            refused.add(no);
            assertEquals(no ? 0 : 4, archived(), said);
            if (!no) assertTrue(said.contains("COPYUID ") && said.contains(" OK "), said);
            if (no) assertTrue(said.contains("* 3 EXPUNGE\r\n"), "the client can look at once: " + said);
        });
        assertTrue(refused.contains(true) && refused.contains(false), refused.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOVE"})
    void byUidWhatIsThereIsCopiedAndNamed(String verb) {
        overtaken("UID " + verb + " 1:4 archive", (said, inTime) -> {
            assertTrue(said.contains(" OK "), said);
            assertTrue(said.contains(archived() == 4 ? " 1:4 1:4]" : " 1:2,4 1:3]"), said);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLAGS", "FLAGS.SILENT"})
    void byNumberAFlagIsStoredEverywhereOrItIsSaid(String item) {
        overtaken("STORE 1:4 +" + item + " (\\Flagged)", (said, inTime) -> {
            boolean gone = said.contains(item.equals("FLAGS") ? " NO [EXPUNGEISSUED] " : " OK [EXPUNGEISSUED] ");
            assertTrue(gone || said.contains(" OK STORE"), said);
            assertFalse(said.contains("EXPUNGE\r\n"), "numbers must stand: " + said);
            int left = stage.box("INBOX").view().count();
            if (inTime && !gone) assertEquals(item.equals("FLAGS") ? 4 : 0, said.split("FETCH", -1).length - 1, said);
            for (int i = 0; i < left; i++)
                assertEquals(
                        1,
                        stage.box("INBOX").view().message(i).flags().system().stream()
                                .filter(f -> f.wire().equals("\\Flagged"))
                                .count());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"BODY[TEXT]", "BODY.PEEK[TEXT]", "FLAGS"})
    void byNumberEachIsFetchedOrItIsSaid(String item) {
        overtaken("FETCH 1:4 " + item, (said, inTime) -> {
            boolean third = said.contains("* 3 FETCH ");
            assertTrue(said.contains(third ? " OK " : " NO [EXPUNGEISSUED] "), said);
            for (int i : new int[] {1, 2, 4}) assertTrue(said.contains("* " + i + " FETCH "), said);
            assertFalse(said.contains("EXPUNGE\r\n"), "numbers must stand: " + said);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT INBOX", "EXAMINE INBOX", "NOOP"})
    void aMessageIsRecentToOneSession(String command) {
        for (int n = 0; ; n++) {
            if (command.equals("NOOP")) {
                one.ok("SELECT INBOX");
                stage.deliver("INBOX", "Subject: 5\r\n\r\n");
            }
            interrupted.before(n, () -> {
                stage.deliver("INBOX", "Subject: overtaking\r\n\r\n");
                other.ok("SELECT INBOX");
            });
            one.ok(command);
            boolean inTime = !interrupted.stillWaiting();
            if (!inTime) {
                assertTrue(n > 0);
                return;
            }
            var ones = recent(one);
            var others = recent(other);
            assertTrue(others.size() > 0 || ones.size() > 0, "nobody's after " + n);
            var all = new ArrayList<>(ones);
            all.addAll(others);
            all.sort(null);
            int here = stage.box("INBOX").view().count();
            if (command.startsWith("EXAMINE")) { // others' marks are not taken by looking
                assertEquals(here, others.size());
            } else {
                var each = new ArrayList<Long>();
                for (long uid = 1; uid <= here; uid++) each.add(uid);
                assertEquals(each, all, "each to one session, overtaken after " + n);
            }
            again();
        }
    }

    /** The UIDs that are recent to it, after it was told of everything; and RECENT says how many. */
    private static List<Long> recent(TestClient client) {
        client.ok("NOOP");
        var uids = new ArrayList<Long>();
        for (var line : client.ok("FETCH 1:* (UID FLAGS)")) {
            var m = RECENT.matcher(line);
            if (m.matches()) uids.add(Long.parseLong(m.group(1)));
        }
        assertEquals(uids.size(), client.ok("SEARCH RECENT").get(0).split(" ").length - 2);
        return uids;
    }

    @Test
    void aMessageThatCameWhileSelectingIsToldAndRecent() {
        interrupted.before(4, () -> stage.deliver("INBOX", "Subject: late\r\n\r\n"));
        var said = String.join("\n", one.ok("SELECT INBOX")) + one.run("NOOP");
        assertTrue(said.contains("* 5 EXISTS") && said.contains("* 5 RECENT"), said);
    }
}
