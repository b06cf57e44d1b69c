package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client gets here, however it asks: offers made octet by octet, and the answer on the wire. */
class RefusalsTest {
    private static final int GOOD = 0xC02F; // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
    private static final int OLD = 0xC013; // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
    private static final int FALLBACK_SCSV = 0x5600;
    private static final String DOWNGRADED_TO_12 = "444f574e47524401";
    private static final String DOWNGRADED_FURTHER = "444f574e47524400";

    private static EmbeddedChannel server(TlsPolicy policy) {
        return new EmbeddedChannel(Pair.server(policy, Keys.both(), List.of()).newHandler(), new Pair.Seen());
    }

    private static EmbeddedChannel server(TlsRole role) {
        return server(TlsPolicy.of(TlsProfile.CURRENT, role));
    }

    @ParameterizedTest
    @EnumSource(value = TlsRole.class, names = "CLIENT", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("S-C8 compression: offered first, and not chosen; the only one offered, and no connection")
    void sC8_compressionIsNeverChosen(TlsRole role) {
        var both = server(role);
        assertEquals(
                0,
                new RawHello(0x0303, GOOD)
                        .compression(1, 64, 0)
                        .to(both)
                        .serverHello()
                        .compression());
        both.finishAndReleaseAll();
        var only = server(role);
        var refused = new RawHello(0x0303, GOOD).compression(1).to(only);
        assertTrue(refused.alert().startsWith("2."), refused::alert);
        assertTrue(refused.closed());
        only.finishAndReleaseAll();
    }

    @ParameterizedTest
    @EnumSource(value = TlsRole.class, names = "CLIENT", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("S-C5 SSLv2: its hello is no record, and is not answered")
    void sC5_sslv2(TlsRole role) {
        var server = server(role);
        var hello = Unpooled.buffer();
        hello.writeShort(0x8000 | 9 + 9 + 16).writeByte(1).writeShort(0x0002);
        hello.writeShort(9).writeShort(0).writeShort(16);
        hello.writeMedium(0x010080).writeMedium(0x020080).writeMedium(0x0700C0).writeZero(16);
        server.writeInbound(hello);
        var answer = RawHello.answer(server);
        assertTrue(answer.isEmpty());
        assertTrue(answer.closed());
        server.finishAndReleaseAll();
    }

    @ParameterizedTest
    @EnumSource(value = TlsRole.class, names = "CLIENT", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("S-C5 SSLv3: protocol_version, in the hello of SSLv2's form too no answer")
    void sC5_sslv3(TlsRole role) {
        var server = server(role);
        var answer = new RawHello(0x0300, GOOD, OLD, 0x000A).to(server);
        assertEquals("2.70", answer.alert());
        assertTrue(answer.closed());
        server.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x0001,
                0x0002,
                0x003B,
                0xC006,
                0xC010,
                0xC015,
                0x00B0, // no encryption
                0x0018,
                0x001B,
                0x0034,
                0x003A,
                0x0046,
                0x006C,
                0x00A6,
                0xC016,
                0xC018, // no authentication
                0x0003,
                0x0006,
                0x0008,
                0x000B,
                0x000E,
                0x0011,
                0x0014,
                0x0017,
                0x0019, // export
                0x0004,
                0x0005,
                0xC007,
                0xC011,
                0x0009,
                0x0015,
                0x001A,
                0x0007 // RC4, DES, IDEA
            })
    @DisplayName(
            "S-C5 suites without encryption or authentication, for export, with broken ciphers: handshake_failure, also for mx")
    void sC5_worthlessSuites(int suite) {
        for (var role : List.of(TlsRole.MX, TlsRole.MSA, TlsRole.MDA)) {
            for (int version : new int[] {0x0303, 0x0302, 0x0301}) {
                if (role != TlsRole.MX && version < 0x0303) continue;
                var server = server(role);
                var answer = new RawHello(version, suite).to(server);
                assertEquals("2.40", answer.alert(), role + " " + version);
                assertTrue(answer.closed());
                server.finishAndReleaseAll();
            }
        }
        var server = server(TlsRole.MX);
        assertEquals(
                OLD, new RawHello(0x0303, suite, OLD).to(server).serverHello().suite());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C8 heartbeat: the extension is not answered")
    void sC8_heartbeatIsNotAgreedOn() {
        var server = server(TlsRole.MX);
        var hello = new RawHello(0x0303, GOOD)
                .extension(RawHello.HEARTBEAT, 1)
                .to(server)
                .serverHello();
        assertFalse(hello.extensions().containsKey(RawHello.HEARTBEAT));
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C8 heartbeat: a record of it in the handshake is an error, and none comes back")
    void sC8_heartbeatInTheHandshake() {
        var server = server(TlsRole.MX);
        assertEquals(
                "",
                new RawHello(0x0303, GOOD)
                        .extension(RawHello.HEARTBEAT, 1)
                        .to(server)
                        .alert());
        // the request of Heartbleed: 16 KiB wanted, nothing brought
        server.writeInbound(Unpooled.wrappedBuffer(new byte[] {24, 3, 3, 0, 3, 1, 0x40, 0}));
        var answer = RawHello.answer(server);
        assertEquals("2.10", answer.alert());
        assertEquals(7, answer.octets().length);
        assertTrue(answer.closed());
        server.finishAndReleaseAll();
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    @DisplayName("S-C8 heartbeat: a record of it in the open connection ends it, and reaches nobody")
    void sC8_heartbeatAfterTheHandshake(TlsVersion version) {
        try (var pair = Pair.of(version).pump()) {
            pair.server.writeInbound(Unpooled.wrappedBuffer(new byte[] {24, 3, 3, 0, 3, 1, 0x40, 0}));
            var answer = RawHello.answer(pair.server);
            assertTrue(answer.closed());
            assertTrue(answer.octets().length < 100, "an alert at most");
            assertEquals("", pair.atServer.text());
        }
    }

    @ParameterizedTest
    @CsvSource({"0x0303," + DOWNGRADED_TO_12, "0x0302," + DOWNGRADED_FURTHER, "0x0301," + DOWNGRADED_FURTHER})
    @DisplayName("RFC 8446, 4.1.3: a server that could have done better says so in its random value")
    void downgradesShow(String version, String sentinel) {
        var server = server(TlsRole.MX);
        var hello = new RawHello(Integer.decode(version), GOOD, OLD).to(server).serverHello();
        assertEquals(Integer.decode(version), hello.version());
        assertEquals(sentinel, hello.sentinel());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("RFC 8446, 4.1.3: one that has no TLS 1.3 marks only what is older than 1.2")
    void downgradesFromTls12Show() {
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX)
                .withVersions(Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_1, TlsVersion.TLS_1_0));
        var best = server(policy);
        assertNotEquals(
                DOWNGRADED_TO_12,
                new RawHello(0x0303, GOOD).to(best).serverHello().sentinel());
        best.finishAndReleaseAll();
        var older = server(policy);
        assertEquals(
                DOWNGRADED_FURTHER,
                new RawHello(0x0302, OLD).to(older).serverHello().sentinel());
        older.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x0303", "0x0302", "0x0301"})
    @DisplayName("RFC 7507, 3: who falls back without need is told inappropriate_fallback")
    void fallback(String version) {
        var server = server(TlsRole.MX);
        var answer = new RawHello(Integer.decode(version), GOOD, OLD, FALLBACK_SCSV).to(server);
        assertEquals("2.86", answer.alert());
        assertTrue(answer.closed());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("RFC 7507, 3: a fallback to the best that this server has is no fallback")
    void fallbackToTheBest() {
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA).withVersions(Set.of(TlsVersion.TLS_1_2));
        var server = server(policy);
        assertEquals(
                GOOD,
                new RawHello(0x0303, GOOD, FALLBACK_SCSV)
                        .to(server)
                        .serverHello()
                        .suite());
        server.finishAndReleaseAll();
    }

    @ParameterizedTest
    @EnumSource(TlsProfile.class)
    @DisplayName("S-C7 RSA key transport exists for role mx and in the historical profiles only")
    void sC7_whereRsaKeyTransportIs(TlsProfile profile) {
        for (var role : TlsRole.values()) {
            if (role == TlsRole.CLIENT) continue; // a sender takes what the other side has (G10)
            var has = TlsPolicy.of(profile, role).suites().stream().anyMatch(s -> !s.isForwardSecret());
            assertEquals(role == TlsRole.MX || profile != TlsProfile.CURRENT, has, profile + " " + role);
        }
    }
}
