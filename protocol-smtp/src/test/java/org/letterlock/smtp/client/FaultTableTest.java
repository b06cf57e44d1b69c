package org.letterlock.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.smtp.client.Outcome.Result;

/**
 * A server that fails at each of 40 points of the dialogue in each of at least five ways. Whatever happens, a message is reported as
 * delivered exactly when a reply to its end said so.
 */
class FaultTableTest {
    private static final String TO = "two";
    private static final String BIG =
            "Subject: big\r\n\r\n" + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789\r\n".repeat(140_000);

    private static Sender patient;
    private static Sender impatient;
    private static javax.net.ssl.SSLContext tls;

    @BeforeAll
    static void begin() {
        patient = new Sender();
        impatient = new Sender(ClientTimes.all(Duration.ofMillis(500)).withWhole(Sender.LONG));
        tls = Pki.named("mx.test").tls();
    }

    @AfterAll
    static void end() {
        patient.close();
        impatient.close();
    }

    /** Where it happens: in the middle of nothing, instead of a reply, or within one. */
    private enum Kind {
        GAP,
        REPLY,
        WITHIN
    }

    private enum Point {
        CONNECTED(Kind.GAP),
        GREETING(Kind.REPLY),
        WITHIN_GREETING(Kind.WITHIN),
        BEHIND_GREETING(Kind.GAP),
        EHLO(Kind.REPLY),
        WITHIN_EHLO_LINE(Kind.WITHIN),
        WITHIN_EHLO(Kind.WITHIN),
        BEHIND_EHLO(Kind.GAP),
        STARTTLS(Kind.REPLY),
        WITHIN_STARTTLS(Kind.WITHIN),
        BEHIND_STARTTLS(Kind.GAP),
        CLIENT_HELLO(Kind.GAP),
        HANDSHAKE_DONE(Kind.GAP),
        EHLO_AGAIN(Kind.REPLY),
        WITHIN_EHLO_AGAIN(Kind.WITHIN),
        BEHIND_EHLO_AGAIN(Kind.GAP),
        MAIL(Kind.REPLY),
        WITHIN_MAIL(Kind.WITHIN),
        BEHIND_MAIL(Kind.GAP),
        RCPT_ONE(Kind.REPLY),
        WITHIN_RCPT_ONE(Kind.WITHIN),
        BEHIND_RCPT_ONE(Kind.GAP),
        RCPT_TWO(Kind.REPLY),
        WITHIN_RCPT_TWO(Kind.WITHIN),
        BEHIND_RCPT_TWO(Kind.GAP),
        DATA(Kind.REPLY),
        WITHIN_DATA(Kind.WITHIN),
        BEHIND_DATA(Kind.GAP),
        CONTENT_HEADER(Kind.GAP),
        CONTENT_MIDDLE(Kind.GAP),
        DOT(Kind.REPLY),
        WITHIN_DOT_CODE(Kind.WITHIN),
        WITHIN_DOT_LINE(Kind.WITHIN),
        WITHIN_DOT(Kind.WITHIN),
        BEHIND_DOT(Kind.GAP),
        QUIT(Kind.REPLY),
        WITHIN_QUIT(Kind.WITHIN),
        SECOND_MAIL(Kind.REPLY),
        SECOND_DATA(Kind.REPLY),
        SECOND_DOT(Kind.REPLY);

        private final Kind kind;

        Point(Kind kind) {
            this.kind = kind;
        }

        boolean second() {
            return compareTo(SECOND_MAIL) >= 0;
        }

        /** The message is not all there: it is one that does not fit into what lies between. */
        boolean inContent() {
            return this == BEHIND_DATA || this == CONTENT_HEADER || this == CONTENT_MIDDLE;
        }

        /** The message is there, and not taken yet. */
        boolean atEnd() {
            return this == DOT
                    || this == WITHIN_DOT
                    || this == WITHIN_DOT_CODE
                    || this == WITHIN_DOT_LINE
                    || this == SECOND_DOT;
        }
    }

    private enum Fault {
        CLOSE,
        RESET,
        SILENCE,
        GARBAGE,
        SAY_421,
        SAY_451,
        SAY_554;

        boolean reply() {
            return compareTo(SAY_421) >= 0;
        }

        String line() {
            return name().substring(4) + " 4.3.0 not now".replace('4', name().charAt(4));
        }
    }

    static Stream<Arguments> table() {
        return Arrays.stream(Point.values())
                .flatMap(point -> Arrays.stream(Fault.values())
                        // a further reply in between is the next command's, for all that a client can see: only 421
                        // says what it is
                        .filter(fault -> point.kind == Kind.REPLY || fault.compareTo(Fault.SAY_451) < 0)
                        // half a line and 421 are one line, which is a good reply
                        .filter(fault -> point != Point.WITHIN_DOT_LINE || fault != Fault.SAY_421)
                        .map(fault -> Arguments.of(point, fault)));
    }

    /** One connection's script: as {@link FakeMx#behave}, with a fault. */
    private static final class Faulty {
        private final FakeMx.Talk talk;
        private final Point point;
        private final Fault fault;
        private final AtomicBoolean accepted;
        private final boolean big;

        Faulty(FakeMx.Talk talk, Point point, Fault fault, AtomicBoolean accepted) {
            this.talk = talk;
            this.point = point;
            this.fault = fault;
            this.accepted = accepted;
            big = point.inContent();
        }

        /** Whether the fault took the place of what would have been said. */
        private boolean at(Point here) throws IOException {
            if (here != point) return false;
            switch (fault) {
                case CLOSE -> throw new IOException("over");
                case RESET -> {
                    talk.reset();
                    throw new IOException("over");
                }
                case SILENCE -> {
                    if (big) talk.sleep();
                    else talk.silence();
                    throw new IOException("over");
                }
                case GARBAGE -> {
                    talk.raw("\u0000\u00ff no reply\r\n");
                    if (big) talk.sleep();
                    else talk.silence();
                    throw new IOException("over");
                }
                case SAY_421 -> {
                    talk.say(fault.line());
                    throw new IOException("over");
                }
                default -> talk.say(fault.line());
            }
            return true;
        }

        /** Says a reply, or fails instead of it, within it or behind it. */
        private void say(Point instead, Point within, Point behind, String reply) throws IOException {
            if (at(instead)) return;
            if (point == within) {
                talk.raw(reply.substring(0, 2));
                at(within);
            }
            talk.raw(reply);
            at(behind);
        }

        void run() throws IOException {
            at(Point.CONNECTED);
            say(Point.GREETING, Point.WITHIN_GREETING, Point.BEHIND_GREETING, "220 mx.test\r\n");
            talk.hear();
            if (point == Point.WITHIN_EHLO) {
                talk.say("250-mx.test");
                at(point);
            }
            say(Point.EHLO, Point.WITHIN_EHLO_LINE, Point.BEHIND_EHLO, "250-mx.test\r\n250 STARTTLS\r\n");
            if (talk.hear().startsWith("HELO")) {
                talk.say("250 mx.test");
                talk.hear();
            }
            say(Point.STARTTLS, Point.WITHIN_STARTTLS, Point.BEHIND_STARTTLS, "220 go\r\n");
            if (point == Point.CLIENT_HELLO) {
                talk.octets(5);
                at(point);
            }
            if (point != Point.STARTTLS) {
                talk.startTls(tls);
                at(Point.HANDSHAKE_DONE);
                talk.hear();
                say(
                        Point.EHLO_AGAIN,
                        Point.WITHIN_EHLO_AGAIN,
                        Point.BEHIND_EHLO_AGAIN,
                        "250-mx.test\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
            }
            mail();
        }

        private void mail() throws IOException {
            int messages = 0;
            while (true) {
                var command = talk.hear();
                if (command.startsWith("MAIL")) {
                    if (messages == 1 && at(Point.SECOND_MAIL)) continue;
                    if (messages == 0) say(Point.MAIL, Point.WITHIN_MAIL, Point.BEHIND_MAIL, "250 2.1.0 ok\r\n");
                    else talk.say("250 2.1.0 ok");
                } else if (command.contains("<one@")) {
                    if (messages == 0)
                        say(Point.RCPT_ONE, Point.WITHIN_RCPT_ONE, Point.BEHIND_RCPT_ONE, "250 2.1.5 ok\r\n");
                    else talk.say("250 2.1.5 ok");
                } else if (command.contains("<" + TO + "@")) {
                    if (messages == 0)
                        say(Point.RCPT_TWO, Point.WITHIN_RCPT_TWO, Point.BEHIND_RCPT_TWO, "250 2.1.5 ok\r\n");
                    else talk.say("250 2.1.5 ok");
                } else if (command.equals("DATA")) {
                    if (messages == 1 ? at(Point.SECOND_DATA) : at(Point.DATA)) continue;
                    if (messages == 0) say(Point.DATA, Point.WITHIN_DATA, Point.BEHIND_DATA, "354 go on\r\n");
                    else talk.say("354 go on");
                    content();
                    if (messages == 1) {
                        if (!at(Point.SECOND_DOT)) take();
                    } else if (point == Point.DOT) {
                        at(point);
                    } else {
                        end();
                    }
                    messages++;
                } else if (command.equals("QUIT")) {
                    say(Point.QUIT, Point.WITHIN_QUIT, Point.CONNECTED, "221 bye\r\n");
                    return;
                } else {
                    talk.say("250 ok");
                }
            }
        }

        private void content() throws IOException {
            if (point == Point.CONTENT_HEADER || point == Point.CONTENT_MIDDLE) {
                talk.octets(point == Point.CONTENT_HEADER ? 20 : 1_000_000);
                at(point);
            }
            talk.message();
        }

        private void end() throws IOException {
            if (point == Point.WITHIN_DOT_CODE) {
                talk.raw("25");
                at(point);
            }
            if (point == Point.WITHIN_DOT_LINE) {
                talk.raw("250 2.0.0 ok");
                at(point);
            }
            if (point == Point.WITHIN_DOT) {
                talk.say("250-2.0.0 ok");
                at(point);
            }
            take();
            at(Point.BEHIND_DOT);
        }

        private void take() throws IOException {
            accepted.set(true);
            talk.say("250 2.0.0 taken");
        }
    }

    /** What a client must make of it, for its first recipient. */
    private static Result expected(Point point, Fault fault, boolean second) {
        if (point.second() ? !second : second || point.compareTo(Point.WITHIN_DOT) > 0) return Result.DELIVERED;
        if (point.atEnd()) {
            if (fault == Fault.SAY_554) return Result.PERMANENT;
            // behind half a line or half a reply, 421 is not a reply of its own
            return fault.reply() && point.kind == Kind.REPLY ? Result.TRANSIENT : Result.UNKNOWN;
        }
        // HELO follows EHLO; no TLS is no TLS
        if (point == Point.EHLO_AGAIN && fault == Fault.SAY_554) return Result.DELIVERED;
        boolean other = point == Point.RCPT_TWO && (fault == Fault.SAY_451 || fault == Fault.SAY_554);
        if (other) return Result.DELIVERED;
        if (fault == Fault.SAY_554 && point != Point.EHLO && point != Point.STARTTLS) return Result.PERMANENT;
        return Result.TRANSIENT;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("table")
    @DisplayName("S-Q2 S-Q4 the right class of result at each point, and nothing is delivered that was not accepted")
    void s_Q2_faults(Point point, Fault fault) {
        var firstAccepted = new AtomicBoolean();
        var mx = new AtomicReference<FakeMx>();
        mx.set(new FakeMx(talk -> new Faulty(talk, point, fault, firstAccepted).run()));
        var sender = fault == Fault.SILENCE ? impatient : patient;
        boolean big = point.inContent();
        var mail = Sender.text(big ? BIG : Sender.MESSAGE, "one", TO);
        try (var server = mx.get();
                var connection = sender.client.connection(Sender.hop(server), TlsDemand.ENCRYPT)) {
            var first = Sender.wait(connection.deliver(mail));
            check(first, expected(point, fault, false), firstAccepted.get());
            if (point.second()) {
                firstAccepted.set(false);
                var second = Sender.wait(connection.deliver(mail));
                boolean retried = fault != Fault.SAY_451 && fault != Fault.SAY_554 && point == Point.SECOND_MAIL;
                // a connection that is gone before it was said anything is replaced, except by one that says nonsense
                var expected = retried && fault != Fault.GARBAGE ? Result.DELIVERED : expected(point, fault, true);
                check(second, expected, firstAccepted.get());
            }
            assertEquals(List.of(), server.broken);
        }
    }

    private static void check(Delivery delivery, Result expected, boolean accepted) {
        var result = delivery.outcomes().get(0).result();
        assertEquals(expected, result, delivery::toString);
        if (result == Result.DELIVERED) assertTrue(accepted, delivery::toString);
        if (accepted)
            assertTrue(delivery.outcomes().stream().anyMatch(o -> o.result() == Result.DELIVERED), delivery::toString);
        assertTrue(
                delivery.outcomes().stream().allMatch(o -> o.text().chars().allMatch(c -> c >= ' ' && c != 0x7F)),
                delivery::toString);
    }
}
