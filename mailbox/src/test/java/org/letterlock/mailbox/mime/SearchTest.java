package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What SEARCH finds: RFC 9051, 6.4.4. */
class SearchTest {
    private final TestBody body = TestBody.lines(
            "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus?=",
            " =?iso-8859-1?q?_K=F6ln?=",
            "X-Empty:",
            "Content-Type: multipart/mixed; boundary=b",
            "",
            "this is preamble",
            "--b",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            Base64.getMimeEncoder(20, new byte[] {13, 10})
                    .encodeToString("Der Stra\u00dfenb\u00e4cker".getBytes(StandardCharsets.UTF_8)),
            "--b",
            "Content-Type: text/html; charset=iso-8859-1",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "<p>soft=",
            "break and caf=E9</p>",
            "--b",
            "Content-Type: image/png",
            "",
            "picture",
            "--b",
            "Content-Type: message/rfc822",
            "",
            "Subject: inner subject",
            "",
            "innermost",
            "--b--");
    private final MimeStructure mime = MimeStructure.of(body);

    private boolean inBody(String text) {
        return Search.bodyContains(body, mime, text);
    }

    private boolean inText(String text) {
        return Search.textContains(body, mime, text);
    }

    private boolean inSubject(String text) {
        return Search.headerContains(body, mime, "subject", text);
    }

    @Test
    void partsAreDecoded() {
        assertTrue(inBody("stra\u00dfenB\u00c4CKER"));
        assertTrue(inBody("SOFTBREAK"));
        assertTrue(inBody("caf\u00e9"));
        assertTrue(inBody("innermost"));
        assertTrue(inBody("INNER SUBJECT"));
        assertFalse(inBody("picture"));
        assertFalse(inBody("preamble"));
        assertFalse(inBody("=E9"));
        assertFalse(inBody("Gr\u00fc\u00dfe"));
        assertTrue(inBody(""));
    }

    @Test
    void headersAreDecoded() {
        assertTrue(inText("gr\u00fc\u00dfe AUS k\u00f6ln"));
        assertTrue(inText("multipart/mixed"));
        assertTrue(inText("innermost"));
        assertFalse(inText("nowhere"));
        assertTrue(inSubject("aus K\u00d6LN"));
        assertFalse(inSubject("multipart"));
        assertTrue(Search.headerContains(body, mime, "x-empty", ""));
        assertFalse(Search.headerContains(body, mime, "x-empty", "x"));
        assertFalse(Search.headerContains(body, mime, "x-absent", ""));
    }

    @Test
    void textLooksAtTheHeadersOfParts() {
        assertTrue(inText("IMAGE/png"));
        assertTrue(inText("Content-Transfer-Encoding: quoted"));
        assertFalse(inBody("image/png"));
        assertFalse(inBody("quoted-printable"));
        var named = TestBody.lines(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: message/rfc822",
                "",
                "Content-Type: multipart/mixed; boundary=c",
                "",
                "--c",
                "Content-Type: application/pdf; name=\"=?utf-8?q?caf=C3=A9?=.pdf\"",
                "",
                "x",
                "--c--",
                "--b--");
        assertTrue(Search.textContains(named, MimeStructure.of(named), "CAF\u00c9.pdf"));
        assertFalse(Search.bodyContains(named, MimeStructure.of(named), "CAF\u00c9.pdf"));
    }

    @Test
    void textLooksAtHeaderLinesThatAreNoField() {
        var stray = TestBody.lines("Subject: s", "neither here", "nor: there", "", "x");
        assertTrue(Search.textContains(stray, MimeStructure.of(stray), "neither HERE"));
        assertFalse(Search.bodyContains(stray, MimeStructure.of(stray), "neither here"));
    }

    @Test
    void whatIsBrokenIsTakenAsItStands() {
        var broken = TestBody.lines(
                "Content-Type: text/plain; charset=no-such",
                "Content-Transfer-Encoding: base64",
                "",
                "c2VlbiA!!!?aGVyZQ=\u00ff");
        assertTrue(Search.bodyContains(broken, MimeStructure.of(broken), "seen"));
        var quoted = TestBody.lines("Content-Transfer-Encoding: quoted-printable", "", "a=ZZb =", "=C3=A9 =");
        assertTrue(Search.bodyContains(quoted, MimeStructure.of(quoted), "\u00e9"));
        var unknown = TestBody.lines("Content-Transfer-Encoding: x-unknown", "", "plain");
        assertTrue(Search.bodyContains(unknown, MimeStructure.of(unknown), "PLAIN"));
    }

    @Test
    void aTextIsFoundWhereverItBegins() {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int i = 0; i < 60; i++) text.append("aAbB".charAt(random.nextInt(4)));
            var sought = new StringBuilder();
            for (int i = 0; i <= random.nextInt(6); i++) sought.append("ab".charAt(random.nextInt(2)));
            boolean expected = text.toString().toLowerCase(Locale.ROOT).contains(sought);
            assertEquals(expected, new TextSearch(sought.toString()).isIn(text), "seed " + seed);
        }
    }

    @Test
    void caseIsFoldedCharacterByCharacter() {
        assertTrue(new TextSearch("\u03c2").isIn("\u03a3")); // both sigma
        assertTrue(new TextSearch("\u00c4").isIn("\u00e4"));
        assertFalse(new TextSearch("SS").isIn("\u00df"));
    }

    @Test
    void base64IsReadAsFarAsItGoes() {
        var broken = TestBody.lines("Content-Transfer-Encoding: base64", "", "aGVs*bG8", "=", "d29y", "bGQ");
        assertTrue(Search.bodyContains(broken, MimeStructure.of(broken), "hello"), "other characters are passed over");
        assertTrue(Search.bodyContains(broken, MimeStructure.of(broken), "world"), "padding may be missing");
    }

    @Test
    void addressesAreFoundAsTheEnvelopeShowsThem() {
        var obsolete = TestBody.lines("To: Ann <ann . other @ example . org> (called A)", "", "text");
        var structure = MimeStructure.of(obsolete);
        var to = structure.envelope().to();
        assertTrue(Search.addressesContain(obsolete, structure, "to", to, "ann.other@example.org"));
        assertTrue(Search.addressesContain(obsolete, structure, "to", to, "called a"), "and as they are written");
        assertFalse(Search.addressesContain(obsolete, structure, "to", to, "bob"));
    }
}
