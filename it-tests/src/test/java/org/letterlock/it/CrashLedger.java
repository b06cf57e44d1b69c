package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/**
 * What clients know of the mail of a server that was killed: for each copy of a message where it is for sure, and where it may be
 * as well since nobody heard the answer. Thread-safe.
 */
final class CrashLedger {
    /** Not anywhere. */
    static final String NOWHERE = "";

    private final Map<String, Copy> copies = new LinkedHashMap<>();
    private final Map<String, Set<String>> deliveries = new HashMap<>(); // copies that come together or not at all
    private final Map<String, String> uids = new HashMap<>(); // mailbox's UIDVALIDITY and UID, to the message it means
    private final Map<String, Long> marks = new HashMap<>(); // what never goes back
    private CountDownLatch toCome = new CountDownLatch(0);
    private long acknowledged;

    /** One message in one account. */
    private static final class Copy {
        private String sure = NOWHERE;
        private Set<String> flags = new TreeSet<>();
        private String perhaps = NOWHERE; // the same as sure when nothing is under way
        private Set<String> perhapsFlags = new TreeSet<>();
        private boolean seen;

        private void settle() {
            sure = perhaps;
            flags = perhapsFlags;
        }
    }

    /** The octets of the message of that name: different for each, and always the same for one. */
    static byte[] content(String id) {
        var random = new Random(id.hashCode());
        int lines = switch (random.nextInt(20)) {
            case 0 -> 3000; // more than the log keeps of one message in one piece
            case 1, 2, 3 -> 200;
            default -> 10;
        };
        var text = new StringBuilder("Subject: " + id + "\r\n\r\n");
        for (int i = 0; i < lines; i++) {
            text.append(id).append(' ');
            for (int n = 0; n < 6; n++) text.append(Long.toHexString(random.nextLong()));
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private Copy copy(String account, String id) {
        return copies.computeIfAbsent(account + " " + id, k -> new Copy());
    }

    /** A message is sent to the INBOXes of accounts: it comes to all or to none. */
    synchronized void delivering(String id, List<String> accounts) {
        var keys = new HashSet<String>();
        for (var account : accounts) {
            copy(account, id).perhaps = "INBOX";
            keys.add(account + " " + id);
        }
        deliveries.put(id, keys);
    }

    /** It was taken, and may have been moved on since. */
    synchronized void delivered(String id, List<String> accounts) {
        for (var account : accounts) arrived(account, id, "INBOX");
        acknowledged();
    }

    /** Somebody saw the message there: then it is there. */
    synchronized void saw(String account, String id, String mailbox) {
        arrived(account, id, mailbox);
    }

    private void arrived(String account, String id, String mailbox) {
        var copy = copy(account, id);
        if (copy.seen) return;
        copy.seen = true;
        copy.sure = mailbox;
        if (copy.perhaps.equals(NOWHERE)) copy.perhaps = mailbox;
    }

    /** The message is about to be put, moved or, with NOWHERE, taken away. */
    synchronized void placing(String account, String id, String mailbox, Set<String> flags) {
        var copy = copy(account, id);
        copy.perhaps = mailbox;
        copy.perhapsFlags = new TreeSet<>(flags);
    }

    /** What was about to be is. */
    synchronized void placed(String account, String id) {
        var copy = copy(account, id);
        copy.seen = true;
        copy.settle();
        acknowledged();
    }

    /** A UID means one message for ever. */
    synchronized void uid(String account, long uidValidity, long uid, String id) {
        var before = uids.putIfAbsent(account + " " + uidValidity + " " + uid, id);
        if (before != null) assertEquals(before, id, () -> "UID " + uid + " of " + account + " was used again");
    }

    /** A number that never gets smaller: UIDNEXT, a MODSEQ. */
    synchronized void mark(String what, long value) {
        var before = marks.put(what, value);
        assertTrue(before == null || before <= value, () -> what + " went back from " + before + " to " + value);
    }

    /** A number that stays as it is. */
    synchronized void constant(String what, long value) {
        var before = marks.put(what, value);
        assertTrue(before == null || before == value, () -> what + " was " + before + " and is " + value);
    }

    private void acknowledged() {
        acknowledged++;
        toCome.countDown();
    }

    /** How many changes were answered with OK. */
    synchronized long count() {
        return acknowledged;
    }

    /** Opens when so many more changes have been answered with OK. */
    synchronized CountDownLatch after(int more) {
        toCome = new CountDownLatch(more);
        return toCome;
    }

    synchronized int messages() {
        return copies.size();
    }

    /** What was found after a crash. */
    record Found(String mailbox, Set<String> flags) {}

    /**
     * Compares what is there with what has to be; from then on it is what is known.
     *
     * @param all by account, blank, id; each place it is at
     */
    synchronized void compare(Map<String, List<Found>> all) {
        for (var key : all.keySet()) assertTrue(copies.containsKey(key), () -> "nobody ever sent " + key);
        copies.forEach((key, copy) -> {
            var found = all.getOrDefault(key, List.of());
            assertTrue(found.size() <= 1, () -> key + " is there more than once: " + found);
            var place = found.isEmpty() ? NOWHERE : found.get(0).mailbox();
            var flags = found.isEmpty() ? Set.<String>of() : found.get(0).flags();
            boolean before = copy.sure.equals(place) && (place.equals(NOWHERE) || copy.flags.equals(flags));
            boolean after = copy.perhaps.equals(place) && (place.equals(NOWHERE) || copy.perhapsFlags.equals(flags));
            assertTrue(
                    before || after,
                    () -> key + " is in '" + place + "' " + flags + ", acknowledged '" + copy.sure + "' " + copy.flags
                            + ", under way '" + copy.perhaps + "' " + copy.perhapsFlags);
            if (!place.equals(NOWHERE)) copy.seen = true;
            copy.sure = place;
            copy.perhaps = place;
            copy.flags = new TreeSet<>(flags);
            copy.perhapsFlags = copy.flags;
        });
        deliveries.forEach((id, keys) -> {
            var came = keys.stream()
                    .filter(k -> {
                        var copy = copies.get(k);
                        return copy != null && copy.seen;
                    })
                    .toList();
            assertTrue(
                    came.isEmpty() || came.size() == keys.size(),
                    () -> id + " came to " + came + " and not to all of " + keys);
        });
        deliveries.clear(); // from here on they are messages like others
        copies.values().removeIf(c -> c.sure.equals(NOWHERE) && !c.seen); // never came
    }

    /** Ids of what is in that mailbox for sure. */
    synchronized Set<String> in(String account, String mailbox) {
        var there = new TreeSet<String>();
        copies.forEach((key, copy) -> {
            if (key.startsWith(account + " ") && copy.sure.equals(mailbox))
                there.add(key.substring(account.length() + 1));
        });
        return there;
    }

    /** The flags of a copy that is in that mailbox with nothing under way; empty when it is not so. */
    synchronized Optional<Set<String>> settled(String account, String id, String mailbox) {
        var copy = copies.get(account + " " + id);
        boolean still = copy != null
                && copy.sure.equals(mailbox)
                && copy.perhaps.equals(mailbox)
                && copy.flags.equals(copy.perhapsFlags);
        return still ? Optional.of(Set.copyOf(copy.flags)) : Optional.empty();
    }
}
