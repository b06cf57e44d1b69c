package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.protocol.sasl.SaslExchange.Step;
import org.letterlock.protocol.transcript.FakeTls;

/** Any octets at all as responses: never an exception, and never anybody's account without its password. */
class SaslFuzzTest {
    private final SaslOffer offer = new SaslServer(
                    new KnownUsers(Map.of("user", "only the server knows this")), new SecureRandom())
            .over(FakeTls.facts(), KnownUsers.ORIGIN);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "",
                        "\0user\0pencil",
                        "user\0user\0pencil",
                        "n,,n=user,r=abc",
                        "y,a=user,n=us=2Cer,r=abc,x=1",
                        "p=tls-exporter,,n=user,r=abc",
                        "n,,m=x,n=user,r=abc",
                        "c=biws,r=abc,p=AAAA",
                        "c=biws,r=abc,x=y,p=",
                        "\u00e9\0\u0300\0\u202e")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void responses(byte[] octets) {
        for (var mechanism : offer.mechanisms()) {
            play(offer.begin(mechanism.wire()).orElseThrow(), null, octets);
            play(offer.begin(mechanism.wire()).orElseThrow(), octets.clone(), octets);
            play(offer.begin(mechanism.wire()).orElseThrow(), "n,,n=user,r=abc".getBytes(UTF_8), octets);
        }
    }

    private static void play(SaslExchange exchange, byte[] initial, byte[] octets) {
        var step = exchange.begin(initial).toCompletableFuture().join();
        for (int i = 0; i < 3; i++) {
            assertNotNull(step);
            assertFalse(step instanceof Step.Granted);
            step = exchange.respond(octets.clone()).toCompletableFuture().join();
        }
        assertFalse(step instanceof Step.Granted);
    }
}
