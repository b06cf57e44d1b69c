package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Envelopes: RFC 9051, 7.5.2; addresses: RFC 5322, 3.4 and 4.4; dates: RFC 5322, 3.3 and 4.3. */
class EnvelopeTest {
    private static Envelope envelope(String... lines) {
        var all = new ArrayList<>(List.of(lines));
        all.add("");
        return MimeStructure.of(TestBody.lines(all.toArray(new String[0])))
                .root()
                .envelope();
    }

    /** Addresses as IMAP writes them, without quotes: {@code (name route mailbox host)}. */
    private static String written(List<Address> addresses) {
        var s = new StringBuilder();
        for (var a : addresses) {
            s.append('(');
            s.append(a.name() == null ? "NIL" : a.name()).append('|');
            s.append(a.route() == null ? "NIL" : a.route()).append('|');
            s.append(a.mailbox() == null ? "NIL" : a.mailbox()).append('|');
            s.append(a.host() == null ? "NIL" : a.host()).append(')');
        }
        return s.toString();
    }

    private static String to(String text) {
        return written(envelope("To: " + text).to());
    }

    @Test
    void theExampleOfRfc9051() {
        var e = envelope(
                "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
                "From: Terry Gray <gray@cac.washington.edu>",
                "Subject: IMAP4rev2 WG mtg summary and minutes",
                "To: imap@cac.washington.edu",
                "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>",
                "Message-Id: <B27397-0100000@cac.washington.ed>",
                "MIME-Version: 1.0");
        assertEquals("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)", e.date());
        assertEquals("IMAP4rev2 WG mtg summary and minutes", e.subject());
        assertEquals("(Terry Gray|NIL|gray|cac.washington.edu)", written(e.from()));
        assertEquals(e.from(), e.sender());
        assertEquals(e.from(), e.replyTo());
        assertEquals("(NIL|NIL|imap|cac.washington.edu)", written(e.to()));
        assertEquals("(NIL|NIL|minutes|CNRI.Reston.VA.US)(John Klensin|NIL|KLENSIN|MIT.EDU)", written(e.cc()));
        assertEquals(List.of(), e.bcc());
        assertNull(e.inReplyTo());
        assertEquals("<B27397-0100000@cac.washington.ed>", e.messageId());
    }

    @Test
    void absentIsNilAndEmptyIsEmpty() {
        var e = envelope("X: y");
        assertNull(e.subject());
        assertNull(e.date());
        assertEquals(List.of(), e.from());
        var empty = envelope("Subject:", "From: ", "Sender:", "Reply-To: ()", "To: ,,;");
        assertEquals("", empty.subject());
        assertEquals(List.of(), empty.from());
        assertEquals(List.of(), empty.sender());
        assertEquals(List.of(), empty.to());
        var sender = envelope("From: a@b", "Sender:", "Reply-To: c@d");
        assertEquals("(NIL|NIL|a|b)", written(sender.sender()));
        assertEquals("(NIL|NIL|c|d)", written(sender.replyTo()));
    }

    @Test
    void textIsUnfoldedAndOtherwiseAsItStands() {
        var e = envelope("Subject: =?utf-8?b?aMOp?=", "\t=?utf-8?q?llo?=  ", "In-Reply-To:", " <a@b>", "\t<c@d>");
        assertEquals("=?utf-8?b?aMOp?=\t=?utf-8?q?llo?=", e.subject());
        assertEquals("<a@b>\t<c@d>", e.inReplyTo());
        var octets = "Subject: caf\u00c3\u00a9 \u00ff\0\r x\r\n\r\n"; // UTF-8, then neither, NUL and a bare CR
        assertEquals(
                "caf\u00c3\u00a9 \u00ff?  x",
                MimeStructure.of(TestBody.of(octets)).root().envelope().subject());
        assertEquals("first", envelope("Subject: first", "subject : second").subject());
        assertEquals("obsolete", envelope("Subject : obsolete").subject());
    }

    @Test
    void displayNamesLoseTheirQuotesOnly() {
        assertEquals("(Doe, John|NIL|john|example.test)", to("\"Doe, John\" <john@example.test>"));
        assertEquals("(a \"b\" c|NIL|x|y)", to("\"a \\\"b\\\"\" c <x@y>"));
        assertEquals(
                "(=?utf-8?q?J=C3=B6rg?= Doe|NIL|j|example.test)", to("=?utf-8?q?J=C3=B6rg?=   Doe <j@example.test>"));
        assertEquals("(John Q. Public|NIL|j|e)", to("John Q. Public <j@e>"));
        assertEquals("(Jo|NIL|j|e)(Al|NIL|a|e)", to("j@e (Jo), a@e (Al)"));
        assertEquals("(Joe|NIL|j|e)", to("Joe (not this) <j@e>"));
        assertEquals("(a@b|NIL|a|b)", to("a@b <a@b>"));
        assertEquals("(x (y) z|NIL|j|e)", to("j@e (x (y) z)"));
    }

    @Test
    void groupsAreMarked() {
        assertEquals(
                "(NIL|NIL|A Group|NIL)(Ed Jones|NIL|c|a.test)(NIL|NIL|joe|where.test)(NIL|NIL|NIL|NIL)(NIL|NIL|x|y)",
                to("A Group:Ed Jones <c@a.test>,joe@where.test;, x@y"));
        assertEquals("(NIL|NIL|undisclosed-recipients|NIL)(NIL|NIL|NIL|NIL)", to("undisclosed-recipients:;"));
        assertEquals("(NIL|NIL|open|NIL)(NIL|NIL|a|b)(NIL|NIL|NIL|NIL)", to("open: a@b"));
        assertEquals("(NIL|NIL|g|NIL)(NIL|NIL|h:a|b)(NIL|NIL|NIL|NIL)(NIL|NIL|c|d)", to("g: h:a@b; c@d;"));
    }

    @Test
    void addressSpecifications() {
        assertEquals("(NIL|@a,@b|c|d)", to("<@a,@b:c@d>"));
        assertEquals("(NIL|NIL|john doe|example.test)", to("\"john doe\"@example.test"));
        assertEquals("(NIL|NIL|a.b|example.test)", to("a . b @ example . test"));
        assertEquals("(NIL|NIL|a|[127.0.0.1])", to("a@[127.0.0.1]"));
        assertEquals("(NIL|NIL|root|)", to("root"));
        assertEquals("(NIL|NIL| |x)", to("\" \"@x"));
        assertEquals("(John Doe|NIL||)", to("John Doe"));
        assertEquals("(NIL|NIL||)", to("<>"));
        assertEquals("(open|NIL|a|b)", to("open <a@b"));
        assertEquals("(NIL|NIL|\u00c3\u00bc|\u00c3\u00bc.test)", to("\u00c3\u00bc@\u00c3\u00bc.test"));
        assertEquals(
                "(NIL|NIL|a|b)(NIL|NIL|c|d)",
                written(envelope("To: a@b", "To: c@d").to()));
    }

    @Test
    void datesAreReadAsTheyCome() {
        var moment = OffsetDateTime.parse("1996-07-17T02:23:25-07:00");
        for (var text : List.of(
                "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
                "17 Jul 96 02:23:25 PDT",
                "Wed,17 July 1996 02:23:25 -0700",
                "Wed Jul 17 02:23:25 1996 -0700",
                "17-Jul-1996 02:23:25 -0700")) {
            assertEquals(Optional.of(moment), SentDate.parse(text), text);
        }
        assertEquals(
                Optional.of(OffsetDateTime.parse("2016-12-31T23:59:59Z")), SentDate.parse("31 Dec 2016 23:59:60 GMT"));
        assertEquals(Optional.of(OffsetDateTime.parse("2026-11-23T00:00:00Z")), SentDate.parse("23 Nov 2026"));
        for (var none :
                List.of("", "yesterday", "31 Feb 2026 00:00", "-", "1-2-3-4-5", ":", "99999999999 Jan", "+0000")) {
            assertEquals(Optional.empty(), SentDate.parse(none), none);
        }
        assertEquals(
                Optional.of(moment),
                envelope("Date: Wed, 17 Jul 1996 02:23:25 -0700").sent());
    }

    @Test
    void encodedWordsAreDecodedForSearch() {
        assertEquals("Keld J\u00f8rn Simonsen", EncodedWords.decode("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?="));
        assertEquals("(ab)", EncodedWords.decode("(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=)")); // RFC 2047, 8
        assertEquals("(a b)", EncodedWords.decode("(=?ISO-8859-1?Q?a_b?=)"));
        assertEquals("a b", EncodedWords.decode("=?utf-8*en?q?a?= b")); // RFC 2231, 5
        assertEquals("\u00e9", EncodedWords.decode("=?utf-8?b?ww==?= =?utf-8?b?qQ==?=")); // cut in two
        assertEquals("\u00e9", EncodedWords.decode("\u00c3\u00a9"));
        assertEquals("\u00e9x", EncodedWords.decode("\u00e9x"));
        for (var broken :
                List.of("=?", "=?x", "=?x?", "=?x?q", "=?x?q?", "=?no-such?q?a?=", "=?utf-8?z?a?=", "=?utf-8?q?a?")) {
            assertEquals(broken, EncodedWords.decode(broken));
        }
        assertEquals("=4", EncodedWords.decode("=?utf-8?q?=4?="));
        var utf8 = new String("=?x?= h\u00e9".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals("=?x?= h\u00e9", EncodedWords.decode(utf8));
    }
}
