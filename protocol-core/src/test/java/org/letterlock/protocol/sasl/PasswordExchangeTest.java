package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.sasl.SaslExchange.Step;
import org.letterlock.protocol.transcript.FakeTls;

class PasswordExchangeTest {
    private static final Step REFUSED = new Step.Failed(false, false);
    private static final Step MALFORMED = new Step.Failed(true, false);
    private static final Step ANN = new Step.Granted("ann@example.test");
    private final KnownUsers users =
            new KnownUsers(Map.of("ann", "secret", "bob", "s\u00e9cret", "max", "x".repeat(1024)));
    private final SaslOffer offer = new SaslServer(users, new SecureRandom()).over(FakeTls.facts(), KnownUsers.ORIGIN);

    @Test
    @DisplayName("S-A10 nothing is offered and no password is looked at before TLS")
    void sA10_nothingBeforeTls() {
        assertEquals(List.of(), SaslOffer.NONE.mechanisms());
        assertEquals(Optional.empty(), SaslOffer.NONE.begin("PLAIN"));
        assertEquals(REFUSED, step(SaslOffer.NONE.login(utf8("ann"), utf8("secret"))));
        assertEquals(List.of(), users.asked);
    }

    @Test
    void mechanismsAreAnnouncedStrongestFirst() {
        assertEquals(
                List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN"),
                offer.mechanisms().stream().map(SaslMechanism::wire).toList());
        var some = new SaslServer(users, new SecureRandom(), Set.of(SaslMechanism.PLAIN))
                .over(FakeTls.facts(), KnownUsers.ORIGIN);
        assertEquals(List.of(SaslMechanism.PLAIN), some.mechanisms());
        assertEquals(Optional.empty(), some.begin("LOGIN"));
        assertEquals(Optional.empty(), some.begin("CRAM-MD5"));
    }

    @Test
    void plain() {
        assertEquals(ANN, plain("\0ann\0secret"));
        assertEquals(ANN, plain("ann\0ann\0secret"));
        assertEquals(ANN, plain("\0ann@example.test\0secret"));
        assertEquals(REFUSED, plain("\0ann\0wrong"));
        assertEquals(new Step.Granted("bob@example.test"), plain("\0bob\0s\u00e9cret"));
        assertEquals(
                new Step.Granted("bob@example.test"), plain("\0bob\0se\u0301cret"), "another spelling of the same");
        var exchange = offer.begin("PLAIN").orElseThrow();
        assertEquals(0, ((Step.Challenge) step(exchange.begin(null))).data().length);
        assertEquals(ANN, step(exchange.respond(utf8("\0ann\0secret"))));
    }

    @Test
    @DisplayName("S-A3 an unknown user and a wrong password get one answer")
    void sA3_oneAnswer() {
        assertEquals(plain("\0ann\0wrong"), plain("\0nobody\0wrong"));
        assertEquals(step(offer.login(utf8("ann"), utf8("wrong"))), step(offer.login(utf8("nobody"), utf8("wrong"))));
    }

    @Test
    @DisplayName("S-A6 nobody acts for another")
    void sA6_authzidOfAnother() {
        assertEquals(REFUSED, plain("bob\0ann\0secret"));
        assertEquals(REFUSED, plain("nobody\0ann\0secret"));
    }

    @Test
    @DisplayName("S-A7 NULs, bad UTF-8 and controls are refused without a look at the password")
    void sA7_malformed() {
        for (var message : List.of(
                "",
                "\0",
                "ann",
                "ann\0secret",
                "\0ann\0secret\0",
                "\0\0secret",
                "\0ann\0",
                "\0an\0n\0secret",
                "\0an\r\nn\0secret",
                "\0an\u001b[2Jn\0secret",
                "a\nb\0ann\0secret",
                "\0ann\0sec\rret")) {
            assertEquals(MALFORMED, plain(message), message);
        }
        for (var latin1 : List.of("\0a\u00c0\u00afn\0secret", "\0a\u00ed\u00a0\u0080n\0secret", "\0ann\0\u00ff")) {
            assertEquals(MALFORMED, step(offer.begin("PLAIN").orElseThrow().begin(latin1.getBytes(ISO_8859_1))));
        }
        assertEquals(List.of(), users.asked);
    }

    @Test
    @DisplayName("S-A8 a response beyond 12288 octets is refused")
    void sA8_longResponse() {
        assertEquals(MALFORMED, plain("\0ann\0" + "x".repeat(12288)));
        assertEquals(
                MALFORMED,
                step(offer.begin("SCRAM-SHA-256").orElseThrow().begin(utf8("n,,n=user,r=" + "x".repeat(12288)))));
        assertEquals(List.of(), users.asked);
    }

    @Test
    @DisplayName("S-A12 a password may have 1024 octets, and no more is hashed")
    void sA12_longPassword() {
        assertEquals(new Step.Granted("max@example.test"), plain("\0max\0" + "x".repeat(1024)));
        assertEquals(MALFORMED, plain("\0max\0" + "x".repeat(1025)));
        assertEquals(1, users.asked.size());
    }

    @Test
    void login() {
        var exchange = offer.begin("LOGIN").orElseThrow();
        assertEquals("Username:", new String(((Step.Challenge) step(exchange.begin(null))).data(), UTF_8));
        assertEquals("Password:", new String(((Step.Challenge) step(exchange.respond(utf8("ann")))).data(), UTF_8));
        assertEquals(ANN, step(exchange.respond(utf8("secret"))));
        var initial = offer.begin("LOGIN").orElseThrow();
        assertTrue(step(initial.begin(utf8("ann"))) instanceof Step.Challenge);
        assertEquals(REFUSED, step(initial.respond(utf8("wrong"))));
    }

    @Test
    void passwordsAreWiped() {
        var response = utf8("\0ann\0secret");
        offer.begin("PLAIN").orElseThrow().begin(response);
        assertArrayEquals(new byte[response.length], response);
        var password = utf8("secret");
        assertEquals(ANN, step(offer.login(utf8("ann"), password)));
        assertArrayEquals(new byte[6], password);
    }

    @Test
    void saslprep() {
        assertEquals(Optional.of("IX"), SaslPrep.prepare("I\u00adX")); // RFC 4013, 3
        assertEquals(Optional.of("user"), SaslPrep.prepare("user"));
        assertEquals(Optional.of("USER"), SaslPrep.prepare("USER"));
        assertEquals(Optional.of("a"), SaslPrep.prepare("\u00aa"));
        assertEquals(Optional.of("IX"), SaslPrep.prepare("\u2168"));
        assertEquals(Optional.empty(), SaslPrep.prepare("\u0007"));
        assertEquals(Optional.empty(), SaslPrep.prepare("\u06271"));
        assertEquals(Optional.of("a b"), SaslPrep.prepare("a\u00a0b"));
        assertEquals(Optional.empty(), SaslPrep.prepare("a\u202eb"));
    }

    private Step plain(String message) {
        return step(offer.begin("PLAIN").orElseThrow().begin(utf8(message)));
    }

    private static Step step(CompletionStage<Step> stage) {
        return stage.toCompletableFuture().join();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
