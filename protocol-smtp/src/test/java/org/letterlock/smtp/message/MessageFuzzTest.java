package org.letterlock.smtp.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.protocol.transcript.Transcripts;
import org.letterlock.smtp.SmtpLimits;

/** Anything at all as a message that streams by: the same however it comes. The seeds are what the transcripts' clients say. */
class MessageFuzzTest {
    private static final SmtpLimits LIMITS = SmtpLimits.DEFAULT;

    static Stream<byte[]> sayings() {
        return Transcripts.sayings(Path.of("src/test/transcripts"), 4000);
    }

    /** What stands behind a colon in a line, as a field's body does. */
    static Stream<byte[]> fields() {
        return sayings()
                .flatMap(octets -> new String(octets, ISO_8859_1).lines())
                .filter(line -> line.indexOf('@') > line.indexOf(':') && line.indexOf(':') > 0)
                .map(line -> (line.substring(line.indexOf(':') + 1) + "\r\n").getBytes(ISO_8859_1));
    }

    @MethodSource("sayings")
    @FuzzTest
    void header(byte[] octets) {
        for (boolean submission : new boolean[] {true, false}) {
            assertEquals(read(octets, octets.length, submission), read(octets, 1, submission));
        }
    }

    @MethodSource("fields")
    @FuzzTest
    void addresses(byte[] octets) {
        var mailboxes = AddressList.parse(octets);
        mailboxes.ifPresent(all -> assertTrue(all.size() <= 100));
    }

    @MethodSource("sayings")
    @FuzzTest
    void newlines(byte[] octets) {
        for (boolean normalise : new boolean[] {true, false}) {
            var whole = screened(octets, octets.length, normalise);
            assertEquals(whole, screened(octets, 1, normalise));
            var text = new String(octets, ISO_8859_1);
            if (!normalise) assertEquals(text, whole.get(0));
            else assertTrue(!whole.get(0).replace("\r\n", "").matches("(?s).*[\r\n].*"), whole.get(0));
        }
    }

    /** What is passed on as header, what comes behind it, and what is known of it. */
    private static List<Object> read(byte[] octets, int step, boolean submission) {
        var header = new HeaderSection(LIMITS, submission);
        var passed = new StringBuilder();
        var rest = new StringBuilder();
        for (int at = 0; at < octets.length; at += step) {
            var in = ByteBuffer.wrap(octets, at, Math.min(step, octets.length - at));
            if (!header.hasEnded() && header.read(in, piece -> passed.append(ISO_8859_1.decode(piece))))
                rest.append(ISO_8859_1.decode(header.held()));
            rest.append(ISO_8859_1.decode(in));
        }
        if (!header.hasEnded()) {
            header.finish();
            rest.append(ISO_8859_1.decode(header.held()));
        }
        return List.of(
                passed.toString(),
                rest.toString(),
                header.endsWell(),
                header.endsWithinField(),
                header.tooBig(),
                header.received(),
                header.hasDate(),
                header.hasMessageId(),
                header.from().stream().map(Arrays::toString).toList(),
                header.sender().stream().map(Arrays::toString).toList());
    }

    private static List<String> screened(byte[] octets, int step, boolean normalise) {
        var newlines = new Newlines(normalise);
        var passed = new StringBuilder();
        for (int at = 0; at < octets.length; at += step) {
            var in = ByteBuffer.wrap(octets, at, Math.min(step, octets.length - at));
            passed.append(ISO_8859_1.decode(newlines.read(in)));
        }
        if (newlines.end() && normalise) passed.append('\n');
        return List.of(passed.toString(), "" + newlines.bareCr() + newlines.bareLf() + newlines.nul());
    }
}
