package org.letterlock.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Outcome.Result;

/** What is said to servers that behave, and what is understood of what they say. */
class DialogueTest {
    private static FakeMx polite(String... offers) {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> FakeMx.behave(mx.get(), talk, offers)));
        return mx.get();
    }

    private static Outcome only(Delivery delivery) {
        assertEquals(1, delivery.outcomes().size());
        return delivery.outcomes().get(0);
    }

    @Test
    @DisplayName("a message arrives by DATA as it was, dots and all")
    void data() {
        try (var mx = polite();
                var sender = new Sender()) {
            var delivery = sender.send(mx, TlsDemand.NONE, Sender.mail());
            assertTrue(delivery.delivered(), () -> delivery + " " + sender.trace);
            assertEquals(List.of(Sender.MESSAGE), mx.taken);
            assertEquals("2.6.0", only(delivery).status().toString());
            assertEquals(
                    List.of("EHLO sender.test", "MAIL FROM:<ann@here.test>", "RCPT TO:<bob@there.test>", "DATA"),
                    mx.heard.subList(0, 4));
        }
    }

    @Test
    @DisplayName("a message arrives by BDAT as it was, also without a line end; parameters go where they are offered")
    void chunkingAndParameters() {
        var message = "Subject: x\r\n\r\n.\r\nno end";
        try (var mx = polite("PIPELINING", "CHUNKING", "SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN");
                var sender = new Sender()) {
            var plain = Sender.text(message);
            var recipient = new Recipient(
                    plain.recipients().get(0).path(),
                    List.of("SUCCESS", "FAILURE"),
                    Optional.of("rfc822;bob+x=y@there.test"));
            var mail = new MailObject(
                    "1",
                    plain.from(),
                    List.of(recipient),
                    BodyType.EIGHT_BIT_MIME,
                    true,
                    Optional.of("HDRS"),
                    Optional.of("a+b c"),
                    false,
                    plain.content());
            assertTrue(sender.send(mx, TlsDemand.NONE, mail).delivered());
            assertEquals(List.of(message), mx.taken);
            assertEquals(
                    List.of(
                            "MAIL FROM:<ann@here.test> SIZE=23 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb+20c",
                            "RCPT TO:<bob@there.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob+2Bx+3Dy@there.test",
                            "BDAT 23 LAST"),
                    mx.heard.subList(1, 4));
        }
    }

    @Test
    @DisplayName("an old server is greeted with HELO")
    void helo() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 old");
            talk.hear();
            talk.say("500 what?");
            FakeMx.dialogue(mx.get(), talk);
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            assertTrue(sender.send(server, TlsDemand.MAY, Sender.mail()).delivered());
            assertEquals("HELO sender.test", server.heard.get(1));
        }
    }

    @Test
    @DisplayName("each recipient has a fate of its own; RSET clears what a refused message left")
    void recipients() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 mx");
            boolean anybody = false;
            while (true) {
                var command = talk.hear();
                anybody = command.contains("<yes@") || anybody && !command.startsWith("MAIL");
                if (command.startsWith("EHLO")) talk.say("250-mx", "250 PIPELINING");
                else if (command.contains("<no@")) talk.say("550 5.1.1 no such");
                else if (command.contains("<later@")) talk.say("450 4.2.1 greylisted");
                else if (command.contains("<many@")) talk.say("552 too many");
                else if (command.equals("DATA") && !anybody) talk.say("554 5.5.1 for whom?");
                else if (command.equals("DATA")) {
                    talk.say("354 go");
                    mx.get().taken.add(talk.message());
                    talk.say("250 ok");
                } else talk.say("250 ok");
            }
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            var connection = sender.client.connection(Sender.hop(server), TlsDemand.NONE);
            var first = Sender.wait(connection.deliver(Sender.mail("no", "yes", "later", "many")));
            assertEquals(
                    List.of(Result.PERMANENT, Result.DELIVERED, Result.TRANSIENT, Result.TRANSIENT),
                    first.outcomes().stream().map(Outcome::result).toList());
            assertEquals("5.1.1", first.outcomes().get(0).status().toString());
            assertEquals("4.5.3", first.outcomes().get(3).status().toString());
            assertFalse(first.outcomes().get(0).otherHostMayHelp());

            assertTrue(connection.reusable());
            assertEquals(
                    Result.PERMANENT,
                    only(Sender.wait(connection.deliver(Sender.mail("no")))).result());
            assertTrue(Sender.wait(connection.deliver(Sender.mail("yes"))).delivered());
            assertEquals(1, server.connections.get());
            assertEquals(1, server.heard.stream().filter("RSET"::equals).count());
            connection.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT"})
    @DisplayName(
            "DATA comes with MAIL and RCPT; a server that goes ahead for nobody gets a dot, or nothing if it refused MAIL: RFC 2920, 3.1")
    void goAheadForNobody(String refused) {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 mx");
            while (true) {
                var command = talk.hear();
                if (command.startsWith("EHLO")) talk.say("250-mx", "250 PIPELINING");
                else if (command.startsWith("MAIL")) {
                    for (var next : List.of("RCPT", "DATA"))
                        assertTrue(talk.hear().startsWith(next));
                    talk.say(refused.equals("MAIL") ? "451 4.3.0 no" : "250 ok");
                    talk.say(refused.equals("RCPT") ? "550 5.1.1 no" : "250 ok");
                    talk.say("354 go");
                    mx.get().taken.add(talk.message());
                    talk.say("250 ok");
                } else talk.say("250 ok");
            }
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            var connection = sender.client.connection(Sender.hop(server), TlsDemand.NONE);
            var outcome = only(Sender.wait(connection.deliver(Sender.mail())));
            boolean rcpt = refused.equals("RCPT");
            assertEquals(rcpt ? Result.PERMANENT : Result.TRANSIENT, outcome.result());
            assertEquals(rcpt ? "5.1.1" : "4.3.0", outcome.status().toString());
            assertEquals(rcpt, connection.reusable());
            assertEquals(rcpt ? List.of("") : List.of(), server.taken);
            connection.close();
        }
    }

    @Test
    @DisplayName("a connection takes so many messages and no more")
    void transactions() {
        try (var mx = polite("PIPELINING");
                var sender =
                        new Sender(ClientTimes.all(Sender.LONG), new ClientLimits(512, 32, 2), List.of(), List.of())) {
            var connection = sender.client.connection(Sender.hop(mx), TlsDemand.MAY);
            for (int i = 0; i < 5; i++)
                assertTrue(Sender.wait(connection.deliver(Sender.mail())).delivered());
            assertEquals(3, mx.connections.get());
            connection.close();
        }
    }

    @Test
    @DisplayName("a connection that went stale between two messages is replaced")
    void stale() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 mx");
            while (true) {
                var command = talk.hear();
                if (command.equals("DATA")) {
                    talk.say("354 go");
                    mx.get().taken.add(talk.message());
                    talk.say("250 ok");
                    talk.hear(); // the next message's MAIL
                    if (talk.number == 1) talk.say("421 idle for too long");
                    return;
                }
                talk.say("250 ok");
            }
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            var connection = sender.client.connection(Sender.hop(server), TlsDemand.NONE);
            assertTrue(Sender.wait(connection.deliver(Sender.mail())).delivered());
            assertTrue(Sender.wait(connection.deliver(Sender.mail())).delivered());
            assertTrue(Sender.wait(connection.deliver(Sender.mail())).delivered());
            assertEquals(3, server.connections.get());
            assertEquals(3, server.taken.size());
            connection.close();
        }
    }

    @Test
    @DisplayName("what a server cannot take is not said to it")
    void suitability() {
        try (var mx = polite("SIZE 10", "PIPELINING");
                var sender = new Sender()) {
            assertEquals(
                    "5.3.4",
                    only(sender.send(mx, TlsDemand.NONE, Sender.mail()))
                            .status()
                            .toString());
        }
        try (var mx = polite("SIZE 0");
                var sender = new Sender()) {
            var plain = Sender.mail();
            assertRefused("5.6.3", sender.send(mx, TlsDemand.NONE, with(plain, BodyType.EIGHT_BIT_MIME, false, false)));
            assertRefused("5.6.3", sender.send(mx, TlsDemand.NONE, with(plain, BodyType.BINARY_MIME, false, false)));
            assertRefused("5.6.7", sender.send(mx, TlsDemand.NONE, with(plain, BodyType.SEVEN_BIT, true, false)));
            assertRefused("5.7.10", sender.send(mx, TlsDemand.NONE, with(plain, BodyType.SEVEN_BIT, false, true)));
            assertTrue(mx.heard.stream().noneMatch(c -> c.startsWith("MAIL")), () -> mx.heard.toString());
            assertTrue(sender.send(mx, TlsDemand.NONE, plain).delivered());
        }
    }

    private static void assertRefused(String status, Delivery delivery) {
        assertEquals(Result.PERMANENT, only(delivery).result());
        assertEquals(Phase.OFFER, only(delivery).phase());
        assertEquals(status, only(delivery).status().toString());
    }

    private static MailObject with(MailObject mail, BodyType body, boolean smtpUtf8, boolean requireTls) {
        return new MailObject(
                "1",
                mail.from(),
                mail.recipients(),
                body,
                smtpUtf8,
                mail.ret(),
                mail.envelopeId(),
                requireTls,
                mail.content());
    }

    @Test
    @DisplayName("nobody there: transient, and another host may help")
    void nobodyThere() {
        var mx = polite();
        var address = mx.address();
        mx.close();
        try (var sender = new Sender()) {
            var outcome = only(Sender.wait(sender.client.deliver(Sender.hop(address), TlsDemand.MAY, Sender.mail())));
            assertEquals(Result.TRANSIENT, outcome.result());
            assertEquals(Phase.CONNECT, outcome.phase());
            assertTrue(outcome.otherHostMayHelp());
        }
    }

    @Test
    @DisplayName("S-P15 a report goes out from nobody, and where a next hop sees a loop the mail is refused for good")
    void s_P15_loops() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 mx");
            talk.hear();
            talk.say("250-mx", "250 CHUNKING");
            talk.hear();
            talk.say("250 ok");
            talk.hear();
            talk.say("250 ok");
            talk.octets(Integer.parseInt(talk.hear().split(" ")[1]));
            talk.say("554 5.4.6 too many hops");
            talk.silence();
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            var plain = Sender.mail();
            var report = new MailObject(
                    "1",
                    ReversePath.NULL,
                    plain.recipients(),
                    plain.body(),
                    false,
                    plain.ret(),
                    plain.envelopeId(),
                    false,
                    plain.content());
            var outcome = only(sender.send(server, TlsDemand.NONE, report));
            assertEquals("MAIL FROM:<>", server.heard.get(1));
            assertEquals(Result.PERMANENT, outcome.result());
            assertEquals("5.4.6", outcome.status().toString());
            assertFalse(outcome.otherHostMayHelp());
        }
    }

    @Test
    @DisplayName("S-P17 who wants no reports is passed on as such, so that nobody on the way sends one")
    void s_P17_never() {
        try (var mx = polite("DSN");
                var sender = new Sender()) {
            var plain = Sender.mail();
            var never = new Recipient(plain.recipients().get(0).path(), List.of("NEVER"), Optional.empty());
            var mail = new MailObject(
                    "1",
                    plain.from(),
                    List.of(never),
                    plain.body(),
                    false,
                    plain.ret(),
                    plain.envelopeId(),
                    false,
                    plain.content());
            assertTrue(sender.send(mx, TlsDemand.NONE, mail).delivered());
            assertEquals("RCPT TO:<bob@there.test> NOTIFY=NEVER", mx.heard.get(2));
        }
    }

    @Test
    @DisplayName("a server that is silent behind the handshake is not spoken to in the clear")
    void silentBehindTheHandshake() {
        var tls = Pki.named("mx.test").tls();
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 mx");
            talk.hear();
            talk.say("250-mx", "250 STARTTLS");
            talk.hear();
            talk.say("220 go");
            talk.startTls(tls);
            talk.silence();
        }));
        try (var server = mx.get();
                var sender = new Sender(
                        ClientTimes.all(Duration.ofMillis(500)).withWhole(Sender.LONG),
                        ClientLimits.DEFAULT,
                        List.of(),
                        List.of(),
                        Sender.LONG)) {
            var outcome = only(sender.send(server, TlsDemand.MAY, Sender.mail()));
            assertEquals(Result.TRANSIENT, outcome.result(), outcome::toString);
            assertEquals(1, server.connections.get());
        }
    }

    @Test
    @DisplayName("LMTP: a reply for each recipient behind the dot")
    void lmtp() {
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> {
            talk.say("220 lmtp");
            while (true) {
                var command = talk.hear();
                if (command.startsWith("LHLO")) talk.say("250-mx", "250 PIPELINING");
                else if (command.contains("<no@")) talk.say("550 5.1.1 no such");
                else if (command.equals("DATA")) {
                    talk.say("354 go");
                    talk.message();
                    talk.say("250 2.1.5 <a> ok", "452 4.2.2 <b> full", "552 5.2.2 <c> full");
                } else talk.say("250 ok");
            }
        }));
        try (var server = mx.get();
                var sender = new Sender()) {
            var hop = new Hop(server.address(), "mx.test", Hop.Dialect.LMTP, false, Optional.empty());
            var delivery = Sender.wait(sender.client.deliver(hop, TlsDemand.NONE, Sender.mail("a", "no", "b", "c")));
            assertEquals(
                    List.of(Result.DELIVERED, Result.PERMANENT, Result.TRANSIENT, Result.PERMANENT),
                    delivery.outcomes().stream().map(Outcome::result).toList());
            assertEquals(Phase.RCPT, delivery.outcomes().get(1).phase());
            assertEquals(Phase.END, delivery.outcomes().get(3).phase());
        }
    }
}
