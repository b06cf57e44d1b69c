package org.letterlock.tls.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsGroup;
import org.letterlock.tls.TlsHandler;
import org.letterlock.tls.TlsHouse;
import org.letterlock.tls.TlsIdentities;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsListener;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsServerContext;
import org.letterlock.tls.TlsServerSettings;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.TlsTrust;
import org.letterlock.tls.TlsVersion;

/** A client and a server of ours in one thread. The client believes anybody, so that its share is small. */
final class InMemory {
    private final TlsServerContext serverContext;
    private final TlsClientContext clientContext;

    InMemory(KeyType key, TlsVersion version, TlsSuite suite, TlsGroup group) throws GeneralSecurityException {
        var random = new SecureRandom();
        var authority = CertificateAuthority.create("Benchmark", random, Instant.now(), Duration.ofDays(1));
        var identity = authority.issue(key, List.of("localhost"));
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);
        serverContext = new TlsHouse(Runnable::run, random)
                .context("bench", TlsServerSettings.of(policy, TlsIdentities.of(identity)), TlsListener.NONE);
        var asked = policy.withVersions(Set.of(version)).withSuites(List.of(suite)).withGroups(List.of(group, TlsGroup.SECP256R1)); // the ECDSA key's curve too: RFC 8422, 5.1
        clientContext = TlsClientContext.create(
                asked, TlsTrust.anybody(), List.of(), Runnable::run, random, TlsListener.NONE, TlsLimits.DEFAULT);
    }

    /** A connection, the handshake done. */
    Connection connect() {
        var connection = new Connection(
                new EmbeddedChannel(serverContext.newHandler()), new EmbeddedChannel(clientContext.newHandler("localhost")));
        while (connection.carry(connection.client, connection.server) | connection.carry(connection.server, connection.client)) {}
        if (connection.server.pipeline().get(TlsHandler.class).facts().isEmpty()) throw new AssertionError("no handshake");
        return connection;
    }

    record Connection(EmbeddedChannel server, EmbeddedChannel client) {
        boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
            from.runPendingTasks();
            boolean moved = false;
            for (ByteBuf octets = from.readOutbound(); octets != null; octets = from.readOutbound()) {
                moved = true;
                to.writeInbound(octets);
                to.runPendingTasks();
            }
            return moved;
        }

        void close() {
            server.finishAndReleaseAll();
            client.finishAndReleaseAll();
        }
    }
}
