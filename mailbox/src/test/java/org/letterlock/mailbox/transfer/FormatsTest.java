package org.letterlock.mailbox.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;

/** The small files and names beside the mail. */
class FormatsTest {
    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "INBOX/sub, INBOX.sub",
        "a/b, a.b",
        "Entw\u00fcrfe, Entw&APw-rfe",
        "R&D, R&-D",
        "a.b, a\\2eb",
        "../x, \\2e\\2e.x",
        "~root, \\7eroot",
        "x/~y, x.~y",
        "\\2e, \\5c2e",
        "cur, cur",
        "\u53f0\u5317/\u65e5\u672c\u8a9e, '&U,BTFw-.&ZeVnLIqe-'"
    })
    void namesOfFolders(String name, String file) {
        assertEquals(Optional.of(file), MailboxFileName.write(new MailboxName(name), false));
        assertEquals(Optional.of(new MailboxName(name)), MailboxFileName.read(file, false));
        assertEquals(
                Optional.of(new MailboxName(name)),
                MailboxFileName.read(
                        MailboxFileName.write(new MailboxName(name), true).orElseThrow(), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", ".", "a.", "&", "&AGE-", "\u00fc", "a/b", "&AC8-", "&AAo-", "a\u0007"})
    void namesThatAreNone(String file) {
        assertEquals(Optional.empty(), MailboxFileName.read(file, false));
    }

    @Test
    void aNameIsAFileOfItsOwnAndNeverAPath() {
        var alphabet = new String[] {
            ".", "..", "/", "\\", "~", "2e", "5c", "&", "-", "a", "\u00fc", "INBOX", "\ud83d\ude00", "cur"
        };
        Map<String, MailboxName> files = new HashMap<>();
        for (long seed = 1; seed <= 20_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int n = 1 + random.nextInt(6); n > 0; n--) text.append(alphabet[random.nextInt(alphabet.length)]);
            if (!MailboxName.problem(text.toString()).isEmpty()) continue;
            var name = new MailboxName(text.toString());
            for (boolean utf8 : new boolean[] {true, false}) {
                var file = MailboxFileName.write(name, utf8).orElseThrow();
                assertFalse(file.contains("/") || file.isEmpty() || file.startsWith("."), file);
                assertEquals(Optional.of(name), MailboxFileName.read(file, utf8), file);
                var other = files.put(utf8 + file, name);
                assertTrue(other == null || other.equals(name), () -> file + ": " + other + " and " + name);
            }
        }
        assertEquals(Optional.empty(), MailboxFileName.write(new MailboxName("\u00fc".repeat(200)), false), "too long");
    }

    @Test
    void uidList() throws Exception {
        var text =
                "3 V1795460979 N3 Gc1a2df0d718f046b1f1f000083ecc375\n1 :a.b,S=18,W=21\n2 W4 S3 :c:2,S\n9 :gone\n12 :d\n";
        var list = UidList.read(in(text), "list", Set.of("a.b,S=18,W=21", "c", "d")::contains);
        assertEquals(new UidValidity(1795460979), list.uidValidity());
        assertEquals(13, list.uidNext(), "behind the last, whatever its first line says");
        assertEquals(Map.of("a.b,S=18,W=21", 1L, "c", 2L, "d", 12L), list.uids());
        var old = UidList.read(in("1 7 20\n3 a b\n"), "list", n -> true);
        assertEquals(new UidList(new UidValidity(7), 20, Map.of("a b", 3L)), old);
        var own = UidList.header(new UidValidity(5), 9) + UidList.line(new Uid(4), "x,S=1");
        assertEquals(new UidList(new UidValidity(5), 9, Map.of("x,S=1", 4L)), UidList.read(in(own), "list", n -> true));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'list: is empty'",
        "'2 5 6', 'list:1: is not the first line of a dovecot-uidlist of version 1 or 3'",
        "'3 N5', 'list:1: says no UIDVALIDITY'",
        "'3 V0 N5', 'list:1: has no number from 1 to 4294967295 where one belongs'",
        "'3 V4294967296', 'list:1: has no number from 1 to 4294967295 where one belongs'",
        "'3 V1\nx', 'list:2: has no file name'",
        "'3 V1\n5 a', 'list:2: has no file name'",
        "'3 V1\n5 :a\n5 :b', 'list:3: UID 5 does not come after 5'",
        "'3 V1\n99999999999 :a', 'list:2: has no number from 1 to 4294967295 where one belongs'",
    })
    void aBrokenUidListIsNamed(String text, String problem) {
        var e = assertThrows(TransferException.class, () -> UidList.read(in(text), "list", n -> true));
        assertEquals(problem, e.getMessage());
    }

    @Test
    void aLineIsBounded() {
        var e = assertThrows(
                TransferException.class, () -> UidList.read(in("3 V1\n1 :" + "x".repeat(9000)), "list", n -> true));
        assertEquals("list:2: longer than 8192 octets", e.getMessage());
    }

    @Test
    void lettersOfFlags() throws Exception {
        var letters = KeywordLetters.read(in("0 $Forwarded\n2 foo\n26 beyond\n"), "dovecot-keywords");
        var flags = MaildirFile.of("1.M2P3.host,S=4:2,DFRSTabcz").flags(letters);
        assertEquals(Flags.of(Set.of(SystemFlag.values()), List.of("$Forwarded", "foo")), flags);
        assertEquals("base:2,DFRSTac", MaildirFile.of("base", flags, letters).name());
        assertEquals(
                Flags.of(Set.of(), List.of("$Forwarded")),
                MaildirFile.of("x:2,P").flags(KeywordLetters.NONE));
        assertEquals(Flags.NONE, MaildirFile.of("x:1,S").flags(letters));
        assertEquals(new MaildirFile("x", ""), MaildirFile.of("x"));
        assertThrows(TransferException.class, () -> KeywordLetters.read(in("0 a\nb\n"), "f"));
        var many = new java.util.ArrayList<String>();
        for (int i = 0; i < 30; i++) many.add("k" + i);
        var first = KeywordLetters.of(many);
        assertEquals("az", first.letters(Flags.of(Set.of(), List.of("k0", "k25", "k26"))));
        assertEquals("0 k0\n1 k1\n", first.text().substring(0, 10));
    }

    @Test
    void namesTellTheTime() {
        assertEquals(1795460977, MaildirFile.of("1795460977.M2P3.host").second());
        assertEquals(0, MaildirFile.of("msg").second());
        assertEquals(999999999999999999L, MaildirFile.of("9".repeat(100)).second());
    }

    @Test
    void subscriptions() throws Exception {
        var names = List.of(new MailboxName("a/b"), new MailboxName("Entw\u00fcrfe"), new MailboxName("x.y"));
        var report = new TransferReport();
        assertEquals(names, Subscriptions.read(in(Subscriptions.text(names, false)), "s", false, report));
        assertEquals(
                List.of(new MailboxName("a/b"), new MailboxName("c")),
                Subscriptions.read(in("a.b\nc\n&bad\n"), "s", false, report));
        assertEquals(
                List.of("s:3"),
                report.losses().get(TransferReport.Loss.SUBSCRIPTION).places());
    }

    @ParameterizedTest
    @CsvSource({
        "From ann@example.test Thu Nov 23 19:09:37 2026, 2026-11-23T19:09:37Z",
        "From MAILER-DAEMON Thu Nov  5 09:09:07 2026, 2026-11-05T09:09:07Z",
        "From a b Thu Nov 23 19:09 2026 +0100, 2026-11-23T18:09:00Z",
        "From a Thu Nov 23 19:09:37 GMT 2026, 2026-11-23T19:09:37Z",
        "From a Thu Nov 23 19:09:37 +0100 2026, 2026-11-23T18:09:37Z",
        "From uucp Thu Nov 23 19:09:37 2026 remote from there, 2026-11-23T19:09:37Z",
        "From  Thu Nov 23 19:09:37 2026, 2026-11-23T19:09:37Z",
    })
    void fromLines(String line, String date) {
        assertEquals(Optional.of(Instant.parse(date)), FromLine.date(line, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From you to me",
                "From x Thu Nov 31 19:09:37 2026",
                "From x Thu Nov 23 25:09:37 2026",
                "from x Thu Nov 23 19:09:37 2026",
                "From: x Thu Nov 23 19:09:37 2026",
                "From x Thu Nov 23 19:09:37 2026 yes",
                "From x Thu Nov 23 19:09:37 2026 +9999"
            })
    void noFromLines(String line) {
        assertEquals(Optional.empty(), FromLine.date(line, ZoneOffset.UTC));
    }

    @Test
    void aFromLineTellsLocalTime() throws IOException {
        assertEquals(
                Optional.of(Instant.parse("2026-07-01T10:00:00Z")),
                FromLine.date("From x Wed Jul  1 12:00:00 2026", ZoneId.of("Europe/Vienna")));
        for (long second : new long[] {0, 1_700_000_000L, -5, 253402300799L}) {
            var date = Instant.ofEpochSecond(second);
            var line = FromLine.write(date);
            assertEquals(Optional.of(date), FromLine.date(line.strip(), ZoneOffset.UTC), line);
        }
        assertNotEquals(
                Optional.empty(), FromLine.date(FromLine.write(Instant.MAX).strip(), ZoneOffset.UTC));
        assertNotEquals(
                Optional.empty(), FromLine.date(FromLine.write(Instant.MIN).strip(), ZoneOffset.UTC));
    }
}
