package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A mail reader that knows of the mailbox what untagged responses tell it, and nothing else. */
final class ClientPicture {
    /** What it enables. */
    enum Kind {
        PLAIN(""),
        CONDSTORE("CONDSTORE"),
        QRESYNC("QRESYNC"),
        REV2("IMAP4rev2"),
        REV2_QRESYNC("IMAP4rev2 QRESYNC"),
        UIDONLY("UIDONLY"),
        UIDONLY_QRESYNC("UIDONLY QRESYNC");

        private final String features;

        Kind(String features) {
            this.features = features;
        }

        boolean has(String feature) {
            return features.contains(feature);
        }

        boolean knowsModSequences() {
            return has("CONDSTORE") || has("QRESYNC");
        }

        boolean hearsOfVanished() {
            return has("QRESYNC") || has("UIDONLY");
        }
    }

    private static final Pattern FETCH = Pattern.compile("\\* (\\d+) (FETCH|UIDFETCH) \\((.*)\\)");
    private static final Pattern NUMBER = Pattern.compile("\\* (\\d+) (EXISTS|EXPUNGE|RECENT)");
    private static final Pattern VANISHED = Pattern.compile("\\* VANISHED (\\(EARLIER\\) )?([0-9:,]+)");
    private static final Pattern UID = Pattern.compile("UID (\\d+)");
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final Pattern MODSEQ = Pattern.compile("MODSEQ \\((\\d+)\\)");
    private static final Pattern HIGHEST = Pattern.compile("\\S+ OK \\[HIGHESTMODSEQ (\\d+)].*");
    private static final Pattern VALIDITY = Pattern.compile("\\* OK \\[UIDVALIDITY (\\d+)].*");
    private static final String[] CHOICE = {"\\Seen", "\\Flagged", "\\Deleted", "\\Answered", "$a", "$B"};

    /** One message as the client knows it; UID 0 as long as it knows only that it is there. */
    private static final class Known {
        long uid;
        Set<String> flags = Set.of();
        boolean recent;
    }

    private final String name;
    private final Kind kind;
    private final ImapStage stage;
    private final List<TestClient> channels;
    private final List<String> log;
    private final List<Known> messages = new ArrayList<>();
    private TestClient client;
    private boolean idling;
    private long uidValidity;
    private long highestModSequence; // as RFC 7162, 6 has the client reckon it
    private boolean selecting;
    private long lookedUpTo; // a UID

    ClientPicture(String name, Kind kind, ImapStage stage, List<TestClient> channels, List<String> log) {
        this.name = name;
        this.kind = kind;
        this.stage = stage;
        this.channels = channels;
        this.log = log;
        connect();
    }

    // ---------------------------------------------------------------- coming and going

    private void connect() {
        client = TestClient.loggedIn(stage, channels);
        if (!kind.features.isEmpty()) client.ok("ENABLE " + kind.features);
        var known = new ArrayList<>(messages);
        messages.clear();
        selecting = true;
        boolean resync = kind.has("QRESYNC") && uidValidity > 0 && highestModSequence > 0;
        say("SELECT INBOX" + (resync ? " (QRESYNC (" + uidValidity + " " + highestModSequence + "))" : ""), true);
        selecting = false;
        if (resync) recall(known);
        for (var message : messages) lookedUpTo = Math.max(lookedUpTo, message.uid);
        look();
    }

    private List<Long> vanishedEarlier = new ArrayList<>();
    private List<Known> changedMeanwhile = new ArrayList<>();

    /** The messages are those known before, without what vanished, then those that came since. */
    private void recall(List<Known> known) {
        known.removeIf(message -> vanishedEarlier.contains(message.uid));
        assertTrue(known.size() <= messages.size(), this + " was not told that some of " + uids(known) + " are gone");
        for (var changed : changedMeanwhile)
            for (var message : known) if (message.uid == changed.uid) message.flags = changed.flags;
        for (int i = 0; i < known.size(); i++) messages.set(i, known.get(i));
        for (var message : messages) message.recent = false; // of another session
    }

    private void leave() {
        log.add(this + " goes and comes back, knowing " + highestModSequence);
        messages.removeIf(message -> message.uid == 0 || message.uid > lookedUpTo);
        lookedUpTo = 0;
        client.close();
        channels.remove(client);
        connect();
    }

    // ---------------------------------------------------------------- what it does

    void doSomething(Random random) {
        wakeUp();
        int n = messages.size();
        boolean uid = kind.has("UIDONLY") || random.nextBoolean();
        var uids = uids(random);
        var set = uid ? uids : numbers(random, n);
        var prefix = uid ? "UID " : "";
        var flags = CHOICE[random.nextInt(6)] + " " + CHOICE[random.nextInt(6)];
        var mode = new String[] {"", "+", "-"}[random.nextInt(3)];
        switch (n == 0 ? 20 + random.nextInt(4) : random.nextInt(24)) {
            case 0, 1, 2, 3 -> store(uid, set, mode, random.nextBoolean(), flags);
            case 4 -> {
                if (kind.knowsModSequences())
                    say(
                            prefix + "STORE " + set + " (UNCHANGEDSINCE " + highestModSequence + ") " + mode + "FLAGS ("
                                    + flags + ")",
                            uid);
            }
            case 5, 6 -> say("EXPUNGE", true);
            case 7 -> say("UID EXPUNGE " + uids, true);
            case 8 -> say(prefix + "COPY " + set + " INBOX", true);
            case 9 -> say(prefix + "MOVE " + set + " other", true);
            case 10 -> say(prefix + "FETCH " + set + " BODY[TEXT]", uid);
            case 11 -> say(prefix + "SEARCH RETURN (SAVE COUNT) SEEN", uid);
            case 12 -> say(prefix + "FETCH $ FLAGS", uid);
            case 13 -> say("UID SEARCH 1:*", false, kind.has("UIDONLY"));
            case 14 -> {
                if (kind.knowsModSequences()) say(prefix + "FETCH " + set + " (FLAGS MODSEQ)", uid);
            }
            case 15 -> pipeline(prefix, set, uid, flags);
            case 16 -> leave();
            case 17 -> say(prefix + "SEARCH FLAGGED", uid);
            case 20, 18 -> {
                idling = true;
                log.add(this + " IDLE");
                client.raw("id IDLE\r\n");
            }
            case 21, 19 -> say("NOOP", true);
            default -> {
                log.add(this + " APPEND");
                client.raw("ap APPEND INBOX (" + CHOICE[random.nextInt(6)] + ") {3+}\r\nx\r\n\r\n");
                hear(client.said().lines().toList(), true);
            }
        }
        if (!idling) look();
    }

    /** Commands that do not wait for each other: while numbers are on their way, they stand. RFC 9051, 5.5 and 7.5.1. */
    private void pipeline(String prefix, String set, boolean uid, String flags) {
        var one = prefix + "STORE " + set + " +FLAGS (" + flags + ")";
        var two = prefix + "FETCH " + set + " FLAGS";
        var three = prefix + "SEARCH ALL";
        log.add(this + " " + one + "; " + two + "; " + three);
        client.raw("p1 " + one + "\r\np2 " + two + "\r\np3 " + three + "\r\n");
        var said = TestClient.lines(client.said());
        var completed = said.stream()
                .filter(line -> line.startsWith("p"))
                .map(line -> line.substring(0, 2))
                .toList();
        assertEquals(List.of("p1", "p2", "p3"), completed, this + ": in order");
        hear(said, uid);
    }

    private void store(boolean uid, String set, String mode, boolean silent, String flags) {
        var prefix = uid ? "UID " : "";
        var command = prefix + "STORE " + set + " " + mode + "FLAGS" + (silent ? ".SILENT" : "") + " (" + flags + ")";
        log.add(this + " " + command);
        var named = named(uid, set);
        var said = TestClient.lines(client.run(command));
        if (silent) { // the client knows what it did, though nobody says so
            var change = new TreeSet<>(List.of(flags.split(" ")));
            for (var message : named) {
                if (mode.isEmpty()) message.flags = change;
                else {
                    var after = new TreeSet<>(message.flags);
                    if (mode.equals("-")) after.removeAll(change);
                    else after.addAll(change);
                    message.flags = after;
                }
            }
        }
        hear(said, uid);
    }

    private List<Known> named(boolean uid, String set) {
        var named = new ArrayList<Known>();
        for (var element : set.split(",")) {
            var ends = (element + ":" + element).split(":");
            for (int i = 0; i < messages.size(); i++) {
                long number = uid ? messages.get(i).uid : i + 1;
                if (number >= Long.parseLong(ends[0]) && number <= Long.parseLong(ends[1])) named.add(messages.get(i));
            }
        }
        return named;
    }

    private static String numbers(Random random, int n) {
        if (n == 0) return "1";
        int a = 1 + random.nextInt(n);
        int b = a + random.nextInt(n - a + 1);
        return random.nextBoolean() ? a + ":" + b : a + "," + b;
    }

    private String uids(Random random) {
        long a = messages.isEmpty() ? 1 : messages.get(random.nextInt(messages.size())).uid;
        return a + ":" + (a + random.nextInt(4));
    }

    private void wakeUp() {
        if (!idling) return;
        idling = false;
        log.add(this + " DONE");
        client.raw("DONE\r\n");
        hear(client.said().lines().toList(), true);
        look();
    }

    /** As a client does that heard EXISTS. */
    private void look() {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).uid != 0) continue;
            if (!kind.has("UIDONLY")) {
                say("FETCH " + (i + 1) + ":* (UID FLAGS)", false);
            } else {
                say("UID FETCH " + (lookedUpTo + 1) + ":* (FLAGS)", true); // it may have heard of a later one
            }
            break;
        }
        for (var message : messages) lookedUpTo = Math.max(lookedUpTo, message.uid);
    }

    // ---------------------------------------------------------------- what it hears

    private void say(String command, boolean mayExpunge) {
        say(command, mayExpunge, false);
    }

    private void say(String command, boolean mayExpunge, boolean refused) {
        log.add(this + " " + command);
        var said = client.run(command);
        assertEquals(refused, said.contains(" BAD "), this + " " + command + ": " + said);
        hear(TestClient.lines(said), mayExpunge);
    }

    private void hear(List<String> lines, boolean mayExpunge) {
        long highest = 0;
        long told = 0;
        if (selecting) {
            vanishedEarlier = new ArrayList<>();
            changedMeanwhile = new ArrayList<>();
        }
        for (var line : lines) {
            var number = NUMBER.matcher(line);
            var fetch = FETCH.matcher(line);
            var vanished = VANISHED.matcher(line);
            var modSequence = HIGHEST.matcher(line);
            var validity = VALIDITY.matcher(line);
            if (number.matches()) {
                number(line, Integer.parseInt(number.group(1)), number.group(2), mayExpunge);
            } else if (fetch.matches()) {
                told = Math.max(told, fetch(line, Integer.parseInt(fetch.group(1)), fetch.group(2), fetch.group(3)));
            } else if (vanished.matches()) {
                assertTrue(kind.hearsOfVanished(), this + ": " + line);
                if (vanished.group(1) != null) vanishedEarlier.addAll(set(vanished.group(2)));
                else vanished(line, set(vanished.group(2)), mayExpunge);
            } else if (modSequence.matches()) {
                highest = Long.parseLong(modSequence.group(1));
            } else if (validity.matches()) {
                uidValidity = Long.parseLong(validity.group(1));
            } else if (line.startsWith("* SEARCH")) {
                assertFalse(kind.has("rev2"), this + ": " + line);
            }
        }
        if (highest > 0) highestModSequence = highest;
        else highestModSequence = Math.max(highestModSequence, told);
    }

    private void number(String line, int n, String what, boolean mayExpunge) {
        switch (what) {
            case "EXPUNGE" -> {
                assertFalse(kind.hearsOfVanished(), this + ": " + line);
                assertTrue(mayExpunge, this + ": EXPUNGE where sequence numbers must stand");
                messages.remove(n - 1);
            }
            case "EXISTS" -> {
                assertTrue(n >= messages.size(), this + ": EXISTS takes messages away: " + line);
                while (messages.size() < n) messages.add(new Known());
            }
            default -> assertFalse(kind.has("rev2"), this + ": " + line);
        }
    }

    private void vanished(String line, List<Long> uids, boolean mayExpunge) {
        assertTrue(mayExpunge, this + ": VANISHED where sequence numbers must stand");
        for (long uid : uids) {
            int at = indexOf(uid);
            if (at < 0) at = indexOf(0); // one that it had not looked at yet
            assertTrue(at >= 0, this + " never saw it: " + line);
            messages.remove(at);
        }
    }

    /** Answers the MODSEQ it tells, or 0. */
    private long fetch(String line, int n, String verb, String items) {
        var uid = UID.matcher(items);
        var flags = FLAGS.matcher(items);
        var modSequence = MODSEQ.matcher(items);
        assertEquals(kind.has("UIDONLY"), verb.equals("UIDFETCH"), this + ": " + line);
        var message = verb.equals("UIDFETCH") ? byUid(n) : messages.get(n - 1);
        if (uid.find()) {
            long told = Long.parseLong(uid.group(1));
            assertTrue(
                    message.uid == 0 || message.uid == told,
                    this + " has UID " + message.uid + " at that number: " + line);
            message.uid = told;
        }
        if (flags.find()) {
            var now = new TreeSet<>(List.of(flags.group(1).split(" ")));
            now.remove("");
            message.recent = now.remove("\\Recent");
            assertFalse(message.recent && kind.has("rev2"), this + ": " + line);
            message.flags = now;
            if (selecting) changedMeanwhile.add(message);
        }
        return modSequence.find() ? Long.parseLong(modSequence.group(1)) : 0;
    }

    /** The message with that UID; else one that it knew nothing of, and will be of that UID. */
    private Known byUid(long uid) {
        int at = indexOf(uid);
        if (at < 0) at = indexOf(0);
        assertTrue(at >= 0, this + " never saw UID " + uid);
        var message = messages.get(at);
        message.uid = uid;
        messages.sort(Comparator.comparingLong(known -> known.uid == 0 ? Long.MAX_VALUE : known.uid));
        return message;
    }

    private int indexOf(long uid) {
        for (int i = 0; i < messages.size(); i++) if (messages.get(i).uid == uid) return i;
        return -1;
    }

    private static List<Long> set(String text) {
        var all = new ArrayList<Long>();
        for (var element : text.split(",")) {
            var ends = (element + ":" + element).split(":");
            for (long uid = Long.parseLong(ends[0]); uid <= Long.parseLong(ends[1]); uid++) all.add(uid);
        }
        return all;
    }

    // ---------------------------------------------------------------- the truth

    /** At rest: what it knows is what there is. {@code recentTo}: whom each message is recent to. */
    void compare(Map<Long, String> recentTo) {
        wakeUp();
        say("NOOP", true);
        look();
        var view = stage.box("INBOX").view();
        assertEquals(view.count(), messages.size(), this + ": how many");
        for (int i = 0; i < view.count(); i++) {
            var message = view.message(i);
            var known = messages.get(i);
            assertEquals(view.uid(i), known.uid, this + ": UID of " + (i + 1));
            var flags = new HashSet<String>(message.flags().keywords());
            for (var f : message.flags().system()) flags.add(f.wire());
            assertEquals(flags, known.flags, this + ": flags of " + known.uid);
            if (known.recent)
                assertEquals(name, recentTo.computeIfAbsent(known.uid, u -> name), "recent to two sessions");
        }
        if (kind.knowsModSequences())
            assertTrue(
                    highestModSequence <= view.highestModSequence().value(),
                    this + " believes in " + highestModSequence + " where the highest is "
                            + view.highestModSequence().value());
    }

    private static String uids(List<Known> known) {
        return known.stream().map(message -> "" + message.uid).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return name;
    }
}
