package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 7162, 3.2.5: what SELECT tells a client that knows how things were. */
class ResyncTest {
    private final ImapStage stage = new ImapStage();
    private long uidValidity;
    private TestClient client;

    /** UIDs 1 to 9; 2, 4 and 8 go at MODSEQ 12, 7 is flagged at 13, 10 arrives at 14. */
    @BeforeEach
    void changesWhileAway() {
        stage.given("9 messages in INBOX");
        uidValidity = stage.box("INBOX").uidValidity().value();
        var other = TestClient.loggedIn(stage);
        other.ok("SELECT INBOX");
        other.ok("STORE 2,4,8 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        other.ok("UID STORE 7 +FLAGS.SILENT (\\Flagged)");
        stage.given("1 message in INBOX");
        client = TestClient.loggedIn(stage);
        client.ok("ENABLE QRESYNC");
    }

    private List<String> resync(String what) {
        return client.ok("SELECT INBOX (QRESYNC (" + uidValidity + " " + what + "))").stream()
                .filter(line -> line.contains("VANISHED") || line.contains("FETCH"))
                .toList();
    }

    private static final String FLAGGED = "* 5 FETCH (UID 7 FLAGS (\\Flagged) MODSEQ (13))";
    private static final String ARRIVED = "* 7 FETCH (UID 10 FLAGS (\\Recent) MODSEQ (14))";

    @Test
    void whatVanishedComesBeforeWhatChanged() {
        assertEquals(List.of("* VANISHED (EARLIER) 2,4,8", FLAGGED, ARRIVED), resync("11"));
    }

    @Test
    void nothingThatWasKnown() {
        assertEquals(List.of("* 7 FETCH (UID 10 FLAGS () MODSEQ (14))"), again("13"));
        assertEquals(List.of(), again("14"));
    }

    private List<String> again(String what) {
        client.ok("SELECT INBOX"); // \Recent is told to the first only
        return resync(what);
    }

    @Test
    void onlyOfTheKnownUids() {
        assertEquals(List.of("* VANISHED (EARLIER) 4", FLAGGED), resync("11 3:7"));
        assertEquals(List.of("* VANISHED (EARLIER) 2,4,8", FLAGGED), resync("11 1:9"));
        assertEquals(List.of(), resync("11 77"));
    }

    @Test
    void notBelowWhatStillMatches() {
        // number 2 is UID 3, so that 2 is known to be gone; number 4 was UID 6 and still is; number 6 was UID 8
        assertEquals(List.of("* VANISHED (EARLIER) 4,8", FLAGGED), resync("11 1:9 (2 3)"));
        assertEquals(List.of("* VANISHED (EARLIER) 8", FLAGGED), resync("11 1:9 (2,4,6 3,6,8)"));
        assertEquals(List.of("* VANISHED (EARLIER) 8", FLAGGED, ARRIVED.replace("\\Recent", "")), resync("11 (4 6)"));
        assertEquals(List.of("* VANISHED (EARLIER) 2,4,8", FLAGGED), resync("11 1:9 (5:4294967295 5:4294967295)"));
    }

    @Test
    void anotherUidValidityIsAnotherMailbox() {
        uidValidity++;
        assertEquals(List.of(), resync("1 1:9"));
    }

    @Test
    void historySurvivesWhateverElseHappens() {
        var other = TestClient.loggedIn(stage);
        other.ok("SELECT INBOX");
        other.ok("STORE 1:* +FLAGS.SILENT (\\Deleted)");
        other.ok("CLOSE");
        assertEquals(List.of("* VANISHED (EARLIER) 1:10"), resync("1"));
        var lines = client.ok("UID FETCH 1:* FLAGS (CHANGEDSINCE 14 VANISHED)");
        assertTrue(lines.contains("* VANISHED (EARLIER) 1,3,5:7,9:10"), lines.toString());
    }

    @Test
    void whatThisSessionStillSeesVanishesOnce() {
        client.ok("SELECT INBOX");
        var other = TestClient.loggedIn(stage);
        other.ok("SELECT INBOX");
        other.ok("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        var lines = client.ok("UID FETCH 1:* UID (CHANGEDSINCE 14 VANISHED)");
        assertEquals(List.of("* VANISHED 5"), lines.subList(0, lines.size() - 1));
    }
}
