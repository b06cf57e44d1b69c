package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages made to hurt: rows S-M1 to S-M6 of the threat table. Work is bounded by what is read and what is made. */
class MimeBombTest {
    private static MimeStructure parse(TestBody body) {
        var mime = MimeStructure.of(body);
        int entities = 0;
        int deepest = 0;
        var todo = new ArrayDeque<MimePart>(List.of(mime.root()));
        for (int depth = 1; !todo.isEmpty(); depth++) {
            deepest = depth;
            for (int n = todo.size(); n > 0; n--) {
                var part = todo.remove();
                entities++;
                if (part.isMultipart()) assertTrue(!part.parts().isEmpty(), "1*body of RFC 9051, 9");
                if (part.isMessage()) assertEquals(1, part.inside().size());
                todo.addAll(part.inside());
            }
        }
        assertTrue(deepest <= MimeStructure.MAX_DEPTH, "depth " + deepest);
        assertTrue(entities <= MimeStructure.MAX_PARTS, "parts " + entities);
        assertTrue(body.read() <= 2 * body.size() + 1000, "each octet at most twice: " + body.read());
        assertEquals(body.size(), mime.whole().length());
        return mime;
    }

    private static String repeat(int times, java.util.function.IntFunction<String> line) {
        return IntStream.range(0, times).mapToObj(line).collect(Collectors.joining());
    }

    @Test
    @DisplayName("S-M1 100,000 multiparts inside one another")
    void sM1_nestedMultiparts() {
        parse(TestBody.of(
                repeat(100_000, i -> "Content-Type: multipart/mixed; boundary=b" + i + "\r\n\r\n--b" + i + "\r\n")));
    }

    @Test
    @DisplayName("S-M1 100,000 messages inside one another")
    void sM1_nestedMessages() {
        var mime = parse(TestBody.of(repeat(100_000, i -> "Content-Type: message/rfc822\r\n\r\n")));
        var part = mime.root();
        int depth = 1;
        while (part.message().isPresent()) {
            part = part.message().get();
            depth++;
        }
        assertEquals(MimeStructure.MAX_DEPTH, depth);
        assertEquals("application/octet-stream", part.mediaType());
    }

    @Test
    @DisplayName("S-M1 the same boundary at every level")
    void sM1_cyclicBoundary() {
        parse(TestBody.of(repeat(50_000, i -> "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n")
                + repeat(50_000, i -> "--b--\r\n")));
    }

    @Test
    @DisplayName("S-M1 messages whose header never ends, in messages without header")
    void sM1_messagesWithoutHeader() {
        parse(TestBody.of(repeat(100_000, i -> "Content-Type: message/rfc822\r\nno header\r\n")));
    }

    @Test
    @DisplayName("S-M2 300,000 parts side by side")
    void sM2_siblings() {
        var mime = parse(TestBody.of(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeat(300_000, i -> "--b\r\n\r\nx\r\n")));
        assertEquals(MimeStructure.MAX_PARTS - 1, mime.root().parts().size());
    }

    @Test
    @DisplayName("S-M2 parts that each want another part inside")
    void sM2_siblingsWithInsides() {
        for (var type : List.of("multipart/mixed", "message/rfc822", "multipart/digest; boundary=x"))
            parse(TestBody.of("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + repeat(20_000, i -> "--b\r\nContent-Type: " + type + "\r\n\r\n--x\r\n")));
    }

    @Test
    @DisplayName("S-M3 100,000 To lines, 200,000 addresses, 50,000 groups, comments 100,000 deep")
    void sM3_addresses() {
        var lines = parse(TestBody.of(repeat(100_000, i -> "To: a" + i + "@b\r\n") + "\r\n"));
        assertEquals(MimeStructure.MAX_ADDRESSES, lines.root().envelope().to().size());
        var many = parse(TestBody.of("To: " + "a@b,".repeat(120_000) + "\r\nCc: x@y\r\n\r\n"));
        assertEquals(MimeStructure.MAX_ADDRESSES, many.root().envelope().to().size());
        assertEquals(0, many.root().envelope().cc().size());
        var groups = parse(TestBody.of("To: " + "g:a@b;".repeat(50_000) + "\r\n\r\n"))
                .root()
                .envelope()
                .to();
        assertTrue(groups.size() <= MimeStructure.MAX_ADDRESSES);
        int open = 0;
        for (var a : groups) {
            if (a.isGroupStart()) open++;
            if (a.isGroupEnd()) open--;
            assertTrue(open == 0 || open == 1);
        }
        assertEquals(0, open, "each group is closed");
        var comments = parse(TestBody.of("To: " + "(".repeat(100_000) + ")".repeat(100_000) + " a@b\r\n\r\n"));
        assertEquals("a", comments.root().envelope().to().get(0).mailbox());
        parse(TestBody.of("To: " + "(".repeat(200_000) + "\r\nFrom: " + "<".repeat(200_000) + "\r\nCc: "
                + "\"".repeat(200_001) + "\r\nBcc: " + "g:".repeat(100_000) + "\r\n\r\n"));
    }

    @Test
    @DisplayName("S-M4 50,000 parameters, 50,000 continuations")
    void sM4_parameters() {
        var plain = parse(TestBody.of("Content-Type: image/png" + repeat(50_000, i -> "; p" + i + "=v") + "\r\n\r\n"));
        assertEquals(MimeStructure.MAX_PARAMETERS, plain.root().parameters().size());
        var parts = parse(
                TestBody.of("Content-Type: image/png" + repeat(50_000, i -> ";\r\n name*" + i + "*=%41") + "\r\n\r\n"));
        assertEquals(
                List.of(new Parameter("name*", "%41".repeat(MimeStructure.MAX_PARAMETERS))),
                parts.root().parameters());
        parse(TestBody.of("Content-Language: " + "a,".repeat(200_000) + "\r\n\r\n"));
    }

    @Test
    @DisplayName("S-M5 12 MB of header, a name of 1 MB, 200,000 folds, 100,000 fields")
    void sM5_headers() {
        var large = parse(TestBody.of("Subject: " + "x".repeat(12 << 20) + "\r\nFrom: a@b\r\n\r\n"));
        assertEquals(
                MimeStructure.MAX_FIELD - "Subject: ".length(),
                large.root().envelope().subject().length());
        assertEquals("a", large.root().envelope().from().get(0).mailbox());
        var name = TestBody.of("n".repeat(1 << 20) + ": x\r\nSubject: s\r\n\r\nbody");
        var mime = parse(name);
        assertEquals("s", mime.root().envelope().subject());
        assertEquals("body", name.text(mime.root().body()));
        var folds = parse(TestBody.of("Subject: a" + "\r\n b".repeat(200_000) + "\r\n\r\n"));
        assertTrue(folds.root().envelope().subject().startsWith("a b b b"));
        var fields = TestBody.of(repeat(100_000, i -> "F" + i + ": x\r\n") + "\r\n");
        var subset = parse(fields)
                .headerFields(List.of(), List.of("f7", "F99999"), false)
                .orElseThrow();
        assertEquals("F7: x\r\nF99999: x\r\n\r\n", fields.text(subset));
        parse(TestBody.of("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + repeat(9_000, i -> "--b\r\nContent-Description: " + "d".repeat(2_000) + "\r\n\r\n")));
    }

    @Test
    @DisplayName("S-M5 every other of 200,000 fields is picked")
    void sM5_pickedFields() {
        for (boolean not : new boolean[] {false, true}) {
            var body = TestBody.of("A:\r\nB:\r\n".repeat(100_000) + "\r\n");
            var picked = parse(body).headerFields(List.of(), List.of("b"), not).orElseThrow();
            assertEquals(MimeStructure.MAX_RANGES + 1, picked.ranges().size());
            assertEquals((not ? "A:\r\n" : "B:\r\n").repeat(MimeStructure.MAX_RANGES) + "\r\n", body.text(picked));
        }
    }

    @Test
    @DisplayName("S-M6 50,000 encoded words, =? 300,000 times, unknown character sets")
    void sM6_encodedWords() {
        assertEquals(
                "a".repeat(50_000),
                EncodedWords.decode("=?utf-8?q?a?= ".repeat(50_000)).strip());
        for (var text : List.of("=?", "=?x?q?", "=?x?q", "=?x", "?=", "=?utf-8?b?", "=??q??=")) {
            var bomb = text.repeat(300_000 / text.length());
            assertEquals(bomb, EncodedWords.decode(bomb));
        }
        var unknown = repeat(50_000, i -> "=?no" + i + "?q?a?= ");
        assertEquals(unknown, EncodedWords.decode(unknown));
    }

    @Test
    @DisplayName("S-M7 no header, empty From, bare CR, NUL and 8-bit octets")
    void sM7_oddOctets() {
        var octets = new byte[4096];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) (i * 7);
        var body = new TestBody(octets, 100);
        assertArrayEquals(octets, body.octets());
        var mime = parse(body);
        assertEquals(List.of(), mime.root().envelope().from());
        assertEquals(
                List.of(), parse(TestBody.of("From:\r\n\r\n")).root().envelope().sender());
    }

    @Test
    @DisplayName("S-M1 a hundred boundaries that begin alike, held against lines that do too")
    void sM1_alikeBoundaries() {
        var start = "x".repeat(60);
        var head = repeat(
                99, i -> "Content-Type: multipart/mixed; boundary=" + start + i + "\r\n\r\n--" + start + i + "\r\n");
        parse(TestBody.of(head + ("--" + start + "y\r\n").repeat(20_000)));
    }

    @Test
    @DisplayName("S-M1 a boundary of 1000 octets separates, one of 1001 does not")
    void sM1_boundaryLength() {
        for (int length : new int[] {MimeStructure.MAX_BOUNDARY, MimeStructure.MAX_BOUNDARY + 1}) {
            var b = "b".repeat(length);
            var mime = parse(TestBody.lines(
                    "Content-Type: multipart/mixed; boundary=" + b,
                    "",
                    "--" + b,
                    "",
                    "1",
                    "--" + b,
                    "",
                    "2",
                    "--" + b + "--"));
            assertEquals(
                    length == MimeStructure.MAX_BOUNDARY ? 2 : 1,
                    mime.root().parts().size());
        }
    }
}
