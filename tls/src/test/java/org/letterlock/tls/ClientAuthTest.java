package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.tls.TlsPeer.Verdict;

/** Handshakes in which the server asks the client for a certificate; the client is the JDK's. */
class ClientAuthTest {
    private static final Pki ROOT = Pki.root("Clients");
    private static final char[] NO_PASSWORD = {'x'};

    private static EchoServer server(ClientAuth mode) throws Exception {
        return new EchoServer(TlsServerSettings.of(
                        TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA).withClientAuth(mode), Keys.both())
                .withClients(ClientTrust.of(List.of(ROOT.certificate()), List.of(), Clock.systemUTC())));
    }

    private static SSLContext showing(@Nullable Pki who) throws Exception {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", Keys.CA.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        if (who != null)
            own.setKeyEntry(
                    "me", who.keys().getPrivate(), NO_PASSWORD, who.chain().toArray(X509Certificate[]::new));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static void talk(EchoServer server, SSLContext client, String version) throws IOException {
        try (var socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", server.port())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write("bye\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("farewell\n", new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    private static Pki.Request ann() {
        return Pki.named("ann").mail("ann@example.test");
    }

    private static Pki.Request expired() {
        return ann().valid(
                        Instant.now().minus(Duration.ofDays(3)), Instant.now().minus(Duration.ofDays(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoIsMerelyAskedGoesOnWhateverItShows(String version) throws Exception {
        try (var server = server(ClientAuth.TRY)) {
            for (var each : List.of(
                    new Object[] {ROOT.issue(ann()), Verdict.VERIFIED},
                    new Object[] {ROOT.issue(expired()), Verdict.EXPIRED},
                    new Object[] {Pki.root("Elsewhere").issue(ann()), Verdict.UNTRUSTED_ISSUER},
                    new Object[] {ROOT.issue(ann().purpose(KeyPurposeId.id_kp_codeSigning)), Verdict.WRONG_USAGE})) {
                var who = (Pki) each[0];
                // twice with one client: whoever showed a certificate is looked at again
                var client = showing(who);
                for (int i = 0; i < 2; i++) {
                    talk(server, client, version);
                    var peer = server.nextDone().peer();
                    assertEquals(each[1], peer.verdict());
                    assertEquals(who.certificate(), peer.chain().get(0));
                    assertEquals(Optional.of("CN=ann"), peer.subject());
                }
            }
            talk(server, showing(null), version);
            var none = server.nextDone();
            assertFalse(none.peer().presented());
            assertEquals(Optional.empty(), none.peer().reason());
            assertTrue(server.failed.isEmpty(), server.failed::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,handshake_failure", "TLSv1.3,certificate_required"})
    void whoMustShowOneIsToldWhatIsWrongWithIt(String version, String withoutAny) throws Exception {
        try (var server = server(ClientAuth.REQUIRE)) {
            talk(server, showing(ROOT.issue(ann())), version);
            assertTrue(server.nextDone().peer().verified());
            refused(server, null, version, withoutAny, "none was shown");
            refused(server, ROOT.issue(expired()), version, "certificate_expired", "reason=expired subject=CN=ann");
            var other = Pki.root("Clients").issue(ann()); // the name the server asks for, and another key
            refused(server, other, version, "bad_certificate", "reason=bad-signature");
            refused(
                    server,
                    ROOT.issue(ann().purpose(KeyPurposeId.id_kp_codeSigning)),
                    version,
                    "unsupported_certificate",
                    "reason=wrong-usage");
            assertTrue(server.done.isEmpty());
        }
    }

    private static void refused(EchoServer server, @Nullable Pki who, String version, String alert, String why)
            throws Exception {
        assertThrows(IOException.class, () -> talk(server, showing(who), version));
        var said = server.nextFailed();
        assertTrue(said.contains(alert) && said.contains(why), said);
    }

    @Test
    void aListenerThatCouldVerifyNobodyIsRefused() {
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA).withClientAuth(ClientAuth.TRY);
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> new EchoServer(TlsServerSettings.of(policy, Keys.both())).close());
        assertTrue(refused.getMessage().startsWith("client-authorities"), refused.getMessage());
    }

    @Test
    void aRenewedListenerAsksAnewAndLetsWhoIsThereBe() throws Exception {
        try (var server = server(ClientAuth.NONE)) {
            var client = showing(ROOT.issue(ann()));
            try (var before = (SSLSocket) client.getSocketFactory().createSocket("localhost", server.port())) {
                before.setSoTimeout(10_000);
                before.startHandshake();
                assertFalse(server.nextDone().peer().presented());
                var asking = TlsServerSettings.of(
                                TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA).withClientAuth(ClientAuth.REQUIRE),
                                TlsIdentities.of(Keys.RSA))
                        .withClients(ClientTrust.of(List.of(ROOT.certificate()), List.of(), Clock.systemUTC()));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> server.tls.renewed(asking.withClients(ClientTrust.NOBODY)));
                server.tls.renewed(asking).run();
                talk(server, client, "TLSv1.2"); // its session of before, if it has one, does not count
                var after = server.nextDone();
                assertTrue(after.peer().verified());
                assertFalse(after.resumed());
                assertEquals(
                        "RSA",
                        after.decision()
                                .certificate()
                                .orElseThrow()
                                .getPublicKey()
                                .getAlgorithm());
                before.getOutputStream().write("bye\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals(
                        "farewell\n", new String(before.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void aClientThatEndsWithItsLastWordHasShakenHands() {
        var steps = new ArrayDeque<Runnable>();
        var settings = TlsServerSettings.of(
                        TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA).withClientAuth(ClientAuth.TRY), Keys.both())
                .withClients(ClientTrust.of(List.of(ROOT.certificate()), List.of(), Clock.systemUTC()));
        var context = new TlsHouse(steps::add, Keys.RANDOM).context("msa", settings, TlsListener.NONE);
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT).withVersions(Set.of(TlsVersion.TLS_1_3));
        try (var pair = new Pair(context.newHandler(), Pair.client(policy, List.of()))) {
            pair.pump();
            while (pair.atClient.completions.isEmpty()) {
                steps.remove().run();
                pair.pump();
            }
            pair.client.writeOutbound(Pair.octets("QUIT\r\n"));
            pair.pump();
            pair.server.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            assertEquals(List.of(), pair.atServer.completions);
            steps.remove().run();
            pair.server.runPendingTasks();
            assertEquals("TLSv1.3", pair.atServer.facts().protocol());
            assertEquals("QUIT\r\n", pair.atServer.text());
            assertTrue(pair.atServer.inputEnded);
        }
    }
}
