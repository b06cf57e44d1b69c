package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.Listener;
import org.letterlock.it.ResumingHouse.Kept;

/** Sessions that do not go on: of clients that have shown a certificate, and from before another policy. docs/decisions/0106. */
class ResumptionRefusedTest {
    private static final String CLIENTS = "client-authorities = clients.pem\nclient-certificates = ";

    @TempDir
    Path folder;

    static List<Arguments> ways() {
        var ways = new ArrayList<Arguments>();
        for (var kept : Kept.values())
            for (var listener : List.of(Listener.MX, Listener.IMAP, Listener.IMAPS, Listener.POP3))
                ways.add(Arguments.of(kept, listener));
        return ways;
    }

    /** {@code ann.pem} with {@code ann.key}, and the authority {@code clients.pem}. */
    private void certify() throws IOException {
        var certified = new Certified(Files.createDirectories(folder));
        certified.root("clients");
        certified.issue("ann", "clients", 30, "extendedKeyUsage=clientAuth\n");
    }

    private static void assertNew(RealProgram.Result said) {
        assertTrue(said.succeeded().text().contains("New, TLSv1.2"), said::toString);
    }

    private static void assertReused(RealProgram.Result said) {
        assertTrue(said.succeeded().text().contains("Reused, TLSv1.2"), said::toString);
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("who has shown a certificate gets neither a ticket nor a session, and is asked for it again")
    void aCertificateIsShownEachTime(Kept kept, Listener listener) throws Exception {
        certify();
        try (var house = new ResumingHouse(folder, kept, CLIENTS + "try")) {
            var first = house.openssl(folder, listener, "-cert", "ann.pem", "-key", "ann.key", "-sess_out", "session");
            assertNew(first);
            assertFalse(first.text().contains("TLS session ticket:"), first::toString);
            // where the server keeps nothing, openssl has nothing to keep; else it has an id that nobody knows
            boolean idOnly = Files.exists(folder.resolve("session"));
            assertEquals(kept == Kept.ID, idOnly);
            var again = idOnly ? "-sess_in" : "-sess_out";
            assertNew(house.openssl(folder, listener, "-cert", "ann.pem", "-key", "ann.key", again, "session"));
            assertNew(house.openssl(folder, listener, again, idOnly ? "session" : "another"));
            assertEquals(List.of(false, false, false), house.resumed(listener, 0, 3));
            assertEquals(List.of("verified", "verified", "none"), house.peers());
            assertNew(house.openssl(folder, listener, "-sess_out", "session"));
            assertReused(house.openssl(folder, listener, "-sess_in", "session"));
            assertEquals(List.of(false, true), house.resumed(listener, 3, 2));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("who is asked for a certificate now cannot go on with a session from before that")
    void aCertificateThatIsRequiredNow(Kept kept, Listener listener) throws Exception {
        certify();
        try (var house = new ResumingHouse(folder, kept, CLIENTS + "none")) {
            assertNew(house.openssl(folder, listener, "-sess_out", "session"));
            house.renewTls(CLIENTS + "try");
            assertNew(house.openssl(folder, listener, "-sess_in", "session"));
            house.renewTls(CLIENTS + "require");
            var refused = house.openssl(folder, listener, "-sess_in", "session").failed();
            assertTrue(refused.errors().contains("alert"), refused::toString);
            assertNew(house.openssl(folder, listener, "-cert", "ann.pem", "-key", "ann.key", "-sess_in", "session"));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("after a reload with another policy no session of before is taken; with the same, tickets are")
    void aPolicyThatHasChanged(Kept kept, Listener listener) throws Exception {
        try (var house = new ResumingHouse(folder, kept, "")) {
            assertNew(house.openssl(folder, listener, "-sess_out", "session"));
            assertReused(house.openssl(folder, listener, "-sess_in", "session"));
            house.renewTls("");
            var same = house.openssl(folder, listener, "-sess_in", "session");
            if (kept == Kept.TICKET) assertReused(same);
            else assertNew(same); // the server's own memory begins anew
            for (var other : List.of(
                    "prefer-server-order = false", "groups = [ secp256r1, x25519 ]", "chacha-by-client = true")) {
                house.renewTls(other);
                assertNew(house.openssl(folder, listener, "-sess_in", "session"));
                var next = house.openssl(folder, listener, "-sess_out", "next");
                assertNew(next);
                assertReused(house.openssl(folder, listener, "-sess_in", "next"));
            }
        }
    }
}
