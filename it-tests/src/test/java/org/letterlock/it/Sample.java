package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A message with a trait that mail programs get wrong, as it is on the wire: lines end in CRLF, the last one too. It is
 * from ann and has a Date and a Message-ID, so that submission adds nothing.
 */
record Sample(String name, byte[] bytes) {
    private static final String HEADER = """
            From: Ann <ann@example.test>\r
            To: Bob <bob@example.test>\r
            Date: Mon, 05 Jan 2026 10:00:00 +0000\r
            Message-ID: <%s@example.org>\r
            Subject: %s\r
            """;

    static final Sample PLAIN = text("plain", "Good morning.\r\n\r\nA second line.\r\n");
    static final Sample UTF8 = text(
            "utf8",
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
            "Grüße aus Köln, 日本語, 😀\r\n");
    static final Sample LATIN1 = new Sample(
            "latin1",
            (header("latin1")
                            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSch\u00f6ne Gr\u00fc\u00dfe \u00ff\u0080\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
    /** The longest line RFC 5321, 4.5.3.1.6 asks for: 1000 octets with its CRLF. */
    static final Sample LONG_LINE = text("long-line", "x".repeat(998) + "\r\n" + "." + "y".repeat(997) + "\r\nend\r\n");

    static final Sample DOTS = text("dots", ".\r\n..\r\n...\r\n.hidden\r\n..twice\r\nnot.first\r\n.\r\n");
    static final Sample BLANK_LINES = text("blank-lines", "\r\n\r\n\r\nmiddle\r\n\r\n\r\n");
    static final Sample HEADER_ONLY =
            new Sample("header-only", header("header-only").getBytes(StandardCharsets.US_ASCII));
    static final Sample EMPTY_BODY = text("empty-body", "");
    static final Sample FROM_LINE = text("from-line", "From here on it is a body.\r\n>From there too.\r\n");
    static final Sample WHITESPACE = text("whitespace", "trailing blanks   \r\n\ttab\t\r\n \r\n");

    /** What any program handles. */
    static final List<Sample> SMALL =
            List.of(PLAIN, UTF8, LATIN1, LONG_LINE, DOTS, BLANK_LINES, EMPTY_BODY, FROM_LINE, WHITESPACE);

    /** And a message that is a header and nothing else, which some clients complete or drop. */
    static final List<Sample> ALL =
            Stream.concat(SMALL.stream(), Stream.of(HEADER_ONLY)).toList();

    /** Ten million octets attached, in base64: fourteen million on the wire. */
    static Sample large() {
        var attached = new byte[10_000_000];
        new Random(20261123).nextBytes(attached);
        var lines = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encodeToString(attached);
        return text(
                "large",
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_b\"\r\n",
                "--=_b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--=_b\r\nContent-Type: application/octet-stream\r\n"
                        + "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"data.bin\"\r\n\r\n"
                        + lines + "\r\n--=_b--\r\n");
    }

    private static String header(String name) {
        return HEADER.formatted(name, name);
    }

    static Sample text(String name, String body) {
        return text(name, "", body);
    }

    static Sample text(String name, String moreHeader, String body) {
        return new Sample(name, (header(name) + moreHeader + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** As Unix programs keep it: lines end in LF. */
    byte[] unix() {
        return text().replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As it follows DATA: dots doubled, and the dot that ends it. RFC 5321, 4.5.2. */
    byte[] dotStuffed() {
        return ((("\r\n" + text()).replace("\r\n.", "\r\n..") + ".\r\n").substring(2))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Asserts that {@code stored} is this message octet for octet, behind trace fields that a server put on top. */
    void assertDelivered(byte[] stored) {
        int start = stored.length - bytes.length;
        var trace = new String(stored, 0, Math.max(start, 0), StandardCharsets.ISO_8859_1);
        assertTrue(
                start > 0 && trace.endsWith("\r\n") && isTrace(trace),
                () -> "trace fields in front of " + name + ", but there is:\n" + shown(stored));
        assertIs(Arrays.copyOfRange(stored, start, stored.length));
    }

    /** Asserts that {@code other} is this message octet for octet. */
    void assertIs(byte[] other) {
        int at = Arrays.mismatch(bytes, other);
        assertEquals(
                -1,
                at,
                () -> name + ": " + bytes.length + " octets sent, " + other.length + " found, different from octet "
                        + at + ": "
                        + shown(Arrays.copyOfRange(
                                other, Math.max(0, Math.min(at, other.length) - 40), Math.min(other.length, at + 40))));
    }

    private static boolean isTrace(String fields) {
        for (var field : fields.replace("\r\n\t", " ").replace("\r\n ", " ").split("\r\n")) {
            if (!field.startsWith("Return-Path: <") && !field.startsWith("Received: ")) return false;
        }
        return true;
    }

    private static String shown(byte[] octets) {
        var text = new String(octets, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n\n");
        return text.length() > 2000 ? text.substring(0, 2000) + " ..." : text;
    }

    /** Joins what a program split into several pieces. */
    static byte[] joined(List<byte[]> pieces) {
        var all = new ByteArrayOutputStream();
        for (var piece : pieces) all.writeBytes(piece);
        return all.toByteArray();
    }

    /** The message's lines ending in CRLF again, whatever they ended in. */
    static byte[] wire(byte[] unix) {
        return new String(unix, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
