package org.letterlock.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.SessionHandler.Goodbye;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.TestChannel;

class SessionHandlerTest {
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void releaseAll() {
        for (var channel : channels) channel.finishAndReleaseAll();
    }

    private Talk greeted() {
        return greeted(new TestChannel(), Runnable::run);
    }

    private Talk greeted(EmbeddedChannel channel, Executor workers) {
        channels.add(channel);
        var talk = new Talk(channel, workers);
        assertEquals("HELLO\r\n", talk.hear());
        return talk;
    }

    // ---------------------------------------------------------------- order

    @Test
    void nothingOvertakesACommandThatWaits() {
        var talk = greeted();
        assertEquals("WAITING\r\n", talk.answer("WAIT\r\nECHO a\r\n"));
        assertEquals("", talk.answer("ECHO b\r\n"));
        talk.toy.wake();
        assertEquals("", talk.hear());
        talk.toy.waitedFor.complete("DONE");
        assertEquals("DONE\r\nNEWS\r\na\r\nb\r\n", talk.hear());
    }

    @Test
    void newsWakesAnIdleSessionOnce() {
        var talk = greeted();
        talk.toy.wake();
        assertEquals("NEWS\r\n", talk.hear());
        talk.say("WAIT\r\n");
        talk.hear();
        talk.toy.wake();
        talk.toy.wake();
        talk.toy.waitedFor.complete("DONE");
        assertEquals("DONE\r\nNEWS\r\n", talk.hear());
    }

    @Test
    void newsThatComesBeforeTheGreetingWaitsForIt() {
        var tasks = new ArrayDeque<Runnable>();
        var channel = new TestChannel();
        channels.add(channel);
        var talk = new Talk(channel, tasks::add);
        talk.toy.wake();
        run(tasks);
        assertEquals("HELLO\r\nNEWS\r\n", talk.hear());
    }

    @Test
    void whoIsOnlyGreetedNeedsNoWorker() {
        var tasks = new ArrayDeque<Runnable>();
        var talk = greeted(new TestChannel(), tasks::add);
        talk.channel.close();
        assertEquals(1, talk.toy.closed);
        assertEquals(0, tasks.size());

        var another = greeted(new TestChannel(), tasks::add);
        another.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEquals("", another.hear());
        assertFalse(another.channel.isOpen());
        assertEquals(0, tasks.size());
    }

    @Test
    void whatIsBriefNeedsNoWorker() {
        var tasks = new ArrayDeque<Runnable>();
        var talk = greeted(new TestChannel(), tasks::add);
        assertEquals("HI\r\n", talk.answer("HI\r\n"));
        assertEquals("HI\r\nBYE\r\n", talk.answer("HI\r\n") + talk.answer("QUIT\r\n"));
        assertFalse(talk.channel.isOpen());
        assertEquals(1, talk.toy.closed);
        assertEquals(0, tasks.size());
    }

    @Test
    void whatIsBriefWaitsForAWorkerOnlyWhileOneHasTheTurn() {
        var tasks = new ArrayDeque<Runnable>();
        var talk = greeted(new TestChannel(), tasks::add);
        assertEquals("", talk.answer("ECHO a\r\n"));
        assertEquals("", talk.answer("HI\r\n"));
        run(tasks);
        assertEquals("a\r\nHI\r\n", talk.hear());
        assertEquals("HI\r\n", talk.answer("HI\r\n"));
        assertEquals(0, tasks.size());
    }

    @Test
    void whatIsLeftOfACommandNeedsAWorkerUnlessItIsBrief() {
        var tasks = new ArrayDeque<Runnable>();
        var talk = greeted(new TestChannel(), tasks::add);
        talk.answer("WAIT\r\n");
        run(tasks);
        talk.toy.waitedFor.complete("DONE");
        assertEquals("WAITING\r\n", talk.hear());
        run(tasks);
        assertEquals("DONE\r\n", talk.hear());

        talk.answer("SOON\r\nHI\r\nECHO a\r\n");
        run(tasks);
        talk.toy.waitedFor.complete("DONE");
        assertEquals("WAITING\r\nDONE\r\nHI\r\n", talk.hear());
        assertEquals(1, tasks.size());
        run(tasks);
        assertEquals("a\r\n", talk.hear());
    }

    @Test
    void manyBriefOnesAtOnceAreWorkedOffInOrderAndNotAllOnTheEventLoop() {
        var tasks = new ArrayDeque<Runnable>();
        var talk = greeted(new TestChannel(), tasks::add);
        assertEquals("HI\r\nHI\r\n", talk.answer("HI\r\nHI\r\nECHO a\r\nHI\r\n"));
        assertEquals(1, tasks.size());
        run(tasks);
        assertEquals("a\r\nHI\r\n", talk.hear());
        assertTrue(talk.answer("HI\r\n".repeat(1000)).length() < 1000, "others have a turn");
        assertEquals(1, tasks.size());
        run(tasks);
        assertEquals(0, tasks.size());
    }

    @Test
    void whatIsAskedNeedsAWorker() {
        var tasks = new ArrayDeque<Runnable>();
        var talk = greeted(new TestChannel(), tasks::add);
        assertEquals("", talk.answer("ECHO a\r\n"));
        run(tasks);
        assertEquals("a\r\n", talk.hear());
        talk.channel.close();
        assertEquals(0, talk.toy.closed);
        run(tasks);
        assertEquals(1, talk.toy.closed);
    }

    @Test
    @DisplayName("S-G3 a failure, at once or awaited, is told without its cause, and the session goes on")
    void sG3_failures() {
        var talk = greeted();
        assertEquals("SORRY\r\na\r\n", talk.answer("FAIL\r\nECHO a\r\n"));
        talk.say("WAIT\r\n");
        talk.toy.waitedFor.completeExceptionally(new IllegalStateException("on purpose, later"));
        assertEquals("WAITING\r\nSORRY\r\nb\r\n", talk.answer("ECHO b\r\n"));
    }

    @Test
    @DisplayName("S-T8 a session for which the memory is not enough ends, and no other")
    void sT8_outOfMemory() {
        var talk = greeted();
        var other = greeted();
        assertEquals("SORRY\r\n", talk.answer("HUGE\r\nECHO a\r\n"));
        assertFalse(talk.channel.isOpen());
        assertEquals(1, talk.toy.closed);
        assertEquals("b\r\n", other.answer("ECHO b\r\n"));
        assertTrue(other.channel.isOpen());
    }

    @Test
    void oneSessionDoesNotKeepAWorkerFromTheOthers() {
        var tasks = new ArrayDeque<Runnable>();
        var loud = new Talk(new TestChannel(), tasks::add);
        var quiet = new Talk(new TestChannel(), tasks::add);
        channels.addAll(List.of(loud.channel, quiet.channel));
        loud.say("ECHO a\r\n".repeat(5000));
        quiet.say("ECHO b\r\n");
        tasks.poll().run();
        tasks.poll().run();
        assertEquals("HELLO\r\nb\r\n", quiet.hear());
        assertTrue(loud.hear().length() < 5000);
        run(tasks);
        loud.channel.runPendingTasks();
        run(tasks);
        assertTrue(loud.hear().endsWith("a\r\n"));
        assertEquals(5000, loud.toy.log.size());
    }

    // ---------------------------------------------------------------- the end

    @Test
    void goodbyeIsSaidBehindTheAnswerInProgress() {
        var talk = greeted();
        talk.say("WAIT\r\nECHO a\r\n");
        talk.toy.end(Goodbye.SHUTDOWN);
        assertEquals("WAITING\r\n", talk.hear());
        talk.toy.waitedFor.complete("DONE");
        assertEquals("DONE\r\nBYE SHUTDOWN\r\n", talk.hear());
        assertFalse(talk.channel.isOpen());
        assertEquals(1, talk.toy.closed);
    }

    @Test
    void goodbyeIsSaidOnce() {
        var talk = greeted();
        talk.toy.end(Goodbye.SHED);
        talk.toy.end(Goodbye.SHUTDOWN);
        assertEquals("BYE SHED\r\n", talk.hear());
    }

    @Test
    void nobodyIsSpokenToInTheMidstOfAHandshake() {
        var talk = greeted();
        assertEquals("GO\r\n", talk.answer("STARTTLS\r\n"));
        talk.toy.end(Goodbye.SHUTDOWN);
        assertEquals("", talk.hear());
        assertFalse(talk.channel.isOpen());
        assertEquals(1, talk.toy.closed);
    }

    @Test
    @DisplayName("S-T6 a client that hangs up while its command waits leaves nothing behind")
    void sT6_closedWhileWaiting() {
        var talk = greeted();
        talk.say("WAIT\r\nECHO a\r\n");
        talk.hear();
        talk.channel.close();
        talk.channel.runPendingTasks();
        assertEquals(1, talk.toy.closed);
        talk.toy.waitedFor.complete("DONE");
        talk.toy.wake();
        assertEquals("", talk.hear());
        assertEquals(List.of("WAIT"), talk.toy.log);
        assertEquals(1, talk.toy.closed);
        assertFalse(talk.channel.hasPendingTasks(), "no timer is left");
    }

    @Test
    @DisplayName("S-T6 frames that nobody takes any more are released")
    void sT6_framesAreReleased() {
        var channel = new TestChannel();
        channels.add(channel);
        var tasks = new ArrayDeque<Runnable>();
        var session = new Octets(tasks::add);
        channel.pipeline().addLast(new Octets.Pieces(), session);
        run(tasks);
        var frames = new ArrayList<ByteBuf>();
        for (int i = 0; i < 5; i++) {
            var octets = Unpooled.buffer().writeZero(10);
            frames.add(octets.retainedDuplicate());
            channel.writeInbound(octets);
        }
        channel.close();
        run(tasks);
        for (var frame : frames) {
            assertEquals(1, frame.refCnt());
            frame.release();
        }
    }

    @Test
    void whenNobodyWorksAnyMoreTheSessionEnds() {
        var working = new boolean[] {true};
        var talk = greeted(new TestChannel(), task -> {
            if (!working[0]) throw new RejectedExecutionException();
            task.run();
        });
        working[0] = false;
        talk.say("ECHO a\r\n");
        assertEquals("", talk.hear());
        assertFalse(talk.channel.isOpen());
        assertEquals(1, talk.toy.closed);
    }

    @Test
    void aClientThatHasShutItsSideDownStillGetsItsAnswers() {
        var talk = greeted();
        talk.say("WAIT\r\nECHO a\r\n");
        talk.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEquals("WAITING\r\n", talk.hear());
        assertTrue(talk.channel.isOpen());
        talk.toy.waitedFor.complete("DONE");
        assertEquals("DONE\r\na\r\n", talk.hear());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void aDecoderThatBreaksEndsTheConnection() {
        var channel = new TestChannel();
        channels.add(channel);
        var session = new Octets(Runnable::run);
        channel.pipeline()
                .addLast(
                        new FrameDecoder() {
                            @Override
                            protected void frame(ByteBuf in, List<Object> out) {
                                out.add(in.readRetainedSlice(1));
                                throw new IllegalStateException("on purpose");
                            }
                        },
                        session);
        var octets = Unpooled.buffer().writeZero(10);
        channel.writeInbound(octets);
        channel.runPendingTasks();
        assertFalse(channel.isOpen());
        assertEquals(0, octets.refCnt());
    }

    // ---------------------------------------------------------------- TLS

    @Test
    @DisplayName("S-C1 what stands behind STARTTLS in the same segment is never run, nor answered under TLS")
    void sC1_injection() {
        var talk = greeted();
        assertEquals("GO\r\n", talk.answer("STARTTLS\r\nECHO injected\r\nECHO half"));
        FakeTls.finishHandshake(talk.channel);
        assertEquals("a\r\n", talk.answer("ECHO a\r\n"));
        assertEquals(List.of("STARTTLS", "dropped 24", "ECHO a"), talk.toy.log);
    }

    @Test
    @DisplayName(
            "S-C2 plaintext between the go-ahead and the handshake is no command: TLS is in place before it is written")
    void sC2_raced() {
        var talk = greeted();
        assertEquals("GO\r\n", talk.answer("STARTTLS\r\n"));
        talk.say("ECHO injected\r\n");
        assertEquals("", talk.hear());
        assertFalse(talk.channel.isOpen());
        assertEquals(List.of("STARTTLS"), talk.toy.log);
        assertEquals(1, talk.toy.closed);
    }

    @Test
    @DisplayName("S-C2 nor is what comes before the go-ahead is written")
    void sC2_beforeTheGoAhead() {
        var tasks = new ArrayDeque<Runnable>();
        var talk = new Talk(new TestChannel(), tasks::add);
        channels.add(talk.channel);
        run(tasks);
        talk.hear();
        talk.say("STARTTLS\r\n");
        talk.say("ECHO injected\r\n");
        run(tasks);
        assertEquals("GO\r\n", talk.hear());
        FakeTls.finishHandshake(talk.channel);
        run(tasks);
        talk.say("ECHO a\r\n");
        run(tasks);
        assertEquals("a\r\n", talk.hear());
        assertEquals(List.of("STARTTLS", "dropped 15", "ECHO a"), talk.toy.log);
    }

    @Test
    void underImplicitTlsTheGreetingWaitsForTheHandshake() {
        var channel = new TestChannel();
        channels.add(channel);
        channel.pipeline().addLast(new FakeTls().newHandler());
        var talk = new Talk(channel, Runnable::run);
        assertEquals("", talk.hear());
        FakeTls.finishHandshake(channel);
        assertEquals("HELLO\r\n", talk.hear());
    }

    private static void run(Queue<Runnable> tasks) {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    }

    /** A session that takes any octets, and does nothing with them. */
    private static final class Octets extends SessionHandler<ByteBuf> {
        static final class Pieces extends FrameDecoder {
            @Override
            protected void frame(ByteBuf in, List<Object> out) {
                out.add(in.readRetainedSlice(in.readableBytes()));
            }
        }

        Octets(Executor workers) {
            super(workers);
        }

        @Override
        protected Next onOpen() {
            return Next.done();
        }

        @Override
        protected Next onFrame(ByteBuf frame) {
            frame.release();
            return Next.done();
        }

        @Override
        protected void onGoodbye(Goodbye why) {}

        @Override
        protected Next onFailure(String id) {
            return Next.close();
        }

        @Override
        protected void onClosed() {}
    }
}
