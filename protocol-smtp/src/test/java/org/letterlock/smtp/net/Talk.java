package org.letterlock.smtp.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.smtp.net.Letterbox.Letter;

/** One connection to an {@link SmtpStage}, for tests that look at what is stored or logged; text is octets. */
final class Talk implements AutoCloseable {
    final SmtpStage stage = new SmtpStage();
    private final EmbeddedChannel channel;

    /** What has been done already: see {@link SmtpStage}. */
    Talk(String given) {
        this(given, stage -> {});
    }

    Talk(String given, java.util.function.Consumer<SmtpStage> prepared) {
        var steps = stage.given(given);
        prepared.accept(stage);
        channel = stage.open(1);
        for (var step : steps) {
            if (step.startsWith("C: ")) say(step.substring(3) + "\r\n");
            else if (step.equals("TLS")) FakeTls.finishHandshake(channel);
        }
        heard();
    }

    /** Sends octets in one piece, and says what the server answers. */
    String say(String octets) {
        if (!channel.isOpen()) return "";
        channel.writeInbound(Unpooled.copiedBuffer(octets, ISO_8859_1));
        return heard();
    }

    /** Sends lines, each with its CRLF. */
    String lines(String... lines) {
        return say(String.join("\r\n", lines) + "\r\n");
    }

    /** Sends octets one by one. */
    String sayOctetByOctet(String octets) {
        var answer = new StringBuilder();
        for (int i = 0; i < octets.length(); i++) answer.append(say(octets.substring(i, i + 1)));
        return answer.toString();
    }

    /** Sends octets cut at random. */
    String sayCut(String octets, Random random) {
        var answer = new StringBuilder();
        for (int i = 0; i < octets.length(); ) {
            int to = Math.min(octets.length(), i + 1 + random.nextInt(12));
            answer.append(say(octets.substring(i, to)));
            i = to;
        }
        return answer.toString();
    }

    /** What the server has said since it was last asked. */
    String heard() {
        channel.runPendingTasks();
        channel.checkException();
        var text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(ISO_8859_1));
            out.release();
        }
        return text.toString();
    }

    String later(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        return heard();
    }

    /** Ends the handshake that STARTTLS began. */
    void handshake() {
        FakeTls.finishHandshake(channel);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    List<Letter> letters() {
        return stage.letterbox.letters;
    }

    /** The only message. */
    Letter letter() {
        if (letters().size() != 1) throw new AssertionError(letters().size() + " messages");
        return letters().get(0);
    }

    @Override
    public void close() {
        channel.close();
        channel.runPendingTasks();
        stage.close();
    }
}
