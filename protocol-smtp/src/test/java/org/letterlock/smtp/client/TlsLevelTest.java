package org.letterlock.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Outcome.Result;
import org.letterlock.smtp.client.Protection.Kind;
import org.letterlock.tls.TlsIdentity;
import org.letterlock.tls.Tlsa;

/** Each level of TLS against each way in which a server, or somebody in between, misbehaves. The guide's client mode; RFC 7672. */
class TlsLevelTest {
    private static final Pki.Server GOOD = Pki.named("mx.test");
    private static final Pki.Server EXPIRED = Pki.expired("mx.test");
    private static final Pki.Server OTHER_NAME = Pki.named("other.test");
    private static final Pki.Server SELF_SIGNED = Pki.selfSigned("mx.test");
    private static final Pki.Server STRANGER = Pki.stranger("mx.test");
    private static final Pki.Server DOMAIN = Pki.named("there.test");
    private static final Sender SENDER = sender(Duration.ofSeconds(60));
    private static final Sender IMPATIENT = sender(Duration.ofMillis(500));

    private static Sender sender(Duration time) {
        var authorities = new ArrayList<>(Pki.AUTHORITIES);
        authorities.add(EXPIRED.authority());
        return new Sender(
                ClientTimes.all(time).withWhole(Duration.ofSeconds(60)), ClientLimits.DEFAULT, authorities, List.of());
    }

    @AfterAll
    static void end() {
        SENDER.close();
        IMPATIENT.close();
    }

    /** What the server does about TLS on a connection. */
    private enum Way {
        /** As it should. */
        WELL(GOOD),
        /** It does not offer STARTTLS. */
        NOT_OFFERED(GOOD),
        /** Somebody made something else of the word. */
        STRIPPED(GOOD),
        REFUSED_454(GOOD),
        REFUSED_554(GOOD),
        EXPIRED(TlsLevelTest.EXPIRED),
        WRONG_NAME(OTHER_NAME),
        SELF_SIGNED(TlsLevelTest.SELF_SIGNED),
        UNKNOWN_AUTHORITY(STRANGER),
        /** Text where a handshake should be. */
        GARBAGE_BEHIND_220(GOOD),
        /** A fatal alert. */
        ALERT(GOOD),
        CLOSED_BEHIND_220(GOOD),
        SILENT_BEHIND_220(GOOD);

        private final Pki.Server server;

        Way(Pki.Server server) {
            this.server = server;
        }

        /** Whether no handshake was begun, so that the same connection goes on. */
        boolean noHandshake() {
            return this == NOT_OFFERED || this == STRIPPED || this == REFUSED_454 || this == REFUSED_554;
        }

        boolean handshakeFails() {
            return compareTo(GARBAGE_BEHIND_220) >= 0;
        }
    }

    private static FakeMx mx(Way way) {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> serve(mx.get(), talk, way)));
        return mx.get();
    }

    private static void serve(FakeMx mx, FakeMx.Talk talk, Way way) throws IOException {
        talk.say("220 mx.test ESMTP");
        talk.hear();
        if (way == Way.NOT_OFFERED) talk.say("250-mx.test", "250 8BITMIME");
        else if (way == Way.STRIPPED) talk.say("250-mx.test", "250 XXXXXXXA");
        else talk.say("250-mx.test", "250 STARTTLS");
        if (way == Way.REFUSED_454 || way == Way.REFUSED_554) {
            talk.hear();
            talk.say(way == Way.REFUSED_454 ? "454 4.7.0 TLS not available" : "554 5.7.0 no");
        } else if (!way.noHandshake()) {
            var command = talk.hear();
            if (!command.equals("STARTTLS")) { // a connection without TLS, behind one with
                mx.heard.remove(command);
                replay(mx, talk, command);
                return;
            }
            talk.say("220 go ahead");
            switch (way) {
                case GARBAGE_BEHIND_220 -> {
                    talk.octets(5);
                    talk.say("250 2.0.0 no TLS here, just go on");
                    talk.silence();
                }
                case ALERT -> {
                    talk.octets(5);
                    talk.raw("\u0015\u0003\u0003\u0000\u0002\u0002\u0028"); // handshake_failure
                    talk.silence();
                }
                case CLOSED_BEHIND_220 -> {
                    talk.octets(5);
                    return;
                }
                case SILENT_BEHIND_220 -> talk.silence();
                default -> talk.startTls(way.server.tls());
            }
        }
        FakeMx.dialogue(mx, talk, "8BITMIME");
    }

    private static void replay(FakeMx mx, FakeMx.Talk talk, String first) throws IOException {
        mx.heard.add(first);
        talk.say("250 ok");
        FakeMx.dialogue(mx, talk);
    }

    private static Stream<Arguments> ways() {
        return Stream.of(Way.values()).map(Arguments::of);
    }

    private static Delivery deliver(FakeMx mx, Way way, TlsDemand demand) {
        return (way == Way.SILENT_BEHIND_220 ? IMPATIENT : SENDER).send(mx, demand, Sender.mail());
    }

    private static void assertKept(FakeMx mx, Delivery delivery, Optional<Kind> kind) {
        var outcome = delivery.outcomes().get(0);
        assertEquals(Result.TRANSIENT, outcome.result(), delivery::toString);
        assertEquals(Phase.TLS, outcome.phase(), delivery::toString);
        assertEquals(kind, delivery.protection().failure().map(Protection.Failure::kind), delivery::toString);
        assertEquals(List.of(), mx.taken);
        assertEquals(1, mx.connections.get(), "no second try in the clear");
        assertTrue(mx.heard.stream().noneMatch(c -> c.startsWith("MAIL")), () -> mx.heard.toString());
        assertTrue(outcome.otherHostMayHelp());
    }

    @ParameterizedTest(name = "none, {0}")
    @MethodSource("ways")
    @DisplayName("none: STARTTLS is not said")
    void none(Way way) {
        try (var mx = mx(way)) {
            if (way.noHandshake() && way != Way.NOT_OFFERED && way != Way.STRIPPED) return; // they wait for STARTTLS
            var delivery = deliver(mx, way, TlsDemand.NONE);
            assertTrue(delivery.delivered(), delivery::toString);
            assertEquals(TlsLevel.NONE, delivery.protection().reached());
            assertFalse(mx.heard.contains("STARTTLS"));
        }
    }

    @ParameterizedTest(name = "may, {0}")
    @MethodSource("ways")
    @DisplayName("S-C14 may: any TLS rather than none, and one connection in the clear behind a failed handshake")
    void s_C14_may(Way way) {
        try (var mx = mx(way)) {
            var delivery = deliver(mx, way, TlsDemand.MAY);
            assertTrue(delivery.delivered(), delivery::toString);
            assertEquals(1, mx.taken.size());
            assertEquals(way.handshakeFails() ? 2 : 1, mx.connections.get());
            boolean plain = way.handshakeFails() || way.noHandshake();
            assertEquals(plain, delivery.protection().failure().isPresent());
            assertEquals(
                    plain ? TlsLevel.NONE : way == Way.WELL ? TlsLevel.VERIFY : TlsLevel.ENCRYPT,
                    delivery.protection().reached());
        }
    }

    @ParameterizedTest(name = "encrypt, {0}")
    @MethodSource("ways")
    @DisplayName("S-C14 encrypt: any certificate, but never in the clear")
    void s_C14_encrypt(Way way) {
        try (var mx = mx(way)) {
            var delivery = deliver(mx, way, TlsDemand.ENCRYPT);
            if (way.noHandshake() || way.handshakeFails()) {
                assertKept(mx, delivery, Optional.of(withoutTls(way)));
            } else {
                assertTrue(delivery.delivered(), delivery::toString);
                assertEquals(
                        way == Way.WELL ? TlsLevel.VERIFY : TlsLevel.ENCRYPT,
                        delivery.protection().reached());
            }
        }
    }

    private static Kind withoutTls(Way way) {
        return way == Way.NOT_OFFERED || way == Way.STRIPPED ? Kind.STARTTLS_NOT_SUPPORTED : Kind.VALIDATION_FAILURE;
    }

    @ParameterizedTest(name = "verify, {0}")
    @MethodSource("ways")
    @DisplayName("S-C14 verify: trusted, and for the host")
    void s_C14_verify(Way way) {
        try (var mx = mx(way)) {
            var delivery = deliver(mx, way, TlsDemand.VERIFY);
            if (way == Way.WELL) {
                assertTrue(delivery.delivered(), delivery::toString);
                assertEquals(TlsLevel.VERIFY, delivery.protection().reached());
            } else {
                assertKept(mx, delivery, Optional.of(whyNot(way)));
            }
        }
    }

    private static Kind whyNot(Way way) {
        return switch (way) {
            case EXPIRED -> Kind.CERTIFICATE_EXPIRED;
            case WRONG_NAME -> Kind.CERTIFICATE_HOST_MISMATCH;
            case SELF_SIGNED, UNKNOWN_AUTHORITY -> Kind.CERTIFICATE_NOT_TRUSTED;
            default -> withoutTls(way);
        };
    }

    @ParameterizedTest(name = "secure, {0}")
    @MethodSource("ways")
    @DisplayName("S-C14 secure: trusted, and for a name that DNS cannot change; the host's own is none")
    void s_C14_secure(Way way) {
        try (var mx = mx(way)) {
            var delivery = deliver(mx, way, TlsDemand.secure(List.of("there.test")));
            // all of these certificates are for some host, none for the domain
            var kind = way == Way.WELL || way == Way.EXPIRED || way == Way.SELF_SIGNED || way == Way.UNKNOWN_AUTHORITY
                    ? Kind.CERTIFICATE_HOST_MISMATCH
                    : whyNot(way);
            assertKept(mx, delivery, Optional.of(kind));
        }
    }

    private static FakeMx with(Pki.Server server) {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 mx.test");
            talk.hear();
            talk.say("250-mx.test", "250 STARTTLS");
            talk.hear();
            talk.say("220 go");
            talk.startTls(server.tls());
            FakeMx.dialogue(mx.get(), talk);
        }));
        return mx.get();
    }

    @Test
    @DisplayName("S-C14 secure: a certificate for the domain, or for a host below where that is meant")
    void s_C14_secureNames() {
        try (var mx = with(DOMAIN)) {
            var delivery = SENDER.send(mx, TlsDemand.secure(List.of("there.test")), Sender.mail());
            assertTrue(delivery.delivered(), delivery::toString);
            assertEquals(TlsLevel.SECURE, delivery.protection().reached());
        }
        try (var mx = with(Pki.named("a.mx.there.test"))) {
            assertTrue(SENDER.send(mx, TlsDemand.secure(List.of("there.test", ".there.test")), Sender.mail())
                    .delivered());
            assertFalse(SENDER.send(mx, TlsDemand.secure(List.of("there.test", ".here.test")), Sender.mail())
                    .delivered());
        }
    }

    @ParameterizedTest(name = "dane, {0}")
    @MethodSource("ways")
    @DisplayName("S-C14 dane: the certificate published, whatever else is wrong with it, and no other")
    void s_C14_dane(Way way) throws Exception {
        for (var published : List.of(way.server, DOMAIN)) {
            try (var mx = mx(way)) {
                var record =
                        Tlsa.of(3, 1, 1, sha256(published.leaf().getPublicKey().getEncoded()));
                var delivery = deliver(mx, way, TlsDemand.dane(List.of(record), List.of()));
                if (way.noHandshake() || way.handshakeFails()) {
                    assertKept(mx, delivery, Optional.of(withoutTls(way)));
                } else if (published == DOMAIN) {
                    assertKept(mx, delivery, Optional.of(Kind.TLSA_INVALID));
                } else {
                    assertTrue(delivery.delivered(), delivery::toString);
                    assertEquals(TlsLevel.DANE, delivery.protection().reached());
                }
            }
        }
    }

    @Test
    @DisplayName(
            "S-C14 dane: an authority published vouches for the names that go with it; records of no use ask for TLS alone")
    void s_C14_daneAuthority() throws Exception {
        var authority = Tlsa.of(2, 0, 1, sha256(STRANGER.authority().getEncoded()));
        try (var mx = with(STRANGER)) {
            var good = SENDER.send(
                    mx, TlsDemand.dane(List.of(authority), List.of("mx.test", "there.test")), Sender.mail());
            assertTrue(good.delivered(), good::toString);
            assertEquals(TlsLevel.DANE, good.protection().reached());
            var other = SENDER.send(mx, TlsDemand.dane(List.of(authority), List.of("elsewhere.test")), Sender.mail());
            assertEquals(
                    Optional.of(Kind.CERTIFICATE_HOST_MISMATCH),
                    other.protection().failure().map(Protection.Failure::kind));
            var unusable = Tlsa.of(1, 0, 1, sha256(GOOD.leaf().getEncoded())); // PKIX-EE: RFC 7672, 3.1.3
            var encrypted = SENDER.send(mx, TlsDemand.dane(List.of(unusable), List.of()), Sender.mail());
            assertTrue(encrypted.delivered(), encrypted::toString);
            assertEquals(TlsLevel.ENCRYPT, encrypted.protection().reached());
        }
    }

    private static byte[] sha256(byte[] octets) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(octets);
    }

    @Test
    @DisplayName("S-C14 what comes in the clear behind 220 is thrown away, and answers nothing")
    void s_C14_injection() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 mx.test");
            talk.hear();
            talk.say("250-mx.test", "250 STARTTLS");
            talk.hear();
            // one write: a reply to EHLO, and all that a message needs to be believed delivered
            talk.say("220 go", "250-mx.test", "250 PIPELINING", "250 ok", "250 ok", "354 go", "250 2.0.0 injected");
            talk.startTls(GOOD.tls());
            talk.hear();
            talk.say("250 mx.test");
            talk.hear();
            talk.say("451 4.3.0 not today");
            talk.silence();
        }));
        try (var server = mx.get()) {
            var delivery = SENDER.send(server, TlsDemand.MAY, Sender.mail());
            assertEquals(Result.TRANSIENT, delivery.outcomes().get(0).result(), delivery::toString);
            assertEquals("451 4.3.0 not today", delivery.outcomes().get(0).text());
            assertTrue(
                    SENDER.trace.stream().anyMatch(l -> l.contains("octets that the server sent before TLS")),
                    () -> SENDER.trace.toString());
        }
    }

    @Test
    @DisplayName("S-C15 a greeting that promises more than a greeting can is none: TLS is asked for all the same")
    void s_C15_greeting() {
        for (var greeting :
                List.of("220 mx.test already authenticated, TLS active", "235 2.7.0 welcome back", "250 mx.test")) {
            var mx = new AtomicReference<FakeMx>();
            mx.set(new FakeMx(talk -> {
                talk.say(greeting);
                FakeMx.dialogue(mx.get(), talk, "8BITMIME");
            }));
            try (var server = mx.get()) {
                assertKept(
                        server,
                        SENDER.send(server, TlsDemand.VERIFY, Sender.mail()),
                        Optional.of(Kind.STARTTLS_NOT_SUPPORTED));
            }
        }
    }

    @Test
    @DisplayName("G8 a certificate is shown when the server asks for it, and what it is asked for in SNI is its name")
    void g8_clientCertificate() throws Exception {
        var keys = Pki.keys();
        var identity = TlsIdentity.of(
                List.of(Pki.CA.issue(keys, List.of("sender.test")).leaf()), keys.getPrivate());
        for (var version : List.of("TLSv1.2", "TLSv1.3")) {
            var shown = new AtomicReference<X509Certificate>();
            var mx = new AtomicReference<FakeMx>();
            mx.set(new FakeMx(talk -> {
                talk.startTls(GOOD.tls(), true, version);
                shown.set((X509Certificate) talk.tls().getSession().getPeerCertificates()[0]);
                FakeMx.behave(mx.get(), talk);
            }));
            try (var server = mx.get();
                    var sender = new Sender(
                            ClientTimes.all(Sender.LONG), ClientLimits.DEFAULT, Pki.AUTHORITIES, List.of(identity))) {
                var hop = new Hop(server.address(), "mx.test", Hop.Dialect.SMTP, true, Optional.empty());
                var delivery = Sender.wait(sender.client.deliver(hop, TlsDemand.VERIFY, Sender.mail()));
                assertTrue(delivery.delivered(), delivery::toString);
                assertEquals(identity.leaf(), shown.get());
                var facts = delivery.protection().facts().orElseThrow();
                assertEquals(version, facts.protocol());
                assertEquals(Optional.of("mx.test"), facts.serverName());
                assertEquals(64, facts.peer().fingerprint().orElseThrow().length());
            }
        }
    }

    private static TlsIdentity identity() throws Exception {
        var keys = Pki.keys();
        return TlsIdentity.of(List.of(Pki.CA.issue(keys, List.of("sender.test")).leaf()), keys.getPrivate());
    }

    @Test
    @DisplayName("G8 renewed TLS is that of connections that begin then; one that is there goes on, message by message")
    void g8_renewed() throws Exception {
        var shown = new CopyOnWriteArrayList<X509Certificate>();
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.startTls(GOOD.tls(), true, "TLSv1.3");
            shown.add((X509Certificate) talk.tls().getSession().getPeerCertificates()[0]);
            FakeMx.behave(mx.get(), talk);
        }));
        var before = identity();
        var after = identity();
        try (var server = mx.get();
                var sender = new Sender(
                        ClientTimes.all(Sender.LONG), ClientLimits.DEFAULT, Pki.AUTHORITIES, List.of(before))) {
            var hop = new Hop(server.address(), "mx.test", Hop.Dialect.SMTP, true, Optional.empty());
            var kept = sender.client.connection(hop, TlsDemand.VERIFY);
            assertTrue(Sender.wait(kept.deliver(Sender.mail())).delivered());
            sender.client.renewTls(sender.tls(List.of(), List.of(after), Sender.LONG));
            assertTrue(Sender.wait(kept.deliver(Sender.mail())).delivered(), "it believed the server when it began");
            assertEquals(List.of(before.leaf()), shown);
            var fresh = Sender.wait(sender.client.deliver(hop, TlsDemand.VERIFY, Sender.mail()));
            assertEquals(
                    Kind.CERTIFICATE_NOT_TRUSTED,
                    fresh.protection().failure().orElseThrow().kind());
            assertTrue(Sender.wait(sender.client.deliver(hop, TlsDemand.ENCRYPT, Sender.mail()))
                    .delivered());
            assertEquals(after.leaf(), shown.get(shown.size() - 1));
            kept.close();
        }
    }

    @ParameterizedTest(name = "REQUIRETLS, {0}")
    @MethodSource("ways")
    @DisplayName("RFC 8689, 4.2.1: what requires TLS goes back where there is none that is verified: 5.7.10")
    void requireTlsOverWeakerHops(Way way) {
        for (var demand : List.of(TlsDemand.MAY, TlsDemand.VERIFY)) {
            boolean untrusted = way.server != GOOD; // at level may there is TLS then, with anybody
            try (var mx = mx(way)) {
                var delivery = (way == Way.SILENT_BEHIND_220 ? IMPATIENT : SENDER)
                        .send(mx, demand, Sender.requiringTls(Sender.mail()));
                var outcome = delivery.outcomes().get(0);
                assertEquals(Result.PERMANENT, outcome.result(), delivery::toString);
                assertEquals(
                        way == Way.WELL ? "5.7.30" : "5.7.10", outcome.status().toString(), outcome::toString);
                assertTrue(outcome.otherHostMayHelp(), "another host of the domain may be better");
                assertTrue(mx.heard.stream().noneMatch(c -> c.startsWith("MAIL")), () -> mx.heard.toString());
                if (demand == TlsDemand.MAY && untrusted)
                    assertEquals(TlsLevel.ENCRYPT, delivery.protection().reached());
            }
        }
    }

    @Test
    @DisplayName("RFC 8689, 5: a notice is not lost because the next server knows no REQUIRETLS, and asks where it can")
    void requireTlsOfNotices() {
        for (boolean offered : new boolean[] {true, false}) {
            var mx = new AtomicReference<FakeMx>();
            mx.set(new FakeMx(talk -> {
                talk.startTls(GOOD.tls());
                FakeMx.behave(mx.get(), talk, offered ? "REQUIRETLS" : "DSN");
            }));
            try (var server = mx.get()) {
                var hop = new Hop(server.address(), "mx.test", Hop.Dialect.SMTP, true, Optional.empty());
                var plain = Sender.requiringTls(Sender.mail());
                var notice = new MailObject(
                        "1",
                        ReversePath.NULL,
                        plain.recipients(),
                        plain.body(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        plain.content());
                var demand = TlsDemand.secure(List.of("mx.test"));
                assertTrue(
                        Sender.wait(SENDER.client.deliver(hop, demand, notice)).delivered());
                assertTrue(server.heard.contains(offered ? "MAIL FROM:<> REQUIRETLS" : "MAIL FROM:<>"));
                assertTrue(Sender.wait(SENDER.client.deliver(hop, TlsDemand.ENCRYPT, notice))
                        .delivered());
                assertEquals(
                        "MAIL FROM:<>",
                        server.heard.stream()
                                .filter(c -> c.startsWith("MAIL"))
                                .skip(1)
                                .findFirst()
                                .orElseThrow());
            }
        }
    }

    @Test
    @DisplayName("REQUIRETLS goes only where it is promised again, over TLS that is verified")
    void requireTls() {
        for (boolean promised : new boolean[] {true, false}) {
            var mx = new AtomicReference<FakeMx>();
            mx.set(new FakeMx(talk -> {
                talk.startTls(GOOD.tls());
                FakeMx.behave(mx.get(), talk, promised ? "REQUIRETLS" : "DSN");
            }));
            try (var server = mx.get()) {
                var hop = new Hop(server.address(), "mx.test", Hop.Dialect.SMTP, true, Optional.empty());
                var mail = Sender.requiringTls(Sender.mail());
                var delivery = Sender.wait(SENDER.client.deliver(hop, TlsDemand.VERIFY, mail));
                assertEquals(promised, delivery.delivered(), delivery::toString);
                if (promised) assertTrue(server.heard.contains("MAIL FROM:<ann@here.test> REQUIRETLS"));
                else assertEquals("5.7.30", delivery.outcomes().get(0).status().toString());
            }
        }
    }
}
