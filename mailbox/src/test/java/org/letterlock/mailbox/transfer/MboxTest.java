package org.letterlock.mailbox.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/** mboxes, in and out. */
class MboxTest extends TransferFixture {
    private static final String FROM = "From ann@example.test Thu Nov 23 19:09:37 2026\n";
    private static final long DATE = 1795460977;

    private Path mbox() {
        return folder.resolve("mbox");
    }

    private TransferReport read(String text) throws Exception {
        return read(write("mbox", text), IN);
    }

    private TransferReport read(Path file, ImportSettings settings) throws TransferException {
        return MboxImport.one(store, ann(), file, MailboxName.INBOX, settings);
    }

    @Test
    void messages() throws Exception {
        var report = read(FROM + "A: b\n\n>From here\n>>From there\nFrom me to you\n\n\n" + FROM + "\n" + FROM
                + "C: d\r\n\r\n\r\n" + "From x Fri Nov 24 19:09:37 2026\nno end");
        assertEquals(
                List.of("A: b\r\n\r\nFrom here\r\n>From there\r\nFrom me to you\r\n\r\n", "", "C: d\r\n\r\n", "no end"),
                octets("INBOX"));
        assertEquals(DATE, mailbox("INBOX").view().message(0).internalDate().epochSecond());
        assertLost(report);
    }

    @Test
    void aFromLineStandsBehindAnEmptyLine() throws Exception {
        var report = read(FROM + "A: b\n\ntext\n" + FROM + "more\n\nFrom nobody\n");
        assertEquals(
                List.of("A: b\r\n\r\ntext\r\n" + FROM.strip() + "\r\nmore\r\n\r\nFrom nobody\r\n"), octets("INBOX"));
        assertLost(report, Loss.UNSEPARATED);
        assertEquals(
                List.of(mbox() + ":5"), report.losses().get(Loss.UNSEPARATED).places());
    }

    @Test
    void flagsKeywordsAndUids() throws Exception {
        var report = read(FROM
                + "X-IMAPbase: 77 0000000020 $Forwarded foo\nStatus: RO\nX-Status: AFTD\nX-Keywords: foo  $Forwarded  \n"
                + "X-UID: 5\nSubject: one\n\nStatus: in the text\n\n" + FROM + "X-UID: 9\nStatus: O\nSubject: two\n\n\n"
                + FROM
                + "Subject: new\n\n");
        assertLost(report);
        assertEquals(77, mailbox("INBOX").uidValidity().value());
        assertEquals(
                List.of(
                        "5 [SEEN, ANSWERED, FLAGGED, DELETED, DRAFT] [$Forwarded, foo] " + DATE
                                + " Subject: one\r\n\r\nStatus: in the text\r\n",
                        "9 [] [] " + DATE + " Subject: two\r\n\r\n",
                        "21 [] [] " + DATE + " Subject: new\r\n"),
                messages("INBOX"));
        assertEquals(22, mailbox("INBOX").status().uidNext());
        assertEquals(3, read(mbox(), IN).there(), "a second run");
        assertEquals(3, mailbox("INBOX").view().count());
    }

    @Test
    void aMessageThatOnlyHoldsTheUidsIsNone() throws Exception {
        read(FROM
                + "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 77 0000000009\nStatus: RO\n\ntext\n\n"
                + FROM + "Status: R\nX-UID: 3\n\nhello\n\n");
        assertEquals(List.of("3 [SEEN] [] " + DATE + " \r\nhello\r\n"), messages("INBOX"));
        assertEquals(10, mailbox("INBOX").status().uidNext());
    }

    @Test
    void uidsThatDoNotAscendAreNotKept() throws Exception {
        var report = read(
                FROM + "X-IMAPbase: 77 9\nX-UID: 5\n\n\n" + FROM + "X-UID: 5\n\n\n" + FROM + "X-UID: 4294967296\n\n\n");
        assertEquals(List.of(5L, 6L, 10L), uids());
        assertLost(report, Loss.UID);
        store(StoreSettings.DEFAULTS);
        read(mbox(), IN.withKeepUids(false));
        assertEquals(List.of(1L, 2L, 3L), uids());
    }

    private List<Long> uids() {
        var view = mailbox("INBOX").view();
        return java.util.stream.IntStream.range(0, view.count())
                .mapToObj(view::uid)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"MBOXO, '>>From a\r\n'", "NONE, '>>From a\r\n'", "MBOXRD, '>From a\r\n'"})
    void quoting(MboxQuoting quoting, String line) throws Exception {
        read(write("mbox", FROM + ">>From a\n"), IN.withQuoting(quoting));
        assertEquals(List.of(line), octets("INBOX"));
    }

    @Test
    void timesOfAZone() throws Exception {
        read(write("mbox", FROM + "\n"), IN.withZone(ZoneId.of("Europe/Vienna")));
        assertEquals(
                DATE - 3600, mailbox("INBOX").view().message(0).internalDate().epochSecond());
    }

    @Test
    void whatIsNoMbox() throws Exception {
        var e = assertThrows(TransferException.class, () -> read("Subject: x\n\n"));
        assertEquals(mbox() + ":1: does not begin with a From_ line: no mbox", e.getMessage());
        assertThrows(TransferException.class, () -> read(folder.resolve("none"), IN));
        assertEquals(0, read("").messages());
    }

    @Test
    void aMessageOf100MebibytesIsNoLoadForTheHeap() throws Exception {
        try (var out = Files.newBufferedWriter(mbox(), ISO_8859_1)) {
            out.write(FROM + "A: b\n\n");
            large(out, ">", 20);
            large(out, "line\n", 60);
            large(out, "x", 20);
        }
        store(StoreSettings.DEFAULTS.withMaxMessageSize(1000)); // counts the rest, and keeps nothing
        var report = read(mbox(), IN);
        assertLost(report, Loss.LEFT_OUT);
        assertTrue(report.losses().get(Loss.LEFT_OUT).places().get(0).startsWith(mbox() + ":1: message larger"));
    }

    private static void large(BufferedWriter out, String bit, int mebibytes) throws java.io.IOException {
        var piece = bit.repeat(1 << 16);
        for (long n = 0; n < (long) mebibytes << 20; n += piece.length()) out.write(piece);
    }

    // ---------------------------------------------------------------- out

    private void mail() {
        create("a/b");
        var flags = Flags.of(Set.of(SystemFlag.ANSWERED, SystemFlag.SEEN), List.of("foo", "$Forwarded"));
        append("INBOX", "A: b\r\n\r\nFrom me\r\n>From you\r\n\r\n", flags, DATE);
        append("INBOX", "gone\r\n", flags, 1);
        append("INBOX", "", Flags.NONE, 0);
        append("INBOX", "\r\n", Flags.of(SystemFlag.DRAFT, SystemFlag.FLAGGED, SystemFlag.DELETED), 5);
        append("INBOX", "last\r\n", Flags.NONE, 1);
        done(mailbox("INBOX").remove(UidSet.of(2, 5)));
        append("a/b", "B: c\r\n\r\n\r\n" + FROM.strip() + "\r\n", Flags.NONE, 7);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void outAndInAgainIsTheSame(boolean crlf) throws Exception {
        mail();
        var before = picture();
        assertLost(MboxExport.all(ann(), mbox(), OUT.withOwnFields(true).withCrlf(crlf)));
        store(StoreSettings.DEFAULTS);
        assertLost(MboxImport.all(store, ann(), mbox(), IN));
        before.remove("a"); // has no message that could keep its UIDVALIDITY
        assertEquals(before, picture());
    }

    @Test
    void asItIsWritten() throws Exception {
        mail();
        MboxExport.one(mailbox("INBOX"), mbox(), OUT);
        assertEquals(
                "From MAILER-DAEMON Mon Nov 23 19:09:37 2026\nA: b\n\n>From me\n>>From you\n\n\n"
                        + "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n\n"
                        + "From MAILER-DAEMON Thu Jan  1 00:00:05 1970\n\n\n",
                Files.readString(mbox(), ISO_8859_1));
        MboxExport.one(mailbox("INBOX"), folder.resolve("2"), OUT.withOwnFields(true));
        var text = Files.readString(folder.resolve("2"), ISO_8859_1);
        assertTrue(
                text.contains("1970\nX-UID: 4\nStatus: O\nX-Status: FTD\n\n\n")
                        && text.contains(
                                "X-IMAPbase: " + mailbox("INBOX").uidValidity().value()
                                        + " 0000000005 $Forwarded foo\nX-UID: 1\nStatus: RO\nX-Status: A\nX-Keywords: $Forwarded foo\nA: b"),
                text);
        var e = assertThrows(TransferException.class, () -> MboxExport.one(mailbox("INBOX"), mbox(), OUT));
        assertTrue(e.getMessage().endsWith("is there already; nothing is replaced"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("mbox.partial")));
    }

    @Test
    void whatAnMboxCannotKeepIsSaid() throws Exception {
        append("INBOX", "A: b\r\n\r\nno line end", Flags.NONE, 0);
        append("INBOX", "Status: mine\r\n\r\n", Flags.NONE, 0);
        append("INBOX", " folded\r\n\r\n", Flags.NONE, 0);
        append("INBOX", "bare\n", Flags.NONE, 0);
        append("INBOX", "A: b\r\n\r\n>From x\r\n", Flags.NONE, 0);
        var report =
                MboxExport.one(mailbox("INBOX"), mbox(), OUT.withOwnFields(true).withQuoting(MboxQuoting.MBOXO));
        assertLost(report, Loss.LINE_ENDS, Loss.FIELDS, Loss.QUOTING);
        assertEquals(
                List.of("INBOX UID 1", "INBOX UID 4"),
                report.losses().get(Loss.LINE_ENDS).places());
        assertEquals(2, report.losses().get(Loss.FIELDS).count());
    }

    @Test
    void aFolderOfMboxes() throws Exception {
        write("mail/INBOX", FROM + "one\n");
        write("mail/a.b", FROM + "two\n");
        write("mail/.lock", "");
        write("mail/bad..name", FROM);
        Files.createSymbolicLink(folder.resolve("mail/linked"), folder.resolve("mail/INBOX"));
        var report = MboxImport.all(store, ann(), folder.resolve("mail"), IN);
        assertLost(report, Loss.OTHER_FILE, Loss.MAILBOX_LEFT_OUT);
        assertEquals(List.of("two\r\n"), octets("a/b"));
        assertEquals(Set.of("INBOX", "a/b"), picture().keySet());
    }
}
