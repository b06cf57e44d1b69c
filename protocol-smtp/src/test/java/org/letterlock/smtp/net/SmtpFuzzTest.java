package org.letterlock.smtp.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.transcript.Transcript.Act;
import org.letterlock.protocol.transcript.Transcripts;

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

    @FuzzTest
    void anyOctets(byte[] octets) {
        if (octets.length == 0) return;
        var text = new String(octets, 1, octets.length - 1, ISO_8859_1);
        var state = STATES[(octets[0] & 0xFF) % STATES.length];
        play(state, text, new Random(octets.length));
    }

    /** What the transcripts say, with a few octets changed, doubled or left out, in every state. */
    @Test
    void mutatedTranscripts() {
        var dialogues = Transcripts.all(Path.of("src/test/transcripts")).stream()
                .map(transcript -> {
                    var said = new ByteArrayOutputStream();
                    for (var step : transcript.steps()) {
                        if (step.act() instanceof Act.Send send && send.octets().length < 2000) {
                            said.writeBytes(send.octets());
                        }
                    }
                    return said.toByteArray();
                })
                .toList();
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
