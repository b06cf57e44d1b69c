package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of every length under one key and the next, read by bctls' own client. RFC 8446, 4.6.3 and 5.2. */
class KeyUpdateTest {
    private final Random random = new Random(13);

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"})
    void recordsGoOnUnderNewKeys(String suite) throws Exception {
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX)
                .withVersions(Set.of(TlsVersion.TLS_1_3))
                .withSuites(List.of(TlsSuite.named(suite).orElseThrow()));
        var server =
                new EmbeddedChannel(Pair.server(policy, Keys.both(), List.of()).newHandler());
        try {
            var client = new Client();
            client.connect(new Trusting());
            exchange(client, server);
            for (int round = 0; round < 4; round++) {
                for (int length : new int[] {1, 100, 16383, 16384, 16385, 200_000, 2}) {
                    assertArrayEquals(sent(length, server), received(client, server), round + ": " + length);
                }
                client.update(); // asks the server for new keys too
                exchange(client, server);
            }
            assertEquals(3, client.updates, "the server answers with what it sends next");
        } finally {
            server.finishAndReleaseAll();
        }
    }

    private byte[] sent(int length, EmbeddedChannel server) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        server.writeOutbound(Unpooled.copiedBuffer(octets));
        return octets;
    }

    private static byte[] received(Client client, EmbeddedChannel server) throws IOException {
        exchange(client, server);
        byte[] octets = new byte[client.getAvailableInputBytes()];
        client.readInput(octets, 0, octets.length);
        return octets;
    }

    private static void exchange(Client client, EmbeddedChannel server) throws IOException {
        for (boolean moved = true; moved; ) {
            moved = false;
            server.runPendingTasks();
            if (client.getAvailableOutputBytes() > 0) {
                byte[] octets = new byte[client.getAvailableOutputBytes()];
                client.readOutput(octets, 0, octets.length);
                server.writeInbound(Unpooled.wrappedBuffer(octets));
                moved = true;
            }
            for (ByteBuf octets = server.readOutbound(); octets != null; octets = server.readOutbound()) {
                client.offerInput(ByteBufUtil.getBytes(octets));
                octets.release();
                moved = true;
            }
        }
    }

    private static final class Client extends TlsClientProtocol {
        int updates;

        void update() throws IOException {
            send13KeyUpdate(true);
        }

        @Override
        protected void receive13KeyUpdate(java.io.ByteArrayInputStream message) throws IOException {
            updates++;
            super.receive13KeyUpdate(message);
        }
    }

    private static final class Trusting extends DefaultTlsClient {
        Trusting() {
            super(new BcTlsCrypto(Keys.RANDOM));
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv13.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {
                CipherSuite.TLS_AES_128_GCM_SHA256,
                CipherSuite.TLS_AES_256_GCM_SHA384,
                CipherSuite.TLS_CHACHA20_POLY1305_SHA256
            };
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate shown) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) {
                    return null;
                }
            };
        }
    }
}
