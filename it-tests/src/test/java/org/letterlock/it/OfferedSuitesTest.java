package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.tls.TlsSuite;
import org.letterlock.tls.Tlsa;

/** What a sending Letterlock offers in its ClientHello: all there is, at every level. G10, E14. */
class OfferedSuitesTest {
    private static final Set<Integer> SIGNALS = Set.of(0x00FF, 0x5600); // RFC 5746, 3.3; RFC 7507: no suites

    static Stream<TlsDemand> levels() {
        return Stream.of(
                TlsDemand.MAY,
                TlsDemand.ENCRYPT,
                TlsDemand.VERIFY,
                TlsDemand.secure(List.of("peer.test")),
                TlsDemand.dane(List.of(Tlsa.of(3, 1, 1, new byte[32])), List.of()));
    }

    @ParameterizedTest
    @MethodSource("levels")
    @DisplayName("G10, E14: the ClientHello offers every suite that there is")
    void allSuitesAtEachLevel(TlsDemand demand) throws Exception {
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = new OutboundClient(List.of(), List.of())) {
            var offered = CompletableFuture.supplyAsync(() -> {
                try (var accepted = socket.accept();
                        var in = new DataInputStream(accepted.getInputStream())) {
                    in.skipNBytes(5 + 4 + 2 + 32); // record, handshake message, version, random
                    in.skipNBytes(in.readUnsignedByte());
                    var suites = new TreeSet<Integer>();
                    for (int left = in.readUnsignedShort(); left > 0; left -= 2) suites.add(in.readUnsignedShort());
                    return suites;
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            client.deliver(OutboundClient.smtps(socket.getLocalPort()), demand, "\r\n", "ann@peer.test");
            var suites = offered.join();
            suites.removeAll(SIGNALS);
            var all = Stream.of(TlsSuite.values()).map(TlsSuite::id).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(all, suites);
        }
    }
}
