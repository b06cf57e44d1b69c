package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;

/**
 * Dovecot's {@code dovecot-uidlist}, versions 1 and 3: UIDVALIDITY, the next UID, and which file has which UID.
 *
 * @param uids by the part of a file's name that stays
 */
record UidList(UidValidity uidValidity, long uidNext, Map<String, Long> uids) {
    static final String FILE = "dovecot-uidlist";

    /** Keeps what it says of files that are {@code there}; others are gone, and only their UIDs are not used again. */
    static UidList read(InputStream in, String file, Predicate<String> there) throws IOException, TransferException {
        var reading = new Reading(file, there);
        TextLines.read(in, file, reading::line);
        if (reading.version == 0) throw new TransferException(file + ": is empty");
        return new UidList(new UidValidity(reading.validity), reading.next, reading.uids);
    }

    /** The first line of version 3. */
    static String header(UidValidity uidValidity, long uidNext) {
        return "3 V" + uidValidity.value() + " N" + uidNext + "\n";
    }

    static String line(Uid uid, String base) {
        return uid.value() + " :" + base + "\n";
    }

    /** What was read so far. */
    private static final class Reading {
        final String file;
        final Predicate<String> there;
        final Map<String, Long> uids = new HashMap<>();
        int version;
        long validity;
        long next = 1;
        long last;

        Reading(String file, Predicate<String> there) {
            this.file = file;
            this.there = there;
        }

        void line(String line, int number) throws TransferException {
            var where = file + ":" + number + ": ";
            if (version == 0) {
                header(line, where);
                return;
            }
            int space = line.indexOf(' ');
            if (space < 0) throw new TransferException(where + "has no file name");
            long uid = number(line.substring(0, space), where);
            if (uid <= last) throw new TransferException(where + "UID " + uid + " does not come after " + last);
            last = uid;
            next = Math.max(next, uid + 1);
            int colon = version == 1 ? space : line.indexOf(" :", space);
            if (colon < 0) throw new TransferException(where + "has no file name");
            var base = MaildirFile.of(line.substring(colon + (version == 1 ? 1 : 2)))
                    .base();
            if (there.test(base)) uids.put(base, uid);
        }

        private void header(String line, String where) throws TransferException {
            var words = line.split(" ");
            if (words[0].equals("1") && words.length >= 3) {
                version = 1;
                validity = number(words[1], where);
                next = number(words[2], where);
            } else if (words[0].equals("3")) {
                version = 3;
                for (int i = 1; i < words.length; i++) {
                    if (words[i].startsWith("V")) validity = number(words[i].substring(1), where);
                    if (words[i].startsWith("N")) next = number(words[i].substring(1), where);
                }
                if (validity == 0) throw new TransferException(where + "says no UIDVALIDITY");
            } else {
                throw new TransferException(where + "is not the first line of a " + FILE + " of version 1 or 3");
            }
        }

        /** UID, UIDNEXT or UIDVALIDITY: each 1 to 2^32-1. */
        private static long number(String digits, String where) throws TransferException {
            if (digits.matches("[0-9]{1,10}")) {
                long n = Long.parseLong(digits);
                if (n >= 1 && n <= Uid.MAX) return n;
            }
            throw new TransferException(where + "has no number from 1 to 4294967295 where one belongs");
        }
    }
}
