package org.letterlock.server.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.tls.TlsDecision;

/** PROXY headers as octets; over sockets: PolicyG16Test. */
class ProxyHeaderTest {
    private static final long SEED = 20261123;
    /** IPv4 from 192.0.2.7:41000, with SNI, ALPN, and TLS 1.3 of a client whose certificate was verified. */
    private static final byte[] WHOLE = ByteBufUtil.decodeHexDump("0d0a0d0a000d0a515549540a2111005a"
            + "c0000207c0000201a02803e1"
            + "010004696d6170" + "02000e6d61696c2e6578616d706c652e78"
            + "2000330300000000" + "210007544c5376312e33" + "220008416e6e2042656c6c"
            + "230016544c535f4145535f3235365f47434d5f534841333834" + "040001ff");

    @Test
    void allThatIsSaid() throws Exception {
        byte[] octets = WHOLE.clone();
        var in = Unpooled.wrappedBuffer(octets, "next".getBytes(StandardCharsets.US_ASCII));
        int length = octets.length - 16;
        in.setShort(14, length);
        var header = ProxyHeader.read(in);
        assertEquals("/192.0.2.7:41000", header.source().orElseThrow().toString());
        var tls = header.tls().orElseThrow();
        assertEquals("TLSv1.3", tls.version());
        assertEquals(Optional.of("TLS_AES_256_GCM_SHA384"), tls.cipher());
        assertEquals(Optional.of("imap"), tls.alpn());
        assertEquals(Optional.of("mail.example.x"), tls.serverName());
        assertEquals(Optional.of("Ann Bell"), tls.certificate());
        assertEquals("next", in.toString(StandardCharsets.US_ASCII), "what follows is not touched");
        var facts = of(tls).orElseThrow().facts().orElseThrow();
        assertEquals(256, facts.cipherBits());
        assertFalse(facts.peer().verified());
        assertTrue(facts.channelBindings().data("tls-exporter").isEmpty());
    }

    @Test
    void anUnverifiedNameIsNobodys() throws Exception {
        byte[] octets = WHOLE.clone();
        octets[15] = (byte) (octets.length - 16);
        int client = 16 + 12 + 7 + 17 + 3;
        octets[client + 4] = 1;
        var tls = ProxyHeader.read(Unpooled.wrappedBuffer(octets)).tls().orElseThrow();
        assertEquals(Optional.empty(), tls.certificate());
        octets[client] = 2; // no TLS, whatever else is said
        assertEquals(
                Optional.empty(),
                ProxyHeader.read(Unpooled.wrappedBuffer(octets)).tls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1", "SSLv3", "TLSv1.4", "none"})
    void oldTlsIsNone(String version) {
        assertTrue(of(new ProxyHeader.ClientTls(
                        version, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .isEmpty());
    }

    /** However it is damaged: a header, the wish for more, or {@link ProxyHeader.Malformed}; nothing else. */
    @Test
    void damagedHeaders() {
        var random = new Random(SEED);
        byte[] whole = WHOLE.clone();
        whole[15] = (byte) (whole.length - 16);
        byte[] line = "PROXY TCP6 2001:db8::7 ::1 41000 993\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 100_000; i++) {
            byte[] octets = (i % 4 == 0 ? line : whole).clone();
            int changes = random.nextInt(4);
            for (int j = 0; j < changes; j++) octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            ByteBuf in = Unpooled.wrappedBuffer(octets, 0, random.nextInt(octets.length + 1));
            int there = in.readableBytes();
            try {
                if (ProxyHeader.read(in) == null) assertEquals(there, in.readableBytes(), "seed " + SEED + ", " + i);
            } catch (ProxyHeader.Malformed expected) {
                assertTrue(expected.getMessage().chars().allMatch(c -> c >= ' ' && c < 127), "seed " + SEED + ", " + i);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", " + i + ": " + ByteBufUtil.hexDump(octets), e);
            }
        }
    }

    /** What is no address as it is, a resolver would be asked for, and might know. */
    @ParameterizedTest
    @ValueSource(
            strings = {"TCP6 3221225985 ::1 1 2", "TCP4 192.0.2.010 192.0.2.1 1 2", "TCP4 ::ffff:192.0.2.7 ::1 1 2"})
    void noAddressThatHasToBeLookedUp(String line) {
        var in = Unpooled.copiedBuffer("PROXY " + line + "\r\n", StandardCharsets.US_ASCII);
        assertThrows(ProxyHeader.Malformed.class, () -> ProxyHeader.read(in));
    }

    /** As a proxy writes it whose socket takes both families. */
    @Test
    void anAddressOfFourOctetsInOneOfSixteen() throws Exception {
        var in = Unpooled.copiedBuffer(
                "PROXY TCP6 ::ffff:192.0.2.7 ::ffff:192.0.2.1 41000 993\r\n", StandardCharsets.US_ASCII);
        var source = ProxyHeader.read(in).source().orElseThrow();
        assertEquals("/192.0.2.7:41000", source.toString());
        assertTrue(new Proxies(List.of(IpNetwork.parse("192.0.2.0/24")), false, Proxies.TIME).has(source));
    }

    @Test
    void everyBeginningAsksForMore() throws Exception {
        byte[] whole = WHOLE.clone();
        whole[15] = (byte) (whole.length - 16);
        for (int i = 0; i < whole.length; i++) assertNull(ProxyHeader.read(Unpooled.wrappedBuffer(whole, 0, i)));
    }

    private static Optional<TerminatedTls> of(ProxyHeader.ClientTls said) {
        return TerminatedTls.of(said, TlsDecision.NONE.logIn());
    }
}
