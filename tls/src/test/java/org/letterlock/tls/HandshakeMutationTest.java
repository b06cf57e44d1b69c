package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Handshakes that real programs and we ourselves make, damaged on their way: no exception leaves the handler, no buffer stays
 * behind, and a server that took a damaged flight for a good one never says so. What Jazzer does for longer (see
 * {@link ClientHelloFuzzTest}), in every build, by a seed.
 */
class HandshakeMutationTest {
    private static final long SEED = 20261123;
    private static final int MOST_AT_ONCE = 200_000; // octets of buffers for one connection
    private static final TlsPolicy MX = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);
    private static final TlsServerContext SERVER = Pair.server(MX, Keys.both(), List.of("smtp"));

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    /** One server of which every buffer is counted. */
    private static final class Counted {
        final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
        final Pair.Seen seen = new Pair.Seen();
        final EmbeddedChannel channel = new EmbeddedChannel();

        Counted(TlsServerContext tls) {
            channel.config().setAllocator(buffers);
            channel.pipeline().addLast(tls.newHandler(), seen);
        }

        /** Takes octets as a socket would bring them; returns what it says. */
        ByteBuf take(byte[] octets) {
            if (channel.isActive()) channel.writeInbound(buffers.buffer().writeBytes(octets));
            channel.runPendingTasks();
            assertTrue(buffers.metric().usedHeapMemory() < MOST_AT_ONCE, "memory");
            var said = Unpooled.buffer();
            for (ByteBuf some = channel.readOutbound(); some != null; some = channel.readOutbound()) {
                said.writeBytes(some);
                some.release();
            }
            return said;
        }

        /** The end, and what has to hold then. */
        void end(String how) {
            channel.checkException();
            channel.finishAndReleaseAll();
            assertEquals(List.of(), seen.exceptions, how);
            assertTrue(seen.completions.size() <= 1, how);
            assertEquals(0, buffers.metric().usedHeapMemory(), how);
        }
    }

    // ---------------------------------------------------------------- the first flight, by openssl

    @Test
    @DisplayName("S-C10 what openssl says first, damaged: an answer or an end, nothing else")
    void sC10_damagedHellosOfOpenssl() throws Exception {
        OpenSsl.needed();
        var offers = List.of(
                List.of("-tls1_3"),
                List.of("-tls1_3", "-groups", "P-521:X448:ffdhe3072", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"),
                List.of("-tls1_2", "-servername", "mail.example.test", "-alpn", "smtp,http/1.1", "-status"),
                List.of("-tls1_2", "-cipher", "ALL:COMPLEMENTOFALL@SECLEVEL=0", "-comp", "-fallback_scsv"),
                List.of("-tls1_1", "-cipher", "ALL@SECLEVEL=0"),
                List.of("-tls1", "-cipher", "ALL@SECLEVEL=0", "-noservername", "-no_etm", "-no_ticket"),
                List.of("-servername", "x".repeat(200), "-alpn", "imap", "-legacy_server_connect", "-curves", "P-256"));
        for (var offer : offers) {
            byte[] hello = helloOf(offer);
            var whole = new Counted(SERVER);
            assertTrue(whole.take(hello).isReadable(), offer::toString);
            whole.end(offer.toString());
            for (int i = 0; i < 150; i++) {
                byte[] damaged = damaged(hello, 5);
                var server = new Counted(SERVER);
                int cut = random.nextInt(damaged.length + 1);
                server.take(Arrays.copyOf(damaged, cut));
                server.take(Arrays.copyOfRange(damaged, cut, damaged.length));
                server.end(offer + " damaged: " + ByteBufUtil.hexDump(damaged));
            }
        }
    }

    /** The first record {@code openssl s_client} sends with these options. */
    private byte[] helloOf(List<String> options) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var command =
                    new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + listener.getLocalPort()));
            command.addAll(options);
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .start();
            listener.setSoTimeout(10_000);
            try (var socket = listener.accept()) {
                socket.setSoTimeout(10_000);
                var in = socket.getInputStream();
                byte[] head = in.readNBytes(5);
                if (head.length < 5) throw new IOException("no record from " + command);
                byte[] body = in.readNBytes((head[3] & 0xFF) << 8 | head[4] & 0xFF);
                byte[] all = Arrays.copyOf(head, 5 + body.length);
                System.arraycopy(body, 0, all, 5, body.length);
                return all;
            } finally {
                if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
            }
        }
    }

    /** Some octets changed, or a piece taken out, put in twice or cut off; nothing before {@code from} changes. */
    private byte[] damaged(byte[] octets, int from) {
        byte[] copy = octets.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && copy.length > from; i++) {
            int at = from + random.nextInt(copy.length - from);
            switch (random.nextInt(6)) {
                case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> copy[at] = (byte) random.nextInt(256);
                case 2 -> copy[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                case 3 -> copy = Arrays.copyOf(copy, at);
                case 4 ->
                    copy = joined(
                            Arrays.copyOf(copy, at),
                            Arrays.copyOfRange(copy, Math.min(copy.length, at + 1 + random.nextInt(8)), copy.length));
                default -> copy = joined(Arrays.copyOf(copy, at), Arrays.copyOfRange(copy, from, copy.length));
            }
        }
        return copy;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    // ---------------------------------------------------------------- whole handshakes

    @ParameterizedTest
    @CsvSource({
        "TLS_1_3,TLS_AES_128_GCM_SHA256",
        "TLS_1_2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_1_2,TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_1_2,TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLS_1_0,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
    })
    @DisplayName(
            "S-C10 each record of a client's flights, damaged in its turn: no handshake comes of it, and nothing leaks")
    void sC10_damagedFlights(TlsVersion version, TlsSuite suite) {
        int records = handshake(version, suite, -1).records;
        assertTrue(records >= (version == TlsVersion.TLS_1_3 ? 2 : 4), "records: " + records);
        for (int record = 0; record < records; record++) {
            for (int i = 0; i < 12; i++) {
                var how = version + " " + suite + " record " + record + ", try " + i;
                var played = handshake(version, suite, record);
                // the compatibility ChangeCipherSpec of TLS 1.3 alone is not under the Finished
                if (played.damaged && played.type != 20) assertFalse(played.done, how);
            }
        }
    }

    private record Played(int records, boolean damaged, int type, boolean done) {}

    /** A client of ours and a server, and the record of the client with that number damaged on its way. */
    private Played handshake(TlsVersion version, TlsSuite suite, int damage) {
        var policy = MX.withVersions(java.util.Set.of(version)).withSuites(List.of(suite));
        var server = new Counted(Pair.server(MX, Keys.both(), List.of()));
        var atClient = new Pair.Seen();
        var client = new EmbeddedChannel(Pair.client(policy, List.of()), atClient);
        int record = 0;
        int type = 0;
        boolean changed = false;
        for (boolean moved = true; moved; ) {
            moved = false;
            client.runPendingTasks();
            var fromClient = Unpooled.buffer();
            for (ByteBuf some = client.readOutbound(); some != null; some = client.readOutbound()) {
                fromClient.writeBytes(some);
                some.release();
            }
            while (fromClient.isReadable()) {
                moved = true;
                byte[] one = new byte[5 + fromClient.getUnsignedShort(fromClient.readerIndex() + 3)];
                fromClient.readBytes(one);
                if (record == damage) {
                    byte[] other = damaged(one, 5);
                    type = one[0];
                    changed = !Arrays.equals(one, other);
                    one = other;
                }
                record++;
                var answer = server.take(one);
                if (answer.isReadable() && client.isActive()) client.writeInbound(answer);
            }
        }
        boolean done = server.seen.completions.stream().anyMatch(c -> c instanceof TlsHandshakeCompletion.Done);
        server.end(version + " " + suite + " " + damage);
        client.checkException();
        client.finishAndReleaseAll();
        if (damage < 0) assertTrue(done, "the undamaged one");
        return new Played(record, changed, type, done);
    }
}
