package org.letterlock.mailbox.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.store.StoreSettings;

/** Whatever stands in the files: mail, or a {@link TransferException} that names the file. */
class HostileFilesTest extends TransferFixture {
    private static final String FROM = "From a Thu Nov 23 19:09:37 2026\n";
    private static final List<String> BITS = List.of(
            FROM,
            "From ",
            ">",
            "\n",
            "\r\n",
            "\n\n",
            "X-UID: 4294967295\n",
            "X-UID: 5\n",
            "X-IMAPbase: 1 4294967295\n",
            "X-IMAP: 7 3\n",
            "X-IMAPbase: 99999999999 x\n",
            "Status: RO\n",
            "X-Keywords: ( \\Seen a\n",
            " folded",
            "a",
            "\0",
            "3 V",
            "1 ",
            "2 :",
            "3 V7 N9 G\n",
            "9 :m\n",
            "0 foo\n",
            "26 x\n",
            "V\t2\n",
            "&",
            "\u00ff",
            "\u0001",
            ".",
            "/");

    static Stream<byte[]> files() {
        return LongStream.rangeClosed(1, 200).mapToObj(seed -> {
            var random = new Random(seed);
            var text = new StringBuilder(random.nextInt(4) == 0 ? "" : FROM);
            for (int n = random.nextInt(60); n > 0; n--) text.append(BITS.get(random.nextInt(BITS.size())));
            return text.toString().getBytes(ISO_8859_1);
        });
    }

    @MethodSource("files")
    @FuzzTest
    void anyOctetsAreAnMboxOrNamed(byte[] octets) throws IOException {
        var passed = new AtomicLong();
        var open = new AtomicLong();
        try {
            MboxReader.read(new ByteArrayInputStream(octets), "the file", ZoneOffset.UTC, new MboxReader.Messages() {
                @Override
                public void begin(java.time.Instant date, long line) {
                    assertTrue(open.getAndIncrement() == 0);
                }

                @Override
                public void octets(byte[] piece, int from, int to) {
                    assertTrue(to > from && from >= 0 && to <= piece.length && open.get() == 1);
                    passed.addAndGet(to - from);
                }

                @Override
                public void end() {
                    assertTrue(open.getAndDecrement() == 1);
                }

                @Override
                public void unseparated(long line) {}
            });
            assertTrue(open.get() == 0 && passed.get() <= octets.length);
        } catch (TransferException e) {
            assertTrue(e.getMessage().startsWith("the file:1: "), e.getMessage());
        }
    }

    @MethodSource("files")
    @FuzzTest
    void anyOctetsAreALittleFileOrNamed(byte[] octets) throws IOException {
        try {
            var list = UidList.read(new ByteArrayInputStream(octets), "the file", name -> true);
            assertTrue(list.uids().values().stream().allMatch(uid -> uid >= 1 && uid < list.uidNext()));
        } catch (TransferException e) {
            assertTrue(e.getMessage().startsWith("the file:"), e.getMessage());
        }
        try {
            KeywordLetters.read(new ByteArrayInputStream(octets), "the file");
        } catch (TransferException e) {
            assertTrue(e.getMessage().startsWith("the file:"), e.getMessage());
        }
        try {
            Subscriptions.read(new ByteArrayInputStream(octets), "the file", false, new TransferReport());
        } catch (TransferException e) {
            assertTrue(e.getMessage().startsWith("the file:"), e.getMessage());
        }
        MailboxFileName.read(new String(octets, ISO_8859_1), octets.length % 2 == 0);
        MaildirFile.of(new String(octets, ISO_8859_1)).flags(KeywordLetters.NONE);
        FromLine.date(new String(octets, ISO_8859_1), ZoneOffset.UTC);
    }

    @Test
    void anyFilesAreImportedOrNamed() throws IOException {
        var messages = new HashMap<Long, Long>();
        for (long seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            store(StoreSettings.DEFAULTS);
            var octets = files().skip(seed - 1).findFirst().orElseThrow();
            var mbox = Files.write(folder.resolve("mbox" + seed), octets);
            try {
                messages.put(
                        seed,
                        MboxImport.one(store, ann(), mbox, MailboxName.INBOX, IN)
                                .messages());
            } catch (TransferException e) {
                assertTrue(
                        e.getMessage().contains("mbox" + seed) || e.getMessage().startsWith("mailbox INBOX"),
                        e.getMessage());
            }
            var maildir = folder.resolve("maildir" + seed);
            write("maildir" + seed + "/cur/m:2,Sab", "x\n");
            for (var file : List.of("dovecot-uidlist", "dovecot-keywords", "subscriptions"))
                if (random.nextBoolean()) Files.write(maildir.resolve(file), octets);
            store(StoreSettings.DEFAULTS);
            try {
                MaildirImport.all(store, ann(), maildir, IN);
            } catch (TransferException e) {
                assertTrue(
                        e.getMessage().contains("maildir" + seed)
                                || e.getMessage().startsWith("mailbox INBOX"),
                        e.getMessage());
            }
        }
        assertTrue(messages.size() > 50, "some are mboxes");
    }
}
