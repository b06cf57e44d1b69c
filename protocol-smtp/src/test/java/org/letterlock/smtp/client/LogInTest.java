package org.letterlock.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Outcome.Result;

/** Logging in at smarthosts that are what they should be, and at others. What SCRAM agrees with is shown with our own server in it-tests. */
class LogInTest {
    private static final Pki.Server GOOD = Pki.named("mx.test");
    private static final Pki.Server STRANGER = Pki.stranger("mx.test");
    private static final Login LOGIN = new Login("ann", "wonder");

    private interface Authentication {
        void run(FakeMx.Talk talk, String command) throws IOException;
    }

    private static FakeMx mx(Pki.Server server, String offered, Authentication authentication) {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.startTls(server.tls());
            talk.say("220 mx");
            talk.hear();
            talk.say("250-mx", "250 AUTH " + offered);
            authentication.run(talk, talk.hear());
            FakeMx.dialogue(mx.get(), talk);
        }));
        return mx.get();
    }

    private static Delivery send(Sender sender, FakeMx mx, TlsDemand demand) {
        var hop = new Hop(mx.address(), "mx.test", Hop.Dialect.SMTP, true, Optional.of(LOGIN));
        return Sender.wait(sender.client.deliver(hop, demand, Sender.mail()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static void assertNotLoggedIn(FakeMx mx, Delivery delivery, String why) {
        var outcome = delivery.outcomes().get(0);
        assertEquals(Phase.LOGIN, outcome.phase(), delivery::toString);
        assertEquals(Result.TRANSIENT, outcome.result());
        assertTrue(outcome.text().contains(why), outcome::text);
        assertEquals(List.of(), mx.taken);
    }

    @Test
    @DisplayName("PLAIN behind a verified server; the trace has no password")
    void plain() {
        var said = new AtomicReference<String>();
        try (var mx = mx(GOOD, "LOGIN PLAIN", (talk, command) -> {
                    said.set(command);
                    talk.say("235 2.7.0 welcome");
                });
                var sender = new Sender()) {
            assertTrue(send(sender, mx, TlsDemand.VERIFY).delivered());
            assertEquals("AUTH PLAIN " + base64("\0ann\0wonder"), said.get());
            assertFalse(String.join("\n", sender.trace).contains(base64("\0ann\0wonder")));
        }
    }

    @Test
    @DisplayName("the password is told to nobody who is not verified, and never in the clear")
    void notVerified() {
        try (var mx = mx(STRANGER, "PLAIN", (talk, command) -> talk.say("235 welcome"));
                var sender = new Sender()) {
            assertNotLoggedIn(mx, send(sender, mx, TlsDemand.ENCRYPT), "not verified");
            assertTrue(mx.heard.stream().noneMatch(c -> c.startsWith("AUTH")), () -> mx.heard.toString());
        }
        var clear = new AtomicReference<FakeMx>();
        clear.set(new FakeMx(talk -> FakeMx.behave(clear.get(), talk, "AUTH PLAIN SCRAM-SHA-256")));
        try (var mx = clear.get();
                var sender = new Sender()) {
            var hop = new Hop(mx.address(), "mx.test", Hop.Dialect.SMTP, false, Optional.of(LOGIN));
            var delivery = Sender.wait(sender.client.deliver(hop, TlsDemand.MAY, Sender.mail()));
            assertNotLoggedIn(mx, delivery, "no log-in without TLS");
            assertTrue(mx.heard.stream().noneMatch(c -> c.startsWith("AUTH")), () -> mx.heard.toString());
        }
    }

    @Test
    @DisplayName("a refused password keeps the mail")
    void refused() {
        try (var mx = mx(GOOD, "PLAIN", (talk, command) -> talk.say("535 5.7.8 no"));
                var sender = new Sender()) {
            assertNotLoggedIn(mx, send(sender, mx, TlsDemand.VERIFY), "535 5.7.8 no");
        }
    }

    @Test
    @DisplayName("SCRAM: a server that does not know the password itself is left, whatever it says")
    void scramImpostors() {
        List<Authentication> impostors = List.of(
                (talk, command) -> talk.say("235 2.7.0 welcome"),
                (talk, command) -> {
                    var nonce = nonce(command);
                    talk.say("334 " + base64("r=" + nonce + "abc,s=c2FsdA==,i=4096"));
                    talk.hear();
                    talk.say("235 2.7.0 welcome");
                },
                (talk, command) -> {
                    talk.say("334 " + base64("r=" + nonce(command) + "abc,s=c2FsdA==,i=4096"));
                    talk.hear();
                    talk.say("334 " + base64("v=" + base64("0123456789abcdef0123456789abcdef")));
                    talk.hear();
                    talk.say("501 cancelled");
                });
        for (var impostor : impostors) {
            try (var mx = mx(STRANGER, "PLAIN SCRAM-SHA-256", impostor);
                    var sender = new Sender()) {
                assertNotLoggedIn(mx, send(sender, mx, TlsDemand.ENCRYPT), "know");
            }
        }
    }

    @Test
    @DisplayName("SCRAM: challenges that are none, or would have us compute for ever")
    void scramChallenges() {
        for (var challenge : List.of(
                "r=other,s=c2FsdA==,i=4096",
                "r=%s,s=c2FsdA==,i=4096",
                "r=%sx,s=c2FsdA==,i=1",
                "r=%sx,s=c2FsdA==,i=9999999",
                "r=%sx,s=!,i=4096",
                "")) {
            try (var mx = mx(GOOD, "SCRAM-SHA-256", (talk, command) -> {
                        talk.say("334 " + base64(challenge.replace("%s", nonce(command))));
                        assertEquals("*", talk.hear());
                        talk.say("501 cancelled");
                    });
                    var sender = new Sender()) {
                assertNotLoggedIn(mx, send(sender, mx, TlsDemand.VERIFY), "none of SCRAM-SHA-256");
                assertEquals(List.of(), mx.broken);
            }
        }
    }

    private static String nonce(String command) {
        var first = new String(Base64.getDecoder().decode(command.split(" ")[2]), UTF_8);
        return first.substring(first.indexOf(",r=") + 3);
    }
}
