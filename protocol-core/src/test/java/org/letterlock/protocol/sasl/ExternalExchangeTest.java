package org.letterlock.protocol.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.sasl.SaslExchange.Step;
import org.letterlock.protocol.transcript.FakeTls;

/** EXTERNAL: the certificate says who it is. */
class ExternalExchangeTest {
    private static final Step ANN = new Step.Granted("ann@example.test");
    private final KnownUsers users = new KnownUsers(Map.of("ann", "secret", "bob", "secret"));
    private final Set<SaslMechanism> enabled = Set.of(SaslMechanism.EXTERNAL, SaslMechanism.PLAIN);

    private SaslOffer offer(Optional<String> certified) {
        return new SaslServer(users, new SecureRandom(), enabled, peer -> certified)
                .over(FakeTls.facts(), KnownUsers.ORIGIN);
    }

    private Step begin(byte[] initial) {
        var exchange = offer(Optional.of("ann@example.test")).begin("external").orElseThrow();
        return exchange.begin(initial).toCompletableFuture().join();
    }

    private Step asking(String authzid) {
        return begin(authzid.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("S-C13 EXTERNAL is there only for whom the certificate stands for somebody")
    void s_C13_offer() {
        assertEquals(
                List.of(SaslMechanism.EXTERNAL, SaslMechanism.PLAIN),
                offer(Optional.of("ann@example.test")).mechanisms());
        assertEquals(List.of(SaslMechanism.PLAIN), offer(Optional.empty()).mechanisms());
        assertEquals(Optional.empty(), offer(Optional.empty()).begin("EXTERNAL"));
    }

    @Test
    void whoIsOnlyItself() {
        assertEquals(ANN, asking(""));
        assertEquals(ANN, asking("ann"));
        assertEquals(ANN, asking("ann@example.test"));
        assertEquals(new Step.Failed(false, false), asking("bob"));
        assertEquals(new Step.Failed(true, false), asking("ann\0"));
        assertEquals(new Step.Failed(true, false), begin(new byte[] {(byte) 0xff}));
        assertEquals(new Step.Failed(true, false), begin(new byte[SaslServer.MAX_RESPONSE + 1]));
        assertEquals(List.of(), users.asked, "no password was looked at");
    }

    @Test
    void withoutAnInitialResponseItIsAskedFor() {
        var exchange = offer(Optional.of("ann@example.test")).begin("EXTERNAL").orElseThrow();
        var challenge =
                (Step.Challenge) exchange.begin(null).toCompletableFuture().join();
        assertEquals(0, challenge.data().length);
        assertEquals(ANN, exchange.respond(new byte[0]).toCompletableFuture().join());
    }
}
