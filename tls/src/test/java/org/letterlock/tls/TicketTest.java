package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of TLS 1.2 that their clients keep, with openssl as the client. RFC 5077. */
class TicketTest {
    private static final TlsPolicy MDA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MDA);
    private static final TlsPolicy MX = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - HOUR.toNanos()); // nanoTime may pass its largest
    private final TlsHouse house = new TlsHouse(Runnable::run, Keys.RANDOM, Optional.empty(), clock::get);

    @BeforeAll
    static void openSsl() {
        OpenSsl.needed();
    }

    private EchoServer server(TlsPolicy policy, String service) throws Exception {
        return server(TlsServerSettings.of(policy, Keys.both()).withAlpn(List.of(service)));
    }

    private EchoServer server(TlsServerSettings settings) throws Exception {
        return new EchoServer(house, Executors.newSingleThreadExecutor(), settings);
    }

    private String session() {
        return directory.resolve("session").toString();
    }

    private TlsFacts first(EchoServer server, String... more) throws Exception {
        return connect(server, "-sess_out", more);
    }

    private TlsFacts again(EchoServer server, String... more) throws Exception {
        return connect(server, "-sess_in", more);
    }

    private TlsFacts connect(EchoServer server, String way, String... more) throws Exception {
        var arguments = new ArrayList<>(List.of("-tls1_2", way, session()));
        arguments.addAll(List.of(more));
        var said = OpenSsl.client(server.port(), arguments.toArray(String[]::new));
        assertTrue(said.contains("farewell"), said);
        var facts = server.nextDone();
        assertEquals(facts.resumed(), said.contains("Reused, TLSv1.2"), said);
        return facts;
    }

    @Test
    void aTicketGoesOnWithTheSessionAtEachListenerOfItsService() throws Exception {
        for (var keys : List.of(Keys.EC, Keys.RSA)) {
            var settings = TlsServerSettings.of(MDA, TlsIdentities.of(keys)).withAlpn(List.of("imap"));
            try (var imaps = server(settings);
                    var imap = server(settings.withLimits(TlsLimits.DEFAULT.withSessions(0)))) {
                var full = first(imaps, "-servername", "mail.example.test");
                assertFalse(full.resumed());
                var said = OpenSsl.run("", List.of("sess_id", "-in", session(), "-text", "-noout"));
                assertTrue(said.contains("TLS session ticket lifetime hint: 3600 (seconds)"), said);
                for (var listener : List.of(imaps, imap)) {
                    var resumed = again(listener, "-servername", "mail.example.test");
                    assertTrue(resumed.resumed());
                    assertEquals(full.cipher(), resumed.cipher());
                    assertEquals("x25519", resumed.group());
                    assertEquals(Optional.of("mail.example.test"), resumed.serverName());
                    assertBindings(full, resumed);
                }
            }
        }
    }

    /** The certificate stays; what hangs on the handshake does not. RFC 5929, 3.1; RFC 9266, 4.2. */
    private static void assertBindings(TlsFacts full, TlsFacts resumed) {
        var before = full.channelBindings();
        var after = resumed.channelBindings();
        assertArrayEquals(
                before.data("tls-server-end-point").orElseThrow(),
                after.data("tls-server-end-point").orElseThrow());
        for (var type : List.of("tls-unique", "tls-exporter"))
            assertFalse(
                    Arrays.equals(
                            before.data(type).orElseThrow(), after.data(type).orElseThrow()),
                    type);
    }

    /** RFC 7366, 3: what a resumed session with CBC needs to hear again. */
    @Test
    void encryptThenMacGoesOn() throws Exception {
        try (var server = server(MX, "smtp")) {
            first(server, "-cipher", "ECDHE-RSA-AES128-SHA256");
            var said = OpenSsl.client(server.port(), "-tls1_2", "-sess_in", session(), "-tlsextdebug");
            assertTrue(server.nextDone().resumed());
            assertTrue(said.contains("\"encrypt-then-mac\"") && said.contains("farewell"), said);
            assertFalse(said.contains("\"session ticket\""), "no new ticket is promised: " + said);
        }
    }

    @Test
    @DisplayName("S-C9 a ticket is worth nothing at another service, in another role or under another policy")
    void sC9_scope() throws Exception {
        try (var imap = server(MDA, "imap");
                var pop3 = server(MDA, "pop3");
                var mx = server(MX, "smtp");
                var submission = server(TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA), "smtp");
                var clientsOrder = server(MDA.withServerPreference(false), "imap")) {
            first(imap);
            assertTrue(again(imap).resumed());
            for (var other : List.of(pop3, mx, submission, clientsOrder))
                assertFalse(again(other).resumed());
            first(mx);
            assertTrue(again(mx).resumed());
            assertFalse(again(submission).resumed());
        }
    }

    @Test
    void aTicketIsForOneServerName() throws Exception {
        try (var server = server(MDA, "imap")) {
            first(server, "-servername", "mail.example.test");
            assertFalse(again(server, "-servername", "localhost").resumed());
            assertFalse(again(server, "-noservername").resumed());
            assertTrue(again(server, "-servername", "mail.example.test").resumed());
        }
    }

    @Test
    void aTicketIsForOneCertificate() throws Exception {
        var settings = TlsServerSettings.of(MDA, TlsIdentities.of(Keys.EC)).withAlpn(List.of("imap"));
        var renewed = Keys.CA.issue(Keys.EC_KEYS, List.of("mail.example.test", "localhost"));
        try (var server = server(settings);
                var reloaded = server(
                        TlsServerSettings.of(MDA, TlsIdentities.of(renewed)).withAlpn(List.of("imap")))) {
            first(server);
            assertFalse(again(reloaded).resumed());
        }
    }

    @Test
    void aTicketEndsWithItsTimeAndItsKeyLaterOn() throws Exception {
        try (var server = server(MDA, "imap")) {
            first(server);
            clock.addAndGet(HOUR.toNanos());
            assertTrue(again(server).resumed(), "an old key opens");
            clock.addAndGet(1);
            assertFalse(again(server).resumed());
        }
    }

    @Test
    void withoutTicketsTheServerKeepsTheSession() throws Exception {
        var settings = TlsServerSettings.of(MDA, Keys.both()).withLimits(TlsLimits.DEFAULT.withTickets(false));
        try (var server = server(settings)) {
            first(server);
            var said = OpenSsl.run("", List.of("sess_id", "-in", session(), "-text", "-noout"));
            assertFalse(said.contains("TLS session ticket:"), said);
            assertTrue(again(server).resumed());
        }
    }

    /** RFC 7627, 5.3 and 5.4. */
    @Test
    void withoutTheExtendedMasterSecretThereIsNoTicket() throws Exception {
        var conf = directory.resolve("openssl.cnf");
        Files.writeString(
                conf, "openssl_conf=c\n[c]\nssl_conf=s\n[s]\nsystem_default=d\n[d]\nOptions=-ExtendedMasterSecret\n");
        try (var server = server(MX, "smtp")) {
            for (var way : List.of("-sess_out", "-sess_in")) {
                var said = OpenSsl.run(
                        "bye\n",
                        List.of(
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + server.port(),
                                "-ign_eof",
                                "-tls1_2",
                                way,
                                session()),
                        Map.of("OPENSSL_CONF", conf.toString()));
                assertTrue(said.contains("Extended master secret: no") && said.contains("farewell"), said);
                assertFalse(said.contains("TLS session ticket:"), said);
                assertFalse(server.nextDone().resumed());
            }
            first(server);
            var said = OpenSsl.run(
                    "bye\n",
                    List.of("s_client", "-connect", "127.0.0.1:" + server.port(), "-tls1_2", "-sess_in", session()),
                    Map.of("OPENSSL_CONF", conf.toString()));
            assertTrue(said.contains("alert handshake failure"), said);
        }
    }

    @Test
    void forgedTicketsGetAFullHandshake() throws Exception {
        try (var server = server(MDA, "imap")) {
            first(server);
            var good = Files.readString(Path.of(session()));
            byte[] der = Base64.getMimeDecoder().decode(good.replaceAll("-----[^-]+-----", ""));
            int ticket = find(der);
            // name of the key, nonce, what it says, tag
            for (int at : new int[] {ticket, ticket + 20, ticket + 60}) {
                byte[] forged = der.clone();
                forged[at] ^= 1;
                Files.writeString(
                        Path.of(session()),
                        "-----BEGIN SSL SESSION PARAMETERS-----\n"
                                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                        .encodeToString(forged)
                                + "\n-----END SSL SESSION PARAMETERS-----\n");
                assertFalse(again(server).resumed(), "octet " + at);
            }
            Files.writeString(Path.of(session()), good);
            assertTrue(again(server).resumed());
        }
    }

    /** Where the ticket begins in openssl's file: [10] IMPLICIT-tagged OCTET STRING. */
    private static int find(byte[] der) {
        for (int i = der.length - 8; i > 0; i--) {
            if ((der[i] & 0xff) == 0xAA && (der[i + 1] & 0xff) == 0x81 && der[i + 3] == 0x04) return i + 6;
        }
        throw new AssertionError("no ticket");
    }

    @Test
    void keysOpenForTwiceTheirTimeAndAreForgotten() {
        var scope = new TicketKeys.Scope(MDA, List.of("imap"), HOUR);
        var keys = house.ticketKeys(scope);
        byte[] what = {1, 2, 3};
        byte[] sealed = keys.seal(what);
        assertArrayEquals(what, keys.open(sealed));
        assertFalse(Arrays.equals(sealed, keys.seal(what)), "never the same twice");
        assertNull(house.ticketKeys(new TicketKeys.Scope(MDA, List.of("pop3"), HOUR))
                .open(sealed));
        clock.addAndGet(HOUR.toNanos());
        byte[] next = keys.seal(what);
        assertFalse(Arrays.equals(Arrays.copyOf(sealed, 16), Arrays.copyOf(next, 16)), "a new key");
        assertArrayEquals(what, keys.open(sealed));
        clock.addAndGet(HOUR.toNanos() - 1);
        house.forgetOldKeys();
        assertArrayEquals(what, keys.open(sealed));
        clock.addAndGet(1);
        assertNull(keys.open(sealed));
        assertArrayEquals(what, keys.open(next));
        clock.addAndGet(HOUR.toNanos());
        house.forgetOldKeys();
        assertTrue(keys.isEmpty());
    }

    @Test
    void whatIsNoTicketIsNotOpened() {
        var keys = house.ticketKeys(new TicketKeys.Scope(MDA, List.of("imap"), HOUR));
        byte[] sealed = keys.seal(new byte[100]);
        for (int length = 0; length < sealed.length; length++) assertNull(keys.open(Arrays.copyOf(sealed, length)));
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= (byte) 0x80;
            assertNull(keys.open(changed));
        }
        assertNull(keys.open(new byte[65535]));
    }

    @Test
    void aTicketSaysWhatItWasTold() {
        var longest = "a".repeat(255);
        var said = new Ticket(
                0x0303,
                0xC02B,
                true,
                Long.MIN_VALUE,
                new byte[48],
                new byte[32],
                "brainpoolP512r1",
                Optional.of(longest));
        var sealed = house.ticketKeys(new TicketKeys.Scope(MDA, List.of("imap"), HOUR))
                .seal(said.encoded());
        assertTrue(sealed.length <= Ticket.LONGEST, sealed.length + " octets");
        var read = Ticket.of(said.encoded());
        assertEquals(said.version(), read.version());
        assertEquals(said.suite(), read.suite());
        assertTrue(read.encryptThenMac());
        assertEquals(said.madeAt(), read.madeAt());
        assertEquals(48, read.masterSecret().length);
        assertEquals(32, read.certificate().length);
        assertEquals("brainpoolP512r1", read.group());
        assertEquals(Optional.of(longest), read.serverName());
    }
}
