package org.letterlock.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.transfer.ExportSettings;
import org.letterlock.mailbox.transfer.ImportSettings;
import org.letterlock.mailbox.transfer.MaildirExport;
import org.letterlock.mailbox.transfer.MaildirImport;

/**
 * A Maildir that Dovecot made, in Letterlock and out again: whoever asks by IMAP sees the same three times, from UIDVALIDITY
 * to the last octet.
 */
class DovecotMaildirTest {
    /** As IMAP4rev1 writes them. */
    private static final List<String> MAILBOXES =
            List.of("INBOX", "INBOX/sub", "a/b", "Entw&APw-rfe", "&U,BTFw-/&ZeVnLIqe-", "R&-D", "empty");

    @TempDir
    Path folder;

    @Test
    void inAndOutAgainIsTheSame() throws Exception {
        DovecotImap.letIn(folder);
        var theirs = Files.createDirectory(folder.resolve("theirs"));
        fill(theirs);
        var before = byDovecot(theirs);
        assertTrue(before.toString().contains("uidNext=9"), before::toString);

        try (var house = new ConfiguredHouse(Files.createDirectory(folder.resolve("house")))) {
            house.start(house.configure("", "listeners.imaps { service = imap, security = implicit, port = 0 }"));
            var ann = house.store().account(new AccountId("ann@example.org"));
            var in = MaildirImport.all(house.store(), ann, theirs.resolve("Maildir"), ImportSettings.DEFAULTS);
            assertEquals(Map.of(), in.losses());
            assertEquals(before, byLetterlock(house));

            var ours = Files.createDirectory(folder.resolve("ours"));
            var out = MaildirExport.all(ann, ours.resolve("Maildir"), ExportSettings.DEFAULTS);
            assertEquals(Map.of(), out.losses());
            assertEquals(before, byDovecot(ours));
            dovecot(ours, "a APPEND INBOX {1+}\r\nx\r\nb LOGOUT\r\n");
            assertTrue(byDovecot(ours).get("INBOX").messages().containsKey(9L), "it goes on where the UIDs ended");
        }
    }

    // ---------------------------------------------------------------- Dovecot

    private void fill(Path home) throws IOException {
        var make = new ByteArrayOutputStream();
        for (var name : MAILBOXES) say(make, "c CREATE " + name);
        say(make, "s SUBSCRIBE a/b");
        say(make, "s SUBSCRIBE &U,BTFw-/&ZeVnLIqe-");
        append(
                make,
                "INBOX",
                "(\\Seen $Forwarded work)",
                "17-Jul-1996 02:44:25 -0700",
                "Subject: old\r\n\r\nFrom me\r\n");
        append(make, "INBOX", "()", "01-Jan-2020 00:00:00 +0000", "Subject: goes\r\n\r\n");
        append(
                make,
                "INBOX",
                "(\\Answered \\Flagged \\Draft)",
                "29-Feb-2024 23:59:59 +0100",
                "Subject: \u00e4\r\n\r\n.\r\n..\r\n\u00ff\u0080\r\n");
        append(make, "INBOX", "(NonJunk work)", "01-Jan-1970 00:00:01 +0000", "no line end");
        append(make, "INBOX", "(\\Deleted)", "02-Jan-2021 00:00:00 +0000", "\r\n");
        append(
                make,
                "INBOX",
                "()",
                "03-Jan-2021 00:00:00 +0000",
                "Subject: long\r\n\r\n" + "x".repeat(70_000) + "\r\n");
        append(
                make,
                "INBOX",
                "()",
                "03-Jan-2021 00:00:00 +0000",
                "Subject: large\r\n\r\n" + "line of text\r\n".repeat(30_000));
        append(make, "INBOX", "()", "04-Jan-2021 00:00:00 +0000", "Subject: goes, and was the last\r\n\r\n");
        append(make, "a/b", "()", "04-Jan-2021 00:00:00 +0000", "Subject: goes, and was alone\r\n\r\n");
        append(make, "Entw&APw-rfe", "(\\Draft)", "05-Jan-2021 00:00:00 +0000", "Subject: draft\r\n\r\n");
        append(make, "&U,BTFw-/&ZeVnLIqe-", "(\\Seen)", "06-Jan-2021 00:00:00 +0000", "Subject: far\r\n\r\n");
        append(make, "INBOX/sub", "(k1 k2 k3)", "07-Jan-2021 00:00:00 +0000", "Subject: keywords\r\n\r\n");
        say(make, "z LOGOUT");
        dovecot(home, make.toString(ISO_8859_1));
        dovecot(
                home,
                "a SELECT INBOX\r\nb UID STORE 2,8 +FLAGS (\\Deleted)\r\nc UID STORE 6 +FLAGS.SILENT (\\Seen)\r\nz LOGOUT\r\n");
        dovecot(home, "a SELECT INBOX\r\nb UID EXPUNGE 2,8\r\nz LOGOUT\r\n");
        dovecot(home, "a SELECT a/b\r\nb STORE 1 +FLAGS (\\Deleted)\r\nc CLOSE\r\nz LOGOUT\r\n");
    }

    private static void say(ByteArrayOutputStream to, String text) {
        to.writeBytes((text + "\r\n").getBytes(ISO_8859_1));
    }

    private static void append(ByteArrayOutputStream to, String mailbox, String flags, String date, String message) {
        say(to, "p APPEND " + mailbox + " " + flags + " \"" + date + "\" {" + message.length() + "+}\r\n" + message);
    }

    /** Says this to Dovecot, which must do it all. */
    private static String dovecot(Path home, String commands) throws IOException {
        var text = DovecotImap.in(home).say(commands);
        for (var line : text.split("\r\n"))
            assertTrue(!line.matches("[a-z] (NO|BAD) .*") || line.contains("ALREADYEXISTS"), line);
        return text;
    }

    // ---------------------------------------------------------------- what a client sees

    private record Seen(TreeSet<String> flags, Instant date, String octets) {}

    private record Box(String uidValidity, String uidNext, Map<Long, Seen> messages) {}

    private static String ask(String mailbox) {
        return "a STATUS " + mailbox + " (UIDVALIDITY UIDNEXT)\r\nb EXAMINE " + mailbox
                + "\r\nc UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\nz LOGOUT\r\n";
    }

    private Map<String, Box> byDovecot(Path home) throws IOException {
        var boxes = names(dovecot(home, "l LIST \"\" *\r\ns LSUB \"\" *\r\nz LOGOUT\r\n"));
        for (var mailbox : MAILBOXES) boxes.put(mailbox, box(dovecot(home, ask(mailbox))));
        return boxes;
    }

    private static Map<String, Box> byLetterlock(ConfiguredHouse house) {
        var boxes = names(letterlock(house, "l LIST \"\" *\r\ns LSUB \"\" *\r\nz LOGOUT\r\n"));
        for (var mailbox : MAILBOXES) boxes.put(mailbox, box(letterlock(house, ask(mailbox))));
        return boxes;
    }

    private static String letterlock(ConfiguredHouse house, String commands) {
        try (var imap = Wire.to(house.at("imaps"), house.clientTls("TLS"))) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("a OK ");
            return new String(imap.raw(commands).rest(), ISO_8859_1);
        }
    }

    /** The names that are listed and subscribed, as keys that stand for no mailbox. */
    private static Map<String, Box> names(String answer) {
        var names = new TreeMap<String, Box>();
        var line = Pattern.compile("\\* (LIST|LSUB) \\(([^)]*)\\) \"/\" \"?([^\"\r]*)\"?\r\n")
                .matcher(answer);
        while (line.find()) {
            if (line.group(2).toLowerCase(Locale.ROOT).contains("\\noselect")) continue;
            names.put(line.group(1) + " " + line.group(3), new Box("", "", Map.of()));
        }
        return names;
    }

    private static Box box(String answer) {
        var messages = new TreeMap<Long, Seen>();
        var fetch = Pattern.compile("\\* [0-9]+ FETCH \\(").matcher(answer);
        for (int at = 0; fetch.find(at); ) {
            int literal = answer.indexOf("BODY[] ", fetch.end());
            var items = answer.substring(fetch.end(), literal);
            var size = one("RFC822\\.SIZE ([0-9]+)", items);
            int from;
            if (answer.charAt(literal + 7) == '{') {
                assertEquals("{" + size + "}\r\n", answer.substring(literal + 7, answer.indexOf('\n', literal) + 1));
                from = answer.indexOf('\n', literal) + 1;
            } else { // an empty or short one may be a quoted string
                from = literal + 8;
            }
            at = from + Integer.parseInt(size);
            var flags = new TreeSet<>(List.of(one("FLAGS \\(([^)]*)\\)", items).split(" ")));
            flags.remove("\\Recent");
            flags.remove("");
            var date = OffsetDateTime.parse(
                            one("INTERNALDATE \"([^\"]*)\"", items).strip(),
                            DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH))
                    .toInstant();
            messages.put(Long.parseLong(one("UID ([0-9]+)", items)), new Seen(flags, date, answer.substring(from, at)));
        }
        return new Box(one("UIDVALIDITY ([0-9]+)", answer), one("UIDNEXT ([0-9]+)", answer), messages);
    }

    private static String one(String pattern, String in) {
        var found = Pattern.compile(pattern).matcher(in);
        assertTrue(found.find(), () -> pattern + " in " + in);
        return found.group(1);
    }
}
