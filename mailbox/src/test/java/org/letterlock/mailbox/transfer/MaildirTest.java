package org.letterlock.mailbox.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/** Maildirs as Dovecot and others leave them, in and out. */
class MaildirTest extends TransferFixture {
    private static final Flags SEEN = Flags.of(SystemFlag.SEEN);

    private Path maildir() {
        return folder.resolve("Maildir");
    }

    private TransferReport read() throws TransferException {
        return MaildirImport.all(store, ann(), maildir(), IN);
    }

    private void dovecots() throws IOException {
        time(write("Maildir/cur/10.a,S=11,W=14:2,Sab", "A: b\n\nhello"), 837596665);
        time(write("Maildir/cur/11.b:2,F", "\r\nx\n"), 1000);
        time(write("Maildir/new/12.c", ""), 2000);
        write("Maildir/tmp/13.d", "half a mess");
        write("Maildir/dovecot-uidlist", "3 V77 N3 G0123\n4 :10.a,S=11,W=14\n5 :gone\n9 :11.b\n");
        write("Maildir/dovecot-keywords", "0 $Forwarded\n1 foo\n");
        write("Maildir/.Entw&APw-rfe.Neu/cur/1.x:2,DT", "draft\n");
        write("Maildir/.empty/new/.keep", "");
        write("Maildir/subscriptions", "V\t2\n\nEntw&APw-rfe\tNeu\nnot there\n");
    }

    @Test
    void asDovecotLeavesIt() throws Exception {
        dovecots();
        var report = read();
        assertLost(report);
        assertEquals(77, mailbox("INBOX").uidValidity().value());
        assertEquals(
                List.of(
                        "4 [SEEN] [$Forwarded, foo] 837596665 A: b\r\n\r\nhello",
                        "9 [FLAGGED] [] 1000 \r\nx\r\n",
                        "10 [] [] 2000 "),
                messages("INBOX"));
        assertEquals(11, mailbox("INBOX").status().uidNext());
        assertEquals(
                Flags.of(SystemFlag.DRAFT, SystemFlag.DELETED),
                mailbox("Entw\u00fcrfe/Neu").view().message(0).flags());
        assertEquals(0, mailbox("empty").view().count());
        assertEquals(
                List.of("Entw\u00fcrfe/Neu", "not there"),
                ann().list().stream()
                        .filter(e -> e.subscribed())
                        .map(e -> e.name().value())
                        .toList());
        assertEquals(4, report.messages());
        assertEquals(3, report.mailboxes());
    }

    @Test
    void aSecondRunFindsAllThere() throws Exception {
        dovecots();
        read();
        var before = picture();
        var again = read();
        assertEquals(before, picture());
        assertEquals(0, again.messages());
        assertEquals(4, again.there());
        assertLost(again);
    }

    @Test
    void anInterruptedRunGoesOn() throws Exception {
        for (int i = 0; i < 1200; i++) write("Maildir/cur/" + (1000 + i) + ".m:2,", "message " + i + "\n");
        write("Maildir/dovecot-uidlist", "3 V9 N1\n");
        store(StoreSettings.DEFAULTS.withQuota(700, StoreSettings.UNLIMITED));
        var e = assertThrows(TransferException.class, this::read);
        assertTrue(e.getMessage().contains("account is over its quota"), e.getMessage());
        assertEquals(500, mailbox("INBOX").view().count(), "the first lot is whole, the second not there");
        done(mailbox("INBOX").remove(UidSet.of(List.of(new UidSet.Range(1, 400)))));
        e = assertThrows(TransferException.class, this::read);
        assertEquals(600, mailbox("INBOX").view().count());
        done(mailbox("INBOX").remove(UidSet.of(List.of(new UidSet.Range(401, 1000)))));
        var report = read();
        assertEquals(200, report.messages());
        assertEquals(1000, report.losses().get(Loss.GONE_SINCE).count());
        assertEquals("message 1000\r\n", octets("INBOX").get(0));
        assertEquals(1001, mailbox("INBOX").view().uid(0));
    }

    @Test
    void aMailboxWithMailOfItsOwnIsLeftAlone() throws Exception {
        dovecots();
        append("INBOX", "mine\r\n", SEEN, 5);
        var e = assertThrows(TransferException.class, this::read);
        assertTrue(e.getMessage().startsWith("mailbox INBOX has mail of its own"), e.getMessage());
        assertEquals(List.of("mine\r\n"), octets("INBOX"));
        Files.delete(maildir().resolve("dovecot-uidlist"));
        e = assertThrows(TransferException.class, this::read);
        assertTrue(e.getMessage().startsWith("mailbox INBOX has mail of its own (UID 1)"), e.getMessage());
        var report = MaildirImport.all(store, ann(), maildir(), IN.withAppend(true));
        assertEquals(List.of("mine\r\n", "A: b\r\n\r\nhello", "\r\nx\r\n", ""), octets("INBOX"));
        assertLost(report);
    }

    @Test
    void anEmptiedMailboxTakesThemUnderNewUids() throws Exception {
        dovecots();
        append("INBOX", "mine\r\n", SEEN, 5);
        done(mailbox("INBOX").remove(UidSet.of(1)));
        var validity = mailbox("INBOX").uidValidity();
        assertLost(read(), Loss.UID_VALIDITY);
        assertEquals(validity, mailbox("INBOX").uidValidity());
        assertEquals(2, mailbox("INBOX").view().uid(0));
        assertEquals(3, mailbox("INBOX").view().count());
    }

    @Test
    void oneFolderIntoOneMailbox() throws Exception {
        dovecots();
        var report = MaildirImport.one(store, ann(), maildir(), new MailboxName("old/mail"), IN);
        assertEquals(3, report.messages());
        assertEquals(77, mailbox("old/mail").uidValidity().value());
        assertTrue(ann().open(new MailboxName("empty")).isEmpty());
        assertEquals(0, mailbox("INBOX").view().count());
        var e = assertThrows(
                TransferException.class,
                () -> MaildirImport.all(store, ann(), maildir().resolve("cur"), IN));
        assertTrue(e.getMessage().endsWith("is no Maildir: it has neither cur nor new"), e.getMessage());
        assertThrows(TransferException.class, () -> MaildirImport.all(store, ann(), folder.resolve("none"), IN));
    }

    @Test
    void noSymbolicLinkIsFollowedAndNoOtherFileRead() throws Exception {
        dovecots();
        var secret = write("elsewhere/cur/secret", "secret\n");
        Files.createSymbolicLink(maildir().resolve("cur/14.l:2,"), secret);
        Files.createSymbolicLink(maildir().resolve(".linked"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(
                Files.createDirectories(maildir().resolve(".half")).resolve("cur"), secret.getParent());
        Files.createDirectories(maildir().resolve("cur/15.directory"));
        new ProcessBuilder("mkfifo", maildir().resolve("cur/16.fifo").toString())
                .start()
                .waitFor();
        write("Maildir/verbatim/cur/1", "of another layout\n");
        write("Maildir/.bad\u0007/cur/1", "x");
        write("Maildir/.inbox/cur/1", "x");
        var report = read();
        assertLost(report, Loss.LEFT_OUT, Loss.MAILBOX_LEFT_OUT);
        assertEquals(3, report.losses().get(Loss.LEFT_OUT).count());
        var left = String.join("\n", report.losses().get(Loss.MAILBOX_LEFT_OUT).places());
        for (var words : List.of(
                ".linked: a symbolic link",
                ".half/cur: is no folder",
                "verbatim: no folder as",
                ".bad?: its name",
                ".inbox: another")) assertTrue(left.contains(words), left);
        assertFalse(picture().toString().contains("secret"));
        assertEquals(3, mailbox("INBOX").view().count());
    }

    @Test
    void whatTheStoreDoesNotTakeIsNamed() throws Exception {
        store(StoreSettings.DEFAULTS.withMaxMessageSize(20).withMaxKeywords(1));
        for (int i = 0; i < 5; i++) write("Maildir/cur/" + i + ".m:2," + "cba".charAt(i % 3), "message\n");
        write("Maildir/cur/9.large:2,a", "x".repeat(21));
        write("Maildir/dovecot-keywords", "0 one\n1 two\n2 no atom\n");
        var report = read();
        assertLost(report, Loss.LEFT_OUT, Loss.KEYWORDS);
        assertEquals(5, report.messages());
        assertEquals(
                List.of(maildir() + "/cur/9.large:2,a: message larger than 20 octets"),
                report.losses().get(Loss.LEFT_OUT).places());
        assertEquals(List.of("two"), mailbox("INBOX").keywords());
    }

    @Test
    void theLastUidIsTheLast() throws Exception {
        write("Maildir/cur/1.m:2,", "one\n");
        write("Maildir/cur/2.m:2,", "two\n");
        write("Maildir/dovecot-uidlist", "3 V7 N4294967295\n4294967295 :1.m\n");
        var report = read();
        assertEquals(List.of("one\r\n"), octets("INBOX"));
        assertEquals(1, report.losses().get(Loss.LEFT_OUT).count());
    }

    // ---------------------------------------------------------------- out

    private void mail() {
        create("a", "a/b", "Entw\u00fcrfe", "../..", "x.y", "~t", "only/level");
        append(
                "INBOX",
                "A: b\r\n\r\nhello",
                Flags.of(Set.of(SystemFlag.SEEN), List.of("foo", "$Forwarded")),
                837596665);
        append("INBOX", "gone\r\n", SEEN, 1);
        append("INBOX", "", Flags.of(SystemFlag.values()), 0);
        append("INBOX", "last\r\n", SEEN, 1);
        done(mailbox("INBOX").remove(UidSet.of(2, 4)));
        append("../..", "dots\r\n", Flags.NONE, 1_700_000_000L);
        append("Entw\u00fcrfe", "\r\r\n", Flags.NONE, 1); // ambiguous with LF
        done(ann().subscribe(new MailboxName("Entw\u00fcrfe"), true));
    }

    @Test
    void outAndInAgainIsTheSame() throws Exception {
        mail();
        var before = picture();
        var report = MaildirExport.all(ann(), maildir(), OUT.withCrlf(true));
        assertLost(report);
        assertEquals(4, report.messages());
        store(StoreSettings.DEFAULTS);
        assertLost(read());
        assertEquals(before, picture());
        var names = new java.util.TreeSet<String>();
        try (var files = Files.list(maildir())) {
            files.forEach(f -> names.add(f.getFileName().toString()));
        }
        assertEquals(
                Set.of(
                        ".Entw&APw-rfe",
                        ".\\2e\\2e.\\2e\\2e",
                        ".a",
                        ".a.b",
                        ".only.level",
                        ".x\\2ey",
                        ".\\7et",
                        "cur",
                        "new",
                        "tmp",
                        "dovecot-keywords",
                        "dovecot-uidlist",
                        "subscriptions"),
                names);
    }

    @Test
    void filesEndLinesInLfAndAreTheirOwnersOnly() throws Exception {
        mail();
        var report = MaildirExport.all(ann(), maildir(), OUT);
        assertLost(report, Loss.LINE_ENDS);
        assertEquals(
                List.of("Entw\u00fcrfe UID 1"),
                report.losses().get(Loss.LINE_ENDS).places());
        var name = "837596665.V" + mailbox("INBOX").uidValidity().value() + "U1.letterlock,S=11,W=13:2,Sab";
        var file = maildir().resolve("cur").resolve(name);
        assertEquals("A: b\n\nhello", Files.readString(file, ISO_8859_1));
        assertEquals(837596665, Files.getLastModifiedTime(file).toInstant().getEpochSecond());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(maildir())));
        assertEquals("0 $Forwarded\n1 foo\n", Files.readString(maildir().resolve("dovecot-keywords")));
    }

    @Test
    void nothingIsReplaced() throws Exception {
        mail();
        Files.createDirectories(maildir());
        var e = assertThrows(TransferException.class, () -> MaildirExport.all(ann(), maildir(), OUT));
        assertTrue(e.getMessage().endsWith("Maildir is there already; nothing is replaced"), e.getMessage());
        Files.delete(maildir());
        Files.createSymbolicLink(maildir(), folder.resolve("nowhere"));
        assertThrows(TransferException.class, () -> MaildirExport.all(ann(), maildir(), OUT));
        Files.delete(maildir());
        Files.createDirectories(folder.resolve("Maildir.partial"));
        e = assertThrows(TransferException.class, () -> MaildirExport.all(ann(), maildir(), OUT));
        assertTrue(e.getMessage().contains("of an export that did not end"), e.getMessage());
        assertFalse(Files.exists(maildir()));
    }

    @Test
    void whatAMaildirCannotKeepIsSaid() throws Exception {
        done(ann().create(new MailboxName("Trash"), Set.of(SpecialUse.TRASH)));
        create("\u00fc".repeat(200));
        for (int i = 0; i < 30; i++) append("INBOX", "x\r\n", Flags.of(Set.of(), List.of("k" + i)), i);
        var report = MaildirExport.all(ann(), maildir(), OUT);
        assertLost(report, Loss.SPECIAL_USE, Loss.MAILBOX_LEFT_OUT, Loss.KEYWORDS);
        assertEquals(4, report.losses().get(Loss.KEYWORDS).count());
        assertEquals(30, report.messages());
    }

    @Test
    void oneMailbox() throws Exception {
        mail();
        MaildirExport.one(mailbox("INBOX"), maildir(), OUT);
        var before = messages("INBOX");
        store(StoreSettings.DEFAULTS);
        read();
        assertEquals(before, messages("INBOX"));
        assertEquals(1, ann().list().size());
    }
}
