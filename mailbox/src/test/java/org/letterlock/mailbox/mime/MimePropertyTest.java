package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every message, whole or broken: random ones, with their seed in the message of a failure. */
class MimePropertyTest {
    private static final String[] LINES = {
        "",
        "",
        "text",
        "--a",
        "--a--",
        "--b",
        "--b--",
        "--c",
        " folded",
        "\tfolded",
        "From: x@y",
        "Subject: s",
        "From x",
        "Content-Type: multipart/mixed; boundary=a",
        "Content-Type: multipart/digest; boundary=b",
        "Content-Type: multipart/alternative; boundary=c",
        "Content-Type: message/rfc822",
        "Content-Type: text/html",
        "no field",
        "-",
        "--",
        "\r",
        "\0",
        ":",
        "To: g: a@b;"
    };

    static byte[] message(Random random) {
        var s = new StringBuilder();
        for (int n = random.nextInt(60); n > 0; n--) {
            s.append(LINES[random.nextInt(LINES.length)]);
            s.append(random.nextInt(5) == 0 ? "\n" : "\r\n");
        }
        if (random.nextBoolean()) s.append(LINES[random.nextInt(LINES.length)]);
        return s.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void rangesFitIntoOneAnotherAndLinesAddUp() {
        for (long seed = 1; seed <= 3000; seed++) {
            var body = new TestBody(message(new Random(seed)), Integer.MAX_VALUE);
            check(body, MimeStructure.of(body), "seed " + seed);
        }
    }

    @Test
    void howTheBodyIsReadChangesNothing() {
        for (long seed = 1; seed <= 1000; seed++) {
            var body = new TestBody(message(new Random(seed)), Integer.MAX_VALUE);
            assertEquals(
                    MimeStructure.of(body).root(),
                    MimeStructure.of(body.inPiecesOf(1)).root(),
                    "seed " + seed);
        }
    }

    static void check(TestBody body, MimeStructure mime, String about) {
        assertEquals(new ByteRange(0, body.size()), mime.root().whole(), about);
        assertEquals(mime.root().header(), mime.header(), about);
        assertEquals(mime.root().envelope(), mime.envelope(), about);
        check(body, mime, mime.root(), new ArrayList<>(), true, about);
    }

    private static void check(
            TestBody body, MimeStructure mime, MimePart part, List<Integer> path, boolean message, String about) {
        assertEquals(part.header().end(), part.body().offset(), about);
        assertTrue(part.body().end() <= body.size(), about);
        assertEquals(lines(body.text(part.body())), part.lines(), about);
        assertEquals(message, part.envelope() != null, about);
        long from = part.body().offset();
        for (var inside : part.inside()) {
            assertTrue(inside.header().offset() >= from, about);
            assertTrue(inside.body().end() <= part.body().end(), about);
            from = inside.body().end();
        }
        if (message) {
            assertEquals(
                    body.text(part.whole()),
                    body.text(mime.header(path).orElseThrow())
                            + body.text(mime.text(path).orElseThrow()),
                    about);
            var fields = mime.headerFields(path, List.of("subject"), false).orElseThrow();
            var others = mime.headerFields(path, List.of("subject"), true).orElseThrow();
            boolean emptyLine = body.text(part.header()).matches("(?s)(.*\n)?\r?\n");
            long twice = !emptyLine ? 0 : body.text(part.header()).endsWith("\r\n") ? 2 : 1;
            assertEquals(part.header().length() + twice, fields.length() + others.length(), about);
        }
        if (part.isMessage()) {
            assertEquals(part.body(), part.inside().get(0).whole(), about);
            var inner = new ArrayList<>(path);
            if (message) inner.add(1); // part 1 of a message that is one message
            check(body, mime, part.inside().get(0), inner, true, about);
        } else if (part.isMultipart()) {
            for (int i = 0; i < part.inside().size(); i++) {
                var inner = new ArrayList<>(path);
                inner.add(i + 1);
                assertEquals(
                        body.text(part.inside().get(i).body()),
                        body.text(mime.part(inner).orElseThrow()),
                        about);
                check(body, mime, part.inside().get(i), inner, false, about);
            }
        }
    }

    private static long lines(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }
}
