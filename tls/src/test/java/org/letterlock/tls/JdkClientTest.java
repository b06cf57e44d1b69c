package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server against the JDK's own client, as Java mail clients use it: with its checks of certificate and name on. */
class JdkClientTest {
    @ParameterizedTest
    @CsvSource({"TLSv1.2,EC", "TLSv1.2,RSA", "TLSv1.3,EC", "TLSv1.3,RSA"})
    void theJdksClientConnectsAndResumes(String version, KeyType type) throws Exception {
        var identity = type == KeyType.EC ? Keys.EC : Keys.RSA;
        var context = trusting(Keys.CA.certificate());
        byte[] sent = new byte[100_000];
        new Random(3).nextBytes(sent);
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MDA);
        try (var server = new EchoServer(policy, TlsIdentities.of(identity), List.of("imap"))) {
            for (int round = 0; round < 2; round++) {
                try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port())) {
                    socket.setSoTimeout(10_000);
                    var parameters = socket.getSSLParameters();
                    parameters.setProtocols(new String[] {version});
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    parameters.setApplicationProtocols(new String[] {"imap"});
                    socket.setSSLParameters(parameters);
                    socket.startHandshake();
                    assertEquals("imap", socket.getApplicationProtocol());
                    socket.getOutputStream().write(sent);
                    assertArrayEquals(sent, socket.getInputStream().readNBytes(sent.length));
                    socket.getOutputStream().write("bye\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    assertEquals(
                            "farewell\n",
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    java.nio.charset.StandardCharsets.US_ASCII));
                }
                var facts = server.nextDone();
                assertEquals(version, facts.protocol());
                assertEquals(round == 1 && version.equals("TLSv1.2"), facts.resumed());
            }
            assertTrue(server.failed.isEmpty());
        }
    }

    static SSLContext trusting(X509Certificate authority) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", authority);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
