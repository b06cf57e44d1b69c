package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parts and sections of messages as they come. RFC 2046, RFC 9051, 6.4.5.1. */
class MimeStructureTest {
    /** The tree as text: {@code type/subtype lines size}, insides in brackets. */
    static String tree(MimePart part) {
        var s = new StringBuilder(part.mediaType());
        if (part.inside().isEmpty())
            return s.append(" ")
                    .append(part.lines())
                    .append("/")
                    .append(part.size())
                    .toString();
        s.append("[");
        for (int i = 0; i < part.inside().size(); i++) {
            if (i > 0) s.append(", ");
            s.append(tree(part.inside().get(i)));
        }
        return s.append("]").toString();
    }

    private static String cut(TestBody body, Optional<Section> section) {
        return section.map(body::text).orElse(null);
    }

    @Test
    void aMessageThatIsNotMultipartHasPartOne() {
        var body = TestBody.lines("From: a@example.test", "Subject: hello", "", "one", "two");
        var mime = MimeStructure.of(body);
        assertEquals("text/plain 2/10", tree(mime.root()));
        assertEquals("one\r\ntwo\r\n", cut(body, mime.part(List.of(1))));
        assertEquals("one\r\ntwo\r\n", cut(body, mime.text(List.of())));
        assertEquals("From: a@example.test\r\nSubject: hello\r\n\r\n", cut(body, mime.header(List.of())));
        assertEquals("From: a@example.test\r\nSubject: hello\r\n\r\n", cut(body, mime.mime(List.of(1))));
        assertEquals(body.text(mime.whole()), cut(body, mime.part(List.of())));
        assertNull(cut(body, mime.part(List.of(2))));
        assertNull(cut(body, mime.part(List.of(1, 1))));
        assertNull(cut(body, mime.header(List.of(1))));
        assertNull(cut(body, mime.text(List.of(1))));
        assertNull(cut(body, mime.mime(List.of())));
        assertNull(cut(body, mime.part(List.of(0))));
    }

    @Test
    void nestedMultipartsAreNumberedAsInRfc3501() {
        // the example of RFC 3501, 6.4.5: HEADER, TEXT, 1 text, 2 octet-stream, 3 rfc822 (3.1, 3.2), 4 multipart (4.1,
        // 4.2 rfc822 (4.2.1, 4.2.2 multipart (4.2.2.1, 4.2.2.2)))
        var body = TestBody.lines(
                "Content-Type: multipart/mixed; boundary=top",
                "",
                "preamble",
                "--top",
                "Content-Type: text/plain",
                "",
                "first",
                "--top",
                "Content-Type: application/octet-stream",
                "Content-Transfer-Encoding: base64",
                "",
                "AAAA",
                "--top",
                "Content-Type: message/rfc822",
                "",
                "Subject: inner three",
                "Content-Type: multipart/mixed; boundary=three",
                "",
                "--three",
                "",
                "three one",
                "--three",
                "Content-Type: application/octet-stream",
                "",
                "three two",
                "--three--",
                "epilogue of three",
                "--top",
                "Content-Type: multipart/mixed; boundary=four",
                "",
                "--four",
                "Content-Type: image/gif",
                "",
                "GIF",
                "--four",
                "Content-Type: message/rfc822",
                "",
                "Subject: inner four two",
                "Content-Type: multipart/mixed; boundary=fourtwo",
                "",
                "--fourtwo",
                "",
                "four two one",
                "--fourtwo",
                "Content-Type: multipart/alternative; boundary=alt",
                "",
                "--alt",
                "",
                "plain",
                "--alt",
                "Content-Type: text/richtext",
                "",
                "rich",
                "--alt--",
                "--fourtwo--",
                "--four--",
                "--top--",
                "epilogue");
        for (int piece : new int[] {1, 2, 3, 7, 64, 1 << 20}) {
            var mime = MimeStructure.of(body.inPiecesOf(piece));
            assertEquals(
                    "multipart/mixed[text/plain 0/5, application/octet-stream 0/4,"
                            + " message/rfc822[multipart/mixed[text/plain 0/9, application/octet-stream 0/9]],"
                            + " multipart/mixed[image/gif 0/3, message/rfc822[multipart/mixed[text/plain 0/12,"
                            + " multipart/alternative[text/plain 0/5, text/richtext 0/4]]]]]",
                    tree(mime.root()));
            assertEquals("first", cut(body, mime.part(List.of(1))));
            assertEquals("Content-Type: text/plain\r\n\r\n", cut(body, mime.mime(List.of(1))));
            assertEquals("AAAA", cut(body, mime.part(List.of(2))));
            assertEquals("three one", cut(body, mime.part(List.of(3, 1))));
            assertEquals("\r\n", cut(body, mime.mime(List.of(3, 1))));
            assertEquals("three two", cut(body, mime.part(List.of(3, 2))));
            assertTrue(cut(body, mime.header(List.of(3))).startsWith("Subject: inner three\r\n"));
            assertTrue(cut(body, mime.text(List.of(3))).endsWith("--three--\r\nepilogue of three"));
            assertEquals("Content-Type: message/rfc822\r\n\r\n", cut(body, mime.mime(List.of(3))));
            assertEquals(
                    cut(body, mime.part(List.of(3))),
                    cut(body, mime.header(List.of(3))) + cut(body, mime.text(List.of(3))));
            assertEquals("GIF", cut(body, mime.part(List.of(4, 1))));
            assertEquals("four two one", cut(body, mime.part(List.of(4, 2, 1))));
            assertEquals("plain", cut(body, mime.part(List.of(4, 2, 2, 1))));
            assertEquals("rich", cut(body, mime.part(List.of(4, 2, 2, 2))));
            assertNull(cut(body, mime.header(List.of(4))));
            assertNull(cut(body, mime.part(List.of(4, 3))));
            assertNull(cut(body, mime.part(List.of(5))));
            var three = mime.entity(List.of(3)).orElseThrow().message().orElseThrow();
            assertNotNull(three.envelope());
            assertEquals("inner three", three.envelope().subject());
            assertNull(mime.entity(List.of(1)).orElseThrow().envelope());
        }
    }

    @Test
    void aMessageThatHoldsOnlyAMessage() {
        var body = TestBody.lines("Content-Type: message/rfc822", "", "Subject: in", "", "text");
        var mime = MimeStructure.of(body);
        assertEquals("message/rfc822[text/plain 1/6]", tree(mime.root()));
        assertEquals("Content-Type: message/rfc822\r\n\r\n", cut(body, mime.header(List.of())));
        assertEquals("Subject: in\r\n\r\ntext\r\n", cut(body, mime.part(List.of(1))));
        assertEquals("Subject: in\r\n\r\n", cut(body, mime.header(List.of(1))));
        assertEquals("text\r\n", cut(body, mime.text(List.of(1))));
        assertEquals("text\r\n", cut(body, mime.part(List.of(1, 1))));
        assertNull(cut(body, mime.part(List.of(1, 1, 1))));
        assertEquals(3, mime.root().lines());
    }

    @Test
    void aDigestHoldsMessagesUnlessItSaysOtherwise() {
        var body = TestBody.lines(
                "Content-Type: multipart/digest; boundary=d",
                "",
                "--d",
                "",
                "From: one@example.test",
                "Subject: one",
                "",
                "text one",
                "--d",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "no message",
                "--d--");
        var mime = MimeStructure.of(body);
        assertEquals("multipart/digest[message/rfc822[text/plain 0/8], text/plain 0/10]", tree(mime.root()));
        assertEquals("text one", cut(body, mime.part(List.of(1, 1))));
        assertEquals("From: one@example.test\r\nSubject: one\r\n\r\n", cut(body, mime.header(List.of(1))));
    }

    @Test
    void headerFieldsAreCutInTheirOrder() {
        var body = TestBody.lines(
                "Received: one",
                "\tfolded",
                "Subject: s",
                "received: two",
                "To:",
                " a@example.test",
                "X-Received: no",
                "",
                "body");
        var mime = MimeStructure.of(body);
        assertEquals(
                "Received: one\r\n\tfolded\r\nreceived: two\r\nTo:\r\n a@example.test\r\n\r\n",
                cut(body, mime.headerFields(List.of(), List.of("TO", "Received", "Nothing"), false)));
        assertEquals(
                "Subject: s\r\nX-Received: no\r\n\r\n",
                cut(body, mime.headerFields(List.of(), List.of("to", "received"), true)));
        assertEquals("\r\n", cut(body, mime.headerFields(List.of(), List.of("nope"), false)));
        assertEquals(cut(body, mime.header(List.of())), cut(body, mime.headerFields(List.of(), List.of("nope"), true)));
        assertEquals(
                1,
                mime.headerFields(List.of(), List.of("nope"), true)
                        .orElseThrow()
                        .ranges()
                        .size());
    }

    @Test
    void partialsAreCutAcrossRanges() {
        var section = new Section(List.of(new ByteRange(10, 5), new ByteRange(20, 5)));
        assertEquals(
                List.of(new ByteRange(12, 3), new ByteRange(20, 1)),
                section.partial(2, 4).ranges());
        assertEquals(List.of(new ByteRange(21, 4)), section.partial(6, 1L << 62).ranges());
        assertEquals(List.of(), section.partial(10, 5).ranges());
        assertEquals(List.of(), section.partial(0, 0).ranges());
        assertEquals(10, section.length());
    }

    @Test
    void aMissingEndEndsWithWhatIsAround() {
        var body = TestBody.lines(
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "",
                "inner",
                "--a",
                "",
                "outer");
        var mime = MimeStructure.of(body);
        assertEquals("multipart/mixed[multipart/mixed[text/plain 0/5], text/plain 1/7]", tree(mime.root()));
        assertEquals("outer\r\n", cut(body, mime.part(List.of(2))));
    }

    @Test
    void nestedMultipartsMayEvenShareTheirBoundary() {
        var body = TestBody.lines(
                "Content-Type: multipart/mixed; boundary=x",
                "",
                "--x",
                "Content-Type: multipart/mixed; boundary=x",
                "",
                "--x",
                "",
                "inner",
                "--x--",
                "--x",
                "",
                "outer",
                "--x--");
        assertEquals(
                "multipart/mixed[multipart/mixed[text/plain 0/5], text/plain 0/5]",
                tree(MimeStructure.of(body).root()));
    }

    @Test
    void theLongestBoundaryCounts() {
        var body = TestBody.lines(
                "Content-Type: multipart/mixed; boundary=ab",
                "",
                "--ab",
                "Content-Type: multipart/mixed; boundary=abc",
                "",
                "--abc",
                "",
                "inner",
                "--abc--",
                "--ab  ",
                "",
                "outer",
                "--ab--  ");
        assertEquals(
                "multipart/mixed[multipart/mixed[text/plain 0/5], text/plain 0/5]",
                tree(MimeStructure.of(body).root()));
    }

    @Test
    void aMultipartWithoutBoundaryOrPartsIsOneText() {
        for (var type :
                List.of("multipart/mixed", "multipart/mixed; boundary=\"\"", "multipart/mixed; boundary=nowhere")) {
            var body = TestBody.lines("Content-Type: " + type, "", "--some", "", "text");
            var mime = MimeStructure.of(body);
            assertEquals("multipart/mixed[text/plain 3/16]", tree(mime.root()), type);
            assertEquals("--some\r\n\r\ntext\r\n", cut(body, mime.part(List.of(1))));
        }
        var none = TestBody.lines("Content-Type: multipart/mixed; boundary=b", "", "--b--");
        assertEquals(
                "multipart/mixed[text/plain 1/7]", tree(MimeStructure.of(none).root()));
    }

    @Test
    void partsMayBeEmptyAndHeadersMissing() {
        var body = TestBody.lines(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "--b",
                "",
                "--b",
                "Content-Type: text/html",
                "--b",
                "no header at all",
                "second line",
                "--b",
                "Content-Type: text/html",
                "no empty line",
                "--b",
                "Content-Type: message/rfc822",
                "--b",
                "Content-Type: message/rfc822",
                "",
                "--b--");
        var mime = MimeStructure.of(body);
        assertEquals(
                "multipart/mixed[text/plain 0/0, text/plain 0/0, text/html 0/0, text/plain 0/0, text/html 0/0,"
                        + " message/rfc822[text/plain 0/0], message/rfc822[text/plain 0/0]]",
                tree(mime.root()));
        assertEquals("", cut(body, mime.part(List.of(4))));
        assertEquals("no header at all\r\nsecond line\r\n", cut(body, mime.mime(List.of(4))));
        assertEquals("Content-Type: text/html\r\n", cut(body, mime.mime(List.of(3))));
    }

    @Test
    void aLineWithoutColonDoesNotEndTheHeader() {
        var body = TestBody.lines(
                "Subject: hello",
                "this is no field",
                " nor is this",
                "Content-Type: multipart/mixed; boundary=b",
                ">From x",
                "To: a@example.test",
                "",
                "--b",
                "stray",
                "Content-Type: text/html",
                "",
                "<p>",
                "--b--");
        for (int piece : new int[] {1, 7, 1 << 20}) {
            var mime = MimeStructure.of(body.inPiecesOf(piece));
            var envelope = mime.envelope(); // from the header alone
            assertEquals("hello", envelope.subject());
            assertEquals("a", envelope.to().get(0).mailbox());
            assertEquals(envelope, mime.root().envelope());
            assertEquals("multipart/mixed[text/html 0/3]", tree(mime.root()));
            assertTrue(cut(body, mime.text(List.of())).startsWith("--b\r\n"));
            assertTrue(cut(body, mime.header(List.of())).endsWith("To: a@example.test\r\n\r\n"));
            assertEquals("To: a@example.test\r\n\r\n", cut(body, mime.headerFields(List.of(), List.of("to"), false)));
            assertTrue(Search.headerContains(body, mime, "to", "example"));
            assertEquals("stray\r\nContent-Type: text/html\r\n\r\n", cut(body, mime.mime(List.of(1))));
        }
    }

    @Test
    void linesMayEndInLfOnly() {
        var body = TestBody.of("Content-Type: multipart/mixed; boundary=b\nSubject: lf\n\npre\n--b\n\none\ntwo\n--b\n\n"
                + "three\n--b--\n");
        var mime = MimeStructure.of(body);
        assertEquals("multipart/mixed[text/plain 1/7, text/plain 0/5]", tree(mime.root()));
        assertEquals("one\ntwo", cut(body, mime.part(List.of(1))));
        assertEquals("Subject: lf\n\n", cut(body, mime.headerFields(List.of(), List.of("subject"), false)));
    }

    @Test
    void theRootMayBeEmptyOrHeadless() {
        assertEquals("text/plain 0/0", tree(MimeStructure.of(TestBody.of("")).root()));
        var headless = TestBody.lines("just text", "without: header");
        assertEquals("text/plain 0/0", tree(MimeStructure.of(headless).root()));
        var onlyHeader = TestBody.of("Subject: x");
        var mime = MimeStructure.of(onlyHeader);
        assertEquals("text/plain 0/0", tree(mime.root()));
        assertEquals("Subject: x", cut(onlyHeader, mime.header(List.of())));
        assertEquals("Subject: x", cut(onlyHeader, mime.headerFields(List.of(), List.of("subject"), false)));
        assertEquals("", cut(onlyHeader, mime.headerFields(List.of(), List.of("x"), false)));
        var mbox = TestBody.lines("From ann Mon Nov 23 2026", "Subject: x", "", "text");
        assertEquals("x", MimeStructure.of(mbox).root().envelope().subject());
        var cr = TestBody.of("Subject: x\r\n\r\n\ra\rb\0\r\n");
        assertEquals("text/plain 1/7", tree(MimeStructure.of(cr).root()));
    }

    @Test
    void contentFieldsAreReadAsBodystructureWantsThem() {
        var body = TestBody.lines(
                "content-type: Text/HTML; CharSet=\"utf-8\"; format = flowed (a comment); name=\"a \\\"b\\\".html\"",
                "Content-ID: <part@example.test>",
                "Content-Description: =?utf-8?q?caf=C3=A9?=",
                "Content-Transfer-Encoding: (so) Quoted-Printable",
                "Content-Disposition: attachment;",
                "\tfilename*0*=utf-8''caf%C3%A9;",
                "\tfilename*1=\" menu.html\"; size=10",
                "Content-Language: de, en (British)",
                "Content-Location: http://example.test/x",
                "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
                "",
                "x");
        var root = MimeStructure.of(body).root();
        assertEquals("Text", root.type());
        assertEquals("HTML", root.subtype());
        assertEquals(
                List.of(
                        new Parameter("CharSet", "utf-8"),
                        new Parameter("format", "flowed"),
                        new Parameter("name", "a \"b\".html")),
                root.parameters());
        assertEquals("<part@example.test>", root.id());
        assertEquals("=?utf-8?q?caf=C3=A9?=", root.description());
        assertEquals("Quoted-Printable", root.encoding());
        assertEquals(
                new Disposition(
                        "attachment",
                        List.of(
                                new Parameter("filename*", "utf-8''caf%C3%A9%20menu.html"),
                                new Parameter("size", "10"))),
                root.disposition());
        assertEquals(List.of("de", "en"), root.languages());
        assertEquals("http://example.test/x", root.location());
        assertEquals("Q2hlY2sgSW50ZWdyaXR5IQ==", root.md5());
    }

    @Test
    void defaultsAreThoseOfRfc2045() {
        var root = MimeStructure.of(TestBody.lines("Subject: x", "", "x")).root();
        assertEquals(List.of(new Parameter("charset", "US-ASCII")), root.parameters());
        assertEquals("7BIT", root.encoding());
        assertNull(root.id());
        assertNull(root.disposition());
        for (var broken : List.of("", "text", "/plain", "text/", "; charset=x", "a b/c", "(text/html)")) {
            var read = MimeStructure.of(TestBody.lines("Content-Type: " + broken, "", "x"))
                    .root();
            assertEquals("text/plain", read.mediaType(), broken);
        }
        var parts = new ArrayList<String>();
        for (var type : List.of("TEXT / HTML", "text/html charset=x", "\"text\"/html", "text/html;;;"))
            parts.add(MimeStructure.of(TestBody.lines("Content-Type: " + type, "", "x"))
                    .root()
                    .mediaType());
        assertEquals(List.of("text/html", "text/html", "text/html", "text/html"), parts);
    }

    @Test
    void continuationsAreJoinedAsFarAsTheyGoOn() {
        var mime =
                MimeStructure.of(TestBody.lines("Content-Type: image/png; a*0=1; a*2=3; b*1=x; c*1=2; c*0=1", "", ""));
        assertEquals(
                List.of(
                        new Parameter("a", "1"),
                        new Parameter("a*2", "3"),
                        new Parameter("b*1", "x"),
                        new Parameter("c", "12")),
                mime.root().parameters());
    }

    @Test
    void whatIsNoTypeIsText() {
        for (var type : List.of("text/plain, charset=utf-8", "text", "text/", "/plain", "a b/c", "a/b[c]"))
            assertEquals(
                    "text/plain",
                    MimeStructure.of(TestBody.lines("Content-Type: " + type, "", ""))
                            .root()
                            .mediaType(),
                    type);
    }
}
