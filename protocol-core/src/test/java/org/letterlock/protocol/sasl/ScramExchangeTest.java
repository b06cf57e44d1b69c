package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.sasl.SaslExchange.Step;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsPeer;

class ScramExchangeTest {
    private static final Step REFUSED = new Step.Failed(false, false);
    private static final Step MALFORMED = new Step.Failed(true, false);
    private static final Step GRANTED = new Step.Granted("user@example.test");
    private final KnownUsers users = new KnownUsers(Map.of("user", "pencil", "a,b=c", "pencil", "ann", "other"));
    private final SaslOffer offer = new SaslServer(users, new SecureRandom()).over(FakeTls.facts(), KnownUsers.ORIGIN);

    @Test
    @DisplayName("the example of RFC 7677, 3")
    void rfc7677Example() {
        var known = new KnownUsers(Map.of("user", "pencil"), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
        var exchange = new ScramExchange(
                known,
                KnownUsers.ORIGIN,
                () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                type -> Optional.empty(),
                false,
                false);
        assertEquals(
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                text(exchange.begin("n,,n=user,r=rOprNGfwEbeRWgbNEkqO".getBytes(UTF_8))));
        assertEquals(
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                text(exchange.respond(("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
                        .getBytes(UTF_8))));
        assertEquals(GRANTED, step(exchange.respond(new byte[0])));
    }

    @Test
    void aClientWithTheRightPasswordIsGranted() {
        assertEquals(GRANTED, play("SCRAM-SHA-256", c -> {}));
        assertEquals(GRANTED, play("scram-sha-256", c -> c.extensions = ",x=unknown"));
        assertEquals(GRANTED, play("SCRAM-SHA-256", c -> c.gs2 = "n,a=user@example.test,"));
        assertEquals(new Step.Granted("a,b=c@example.test"), play("SCRAM-SHA-256", c -> c.user = "a=2Cb=3Dc"));
    }

    @Test
    void aBoundClientIsGranted() {
        assertEquals(GRANTED, play("SCRAM-SHA-256-PLUS", c -> bind(c, "tls-exporter", FakeTls.EXPORTER)));
    }

    /** Before TLS 1.3 {@code tls-exporter} is read in two ways. docs/decisions/0121. */
    @Test
    void aClientMayMeanAnyReadingOfItsType() {
        var bindings = new TlsFacts.ChannelBindings() {
            @Override
            public Optional<byte[]> data(String type) {
                return type.equals("tls-exporter") ? Optional.of("one".getBytes(UTF_8)) : Optional.empty();
            }

            @Override
            public List<byte[]> readings(String type) {
                return data(type).map(d -> List.of(d, "two".getBytes(UTF_8))).orElse(List.of());
            }
        };
        for (var said : List.of("one", "two", "three", "onetwo", "")) {
            var client = new ScramClient();
            bind(client, "tls-exporter", said);
            var exchange = new ScramExchange(users, KnownUsers.ORIGIN, () -> "nonce", bindings, true, true);
            var last = exchange.respond(client.last(challenge(exchange.begin(client.first()))));
            boolean right = said.equals("one") || said.equals("two");
            assertEquals(right ? GRANTED : REFUSED, right ? step(exchange.respond(new byte[0])) : step(last), said);
        }
    }

    @Test
    void theServerProvesItselfAsWell() {
        var client = new ScramClient();
        var exchange = offer.begin("SCRAM-SHA-256").orElseThrow();
        assertEquals("", text(exchange.begin(null)));
        var last = exchange.respond(client.last(challenge(exchange.respond(client.first()))));
        assertTrue(client.believes(challenge(last)));
    }

    @Test
    @DisplayName("S-A5 a wrong password, an unknown user, nonce, binding, authzid, proof: all fail alike")
    void sA5_allFailAlike() {
        assertEquals(REFUSED, play("SCRAM-SHA-256", c -> c.password = "wrong"));
        assertEquals(REFUSED, play("SCRAM-SHA-256", c -> c.user = "nobody"));
        assertEquals(REFUSED, play("SCRAM-SHA-256", c -> {
            c.user = "nobody";
            c.password = "nobody's";
        }));
        assertEquals(REFUSED, play("SCRAM-SHA-256", c -> c.gs2 = "y,,"), "downgrade: PLUS was offered");
        assertEquals(REFUSED, play("SCRAM-SHA-256", c -> bind(c, "tls-exporter", FakeTls.EXPORTER)), "p= without PLUS");
        assertEquals(REFUSED, play("SCRAM-SHA-256-PLUS", c -> {}), "PLUS without p=");
        assertEquals(REFUSED, play("SCRAM-SHA-256-PLUS", c -> c.gs2 = "y,,"));
        assertEquals(REFUSED, play("SCRAM-SHA-256-PLUS", c -> bind(c, "tls-exporter", "of another connection")));
        assertEquals(REFUSED, play("SCRAM-SHA-256-PLUS", c -> bind(c, "tls-unique", FakeTls.EXPORTER)));
        assertEquals(REFUSED, play("SCRAM-SHA-256-PLUS", c -> bind(c, "tls-magic", "")));
        assertEquals(REFUSED, play("SCRAM-SHA-256", c -> c.gs2 = "n,a=ann@example.test,"), "authzid of another");
        assertEquals(REFUSED, last(c -> c + ",p="));
        assertEquals(REFUSED, last(c -> c + ",p=AAAA"));
        assertEquals(REFUSED, last(c -> c + ",p=!"));
        assertEquals(REFUSED, last(c -> c.replaceFirst("r=", "r=x") + ",p=AAAA"));
        assertEquals(REFUSED, last(c -> c.replaceFirst("c=biws", "c=") + ",p=AAAA"));
        assertEquals(
                REFUSED, step(offer.begin("SCRAM-SHA-256").orElseThrow().begin("n,,m=x,n=user,r=abc".getBytes(UTF_8))));
        assertTrue(users.asked.stream().noneMatch(a -> a.startsWith("finished nobody true")));
    }

    @Test
    @DisplayName("S-A5 a proof is good for one exchange: the server's nonce is new each time")
    void sA5_nonceIsNew() {
        var client = new ScramClient();
        var one = offer.begin("SCRAM-SHA-256").orElseThrow();
        var last = client.last(challenge(one.begin(client.first())));
        var two = offer.begin("SCRAM-SHA-256").orElseThrow();
        assertNotEquals(
                client.serverNonce,
                text(two.begin(client.first())).split(",")[0].substring(2));
        assertEquals(REFUSED, step(two.respond(last)));
        assertEquals(REFUSED, step(two.respond(new byte[0])), "over");
    }

    @Test
    @DisplayName("S-A5 an unknown user is challenged, and always alike")
    void sA5_unknownUserIsChallenged() {
        var client = new ScramClient();
        client.user = "nobody";
        var one = text(offer.begin("SCRAM-SHA-256").orElseThrow().begin(client.first()))
                .split(",");
        var two = text(offer.begin("SCRAM-SHA-256").orElseThrow().begin(client.first()))
                .split(",");
        assertEquals(List.of(one[1], one[2]), List.of(two[1], two[2]));
        assertEquals("i=4096", one[2]);
    }

    @Test
    @DisplayName("S-A7 what does not follow the grammar is refused")
    void sA7_grammar() {
        for (var first : List.of(
                "",
                "n",
                "n,,",
                "n,,n=user",
                "n,,n=,r=abc",
                "n,,n=us=er,r=abc",
                "n,,n=us=2cer,r=abc",
                "n,,n=user,r=",
                "n,,n=user,r=a b",
                "n,,r=abc,n=user",
                "n,b=x,n=user,r=abc",
                "n,a=,n=user,r=abc",
                "q,,n=user,r=abc",
                "n,,n=us\r\ner,r=abc",
                "n,,n=us\u001b[31mer,r=abc",
                "n,,n=user,r=abc,=",
                "n,,n=us\0er,r=abc")) {
            assertEquals(
                    MALFORMED, step(offer.begin("SCRAM-SHA-256").orElseThrow().begin(first.getBytes(UTF_8))), first);
        }
        var overlong = "n,,n=us..er,r=abc".getBytes(UTF_8);
        overlong[7] = (byte) 0xC0;
        overlong[8] = (byte) 0xAF;
        assertEquals(MALFORMED, step(offer.begin("SCRAM-SHA-256").orElseThrow().begin(overlong)));
        assertEquals(MALFORMED, last(c -> c));
        assertEquals(MALFORMED, last(c -> "x" + c + ",p=AAAA"));
        assertEquals(MALFORMED, last(c -> "c=biws,p=AAAA"));
        assertEquals(MALFORMED, last(c -> c + ",x,p=AAAA"));
    }

    @Test
    void nothingMayFollowTheServersProof() {
        var client = new ScramClient();
        var exchange = offer.begin("SCRAM-SHA-256").orElseThrow();
        exchange.respond(client.last(challenge(exchange.begin(client.first()))));
        assertEquals(MALFORMED, step(exchange.respond(new byte[1])));
        assertEquals(REFUSED, step(exchange.respond(new byte[0])));
    }

    @Test
    void yesIsTrueWhereThereIsNoBinding() {
        var facts = FakeTls.facts();
        var unbound = new TlsFacts(
                "TLSv1.2",
                facts.cipher(),
                facts.cipherIana(),
                128,
                "x25519",
                Optional.empty(),
                Optional.empty(),
                false,
                TlsPeer.NONE,
                type -> Optional.empty(),
                facts.decision());
        var here = new SaslServer(users, new SecureRandom()).over(unbound, KnownUsers.ORIGIN);
        assertEquals(
                EnumSet.of(SaslMechanism.SCRAM_SHA_256, SaslMechanism.PLAIN, SaslMechanism.LOGIN),
                EnumSet.copyOf(here.mechanisms()));
        assertEquals(Optional.empty(), here.begin("SCRAM-SHA-256-PLUS"));
        var client = new ScramClient();
        client.gs2 = "y,,";
        var exchange = here.begin("SCRAM-SHA-256").orElseThrow();
        var last = exchange.respond(client.last(challenge(exchange.begin(client.first()))));
        assertTrue(client.believes(challenge(last)));
    }

    @Test
    void whenTheAnswerIsNotToBeHadTheClientMayTryAgain() {
        users.unavailable = true;
        assertEquals(new Step.Failed(false, true), play("SCRAM-SHA-256", c -> {}));
    }

    private Step play(String mechanism, Consumer<ScramClient> change) {
        var client = new ScramClient();
        change.accept(client);
        var exchange = offer.begin(mechanism).orElseThrow();
        var first = step(exchange.begin(client.first()));
        if (!(first instanceof Step.Challenge challenge)) return first;
        var last = step(exchange.respond(client.last(challenge.data())));
        return last instanceof Step.Challenge ? step(exchange.respond(new byte[0])) : last;
    }

    private Step last(java.util.function.UnaryOperator<String> change) {
        var client = new ScramClient();
        var exchange = offer.begin("SCRAM-SHA-256").orElseThrow();
        var withoutProof = client.withoutProof(challenge(exchange.begin(client.first())));
        return step(exchange.respond(change.apply(withoutProof).getBytes(UTF_8)));
    }

    private static void bind(ScramClient client, String type, String data) {
        client.gs2 = "p=" + type + ",,";
        client.bindingData = data.getBytes(UTF_8);
    }

    private static Step step(CompletionStage<Step> stage) {
        return stage.toCompletableFuture().join();
    }

    private static byte[] challenge(CompletionStage<Step> stage) {
        return ((Step.Challenge) step(stage)).data();
    }

    private static String text(CompletionStage<Step> stage) {
        return new String(challenge(stage), UTF_8);
    }
}
