package org.letterlock.smtp.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.protocol.transcript.Transcripts;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.address.PathReader;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.command.SmtpCommand.Verb;

/**
 * Whatever a client sends, in whatever state: well-formed replies, no exception, no leak, nothing left open, and nothing stored
 * that has a bare newline, but for binary messages.
 */
class SmtpFuzzTest {
    private static final String[] STATES = {
        "mx;greeted",
        "mx;mail to bob",
        "mx;newlines normalised;mail to bob",
        "small limits;mail to bob",
        "mx;over TLS",
        "msa;greeted",
        "msa;over TLS",
        "msa;implicit TLS;ann logged in",
    };
    private static final Pattern REPLIES = Pattern.compile("(?:[2-5]\\d\\d[ -][ -~]*\r\n)*");
    private static final Pattern STRAY = Pattern.compile("\r(?!\n)|(?<!\r)\n|\0");

    private static final Path TRANSCRIPTS = Path.of("src/test/transcripts");
    private static final int SMALL = 4000;

    /** What a transcript's clients say; before it an octet that names the state it begins in, if we know that. */
    static Stream<byte[]> sessions() {
        return Transcripts.all(TRANSCRIPTS).stream()
                .map(transcript -> {
                    int state = List.of(STATES).indexOf(String.join(";", transcript.given()));
                    var seed = new ByteArrayOutputStream();
                    seed.write(Math.max(state, 0));
                    seed.writeBytes(transcript.conversation());
                    return seed.toByteArray();
                })
                .filter(octets -> octets.length < SMALL);
    }

    static Stream<byte[]> conversations() {
        return Transcripts.conversations(TRANSCRIPTS, SMALL);
    }

    static Stream<byte[]> sayings() {
        return Transcripts.sayings(TRANSCRIPTS, SMALL);
    }

    @MethodSource("sessions")
    @FuzzTest
    void session(byte[] octets) {
        if (octets.length == 0) return;
        var text = new String(octets, 1, octets.length - 1, ISO_8859_1);
        var state = STATES[(octets[0] & 0xFF) % STATES.length];
        play(state, text, new Random(octets.length));
    }

    /** Cuts anything the same however it comes, no line longer than it may be. */
    @MethodSource("conversations")
    @FuzzTest
    void decoder(byte[] octets) {
        for (var config : List.of(SmtpConfig.mx("h"), SmtpConfig.msa("h"))) {
            assertEquals(cut(config, octets, octets.length), cut(config, octets, 1));
        }
    }

    /** Reads a command, or says what is wrong with it. */
    @MethodSource("sayings")
    @FuzzTest
    void reader(byte[] octets) {
        int end = octets.length;
        var line = end >= 2 && octets[end - 2] == '\r' ? Arrays.copyOf(octets, end - 2) : octets;
        refusedOrRead(() -> {
            var verb = Verb.of(line);
            if (verb.isPresent()) verb.get().parse(line);
        });
        for (int at = 0; at < line.length; at++) {
            if (at > 0 && line[at - 1] != ':') continue; // where an address may begin
            int from = at;
            refusedOrRead(() -> new PathReader(line, from).reversePath());
            refusedOrRead(() -> new PathReader(line, from).forwardPath());
            refusedOrRead(() -> new PathReader(line, from).mailbox());
        }
    }

    private interface Reading {
        void read() throws SyntaxException;
    }

    private static void refusedOrRead(Reading reading) {
        try {
            reading.read();
        } catch (SyntaxException e) {
            assertEquals(0, e.getStackTrace().length);
        }
    }

    /** The frames as text; what comes behind a verb that changes it is told the decoder at once. */
    private static List<String> cut(SmtpConfig config, byte[] octets, int step) {
        var frames = new ArrayList<String>();
        var decoder = new SmtpDecoder(config);
        var channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            private boolean inOctets;

            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                if (frame instanceof SmtpFrame.Octets piece) {
                    var text = piece.content().toString(ISO_8859_1);
                    piece.release();
                    if (text.isEmpty()) return;
                    int last = frames.size() - 1;
                    if (inOctets) frames.set(last, frames.get(last) + text);
                    else frames.add(text);
                    inOctets = true;
                    return;
                }
                inOctets = false;
                if (!(frame instanceof SmtpFrame.Command command)) {
                    frames.add(frame.toString());
                    return;
                }
                var line = command.line();
                assertTrue(line.octets().length <= config.limits().authLine());
                frames.add(new String(line.octets(), ISO_8859_1) + " " + line.flaw());
                if (!command.paused()) return;
                if (Verb.DATA.begins(line.octets())) decoder.expectMessage();
                else if (Verb.AUTH.begins(line.octets())) decoder.expectResponse();
                else decoder.expectCommand();
            }
        });
        for (int at = 0; at < octets.length; at += step)
            channel.writeInbound(Unpooled.copiedBuffer(octets, at, Math.min(step, octets.length - at)));
        channel.finishAndReleaseAll();
        return frames;
    }

    /** What the transcripts say, with a few octets changed, doubled or left out, in every state. */
    @Test
    void mutatedTranscripts() {
        var dialogues = conversations().toList();
        for (int seed = 0; seed < 1500; seed++) {
            var random = new Random(seed);
            var octets = mutated(dialogues.get(random.nextInt(dialogues.size())), random);
            try {
                play(STATES[random.nextInt(STATES.length)], new String(octets, ISO_8859_1), random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static byte[] mutated(byte[] octets, Random random) {
        var special = "\r\n\0.<>@\":=+;,\\ \u00ff\u0080[]";
        var copy = Arrays.copyOf(octets, Math.min(octets.length, 3000));
        for (int i = random.nextInt(6); i > 0 && copy.length > 0; i--) {
            int at = random.nextInt(copy.length);
            switch (random.nextInt(3)) {
                case 0 -> copy[at] = (byte) special.charAt(random.nextInt(special.length()));
                case 1 -> {
                    int to = at + random.nextInt(copy.length - at);
                    var less = Arrays.copyOf(copy, copy.length - (to - at));
                    System.arraycopy(copy, to, less, at, copy.length - to);
                    copy = less;
                }
                default -> {
                    int to = at + random.nextInt(Math.min(100, copy.length - at));
                    var more = Arrays.copyOf(copy, copy.length + to - at);
                    System.arraycopy(copy, at, more, to, copy.length - at);
                    copy = more;
                }
            }
        }
        return copy;
    }

    private static void play(String state, String text, Random random) {
        try (var talk = new Talk(state)) {
            var answer = talk.sayCut(text, random);
            for (int i = 0; i < 3; i++) answer += talk.later(Duration.ofSeconds(16));
            assertTrue(REPLIES.matcher(answer).matches(), answer);
            assertFalse(answer.contains("Internal error"), answer);
            for (var letter : talk.letters()) {
                boolean binary = letter.envelope().body() == org.letterlock.smtp.Envelope.BodyType.BINARY_MIME;
                assertTrue(binary || !STRAY.matcher(letter.text()).find(), letter.text());
            }
        }
    }
}
