package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.letterlock.protocol.transcript.FakeTls;

/** The smallest protocol that has everything: what the handlers of this room are tried with. */
final class Toy extends SessionHandler<Line> {
    /** Lines; stops behind STARTTLS. */
    static final class Decoder extends FrameDecoder {
        private final CrlfLine lines = new CrlfLine(1000);

        @Override
        protected void frame(ByteBuf in, List<Object> out) {
            var line = lines.cut(in);
            if (line == null) return;
            out.add(line);
            if (line.ascii().orElse("").equals("STARTTLS")) pause();
        }

        @Override
        protected void reset() {
            lines.reset();
        }
    }

    final Decoder decoder = new Decoder();
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<String> waitedFor = new CompletableFuture<>();
    volatile int closed;

    Toy(Executor workers) {
        super(workers);
    }

    @Override
    protected Next onOpen() {
        deadline(Duration.ofMinutes(1));
        out().ascii("HELLO\r\n");
        return Next.done();
    }

    @Override
    protected boolean isBrief(Line frame) {
        var line = frame.ascii().orElse("?");
        return line.equals("HI") || line.equals("QUIT");
    }

    @Override
    protected Next onFrame(Line frame) {
        var line = frame.ascii().orElse("?");
        log.add(line);
        var verb = line.contains(" ") ? line.substring(0, line.indexOf(' ')) : line;
        var rest = line.contains(" ") ? line.substring(line.indexOf(' ') + 1) : "";
        switch (verb) {
            case "LOGIN" -> {
                authenticatedAs(rest);
                out().ascii("OK ").ascii(rest).crlf();
            }
            case "HI" -> out().ascii("HI\r\n");
            case "ECHO" -> out().ascii(rest).crlf();
            case "BIG" -> {
                return big(Integer.parseInt(rest));
            }
            case "WAIT" -> {
                return waiting();
            }
            case "SOON" -> {
                var wait = (Next.Await) waiting();
                return new Next.Await(wait.stage(), true);
            }
            case "HUGE" -> throw new OutOfMemoryError("on purpose");
            case "FAIL" -> throw new IllegalStateException("on purpose");
            case "STARTTLS" -> {
                var goAhead = Unpooled.copiedBuffer("GO\r\n", StandardCharsets.US_ASCII);
                return Next.awaitBriefly(startTls(new FakeTls(), decoder, goAhead), started -> {
                    log.add("dropped " + started.droppedOctets());
                    return Next.done();
                });
            }
            case "QUIT" -> {
                out().ascii("BYE\r\n");
                return Next.close();
            }
            default -> out().ascii(frame.flaw() == Line.Flaw.NONE ? "WHAT\r\n" : frame.flaw() + "\r\n");
        }
        return Next.done();
    }

    private Next waiting() {
        waitedFor = new CompletableFuture<>();
        out().ascii("WAITING\r\n");
        return Next.await(waitedFor, value -> {
            out().ascii(value).crlf();
            return Next.done();
        });
    }

    private Next big(int pieces) {
        if (pieces == 0) return Next.done();
        out().ascii("x".repeat(998)).crlf();
        return out().pending() < 16_000 ? big(pieces - 1) : Next.more(() -> big(pieces - 1));
    }

    @Override
    protected Next onWake() {
        out().ascii("NEWS\r\n");
        return Next.done();
    }

    @Override
    protected void onGoodbye(Goodbye why) {
        out().ascii("BYE " + why + "\r\n");
    }

    @Override
    protected Next onFailure(String id) {
        out().ascii("SORRY\r\n");
        return Next.done();
    }

    @Override
    protected void onClosed() {
        closed++;
    }
}
