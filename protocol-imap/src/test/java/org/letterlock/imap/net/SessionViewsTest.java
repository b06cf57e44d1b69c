package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several sessions on one mailbox do what comes to mind; each client keeps its own picture from what it is told, and at
 * any moment of rest every picture is the store. RFC 3501, 7.4.1.
 */
class SessionViewsTest {
    private static final Pattern FETCH = Pattern.compile("\\* (\\d+) FETCH \\((.*)\\)");
    private static final Pattern NUMBER = Pattern.compile("\\* (\\d+) (EXISTS|EXPUNGE|RECENT)");
    private static final Pattern UID = Pattern.compile("UID (\\d+)");
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final String[] CHOICE = {"\\Seen", "\\Flagged", "\\Deleted", "\\Answered", "$a", "$B"};

    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("S-I14 every client's picture is the store")
    void sI14_everyPictureIsTheStore(int seed) {
        var random = new Random(seed);
        var stage = new ImapStage();
        stage.given("mailbox other");
        stage.given(random.nextInt(6) + " messages in INBOX");
        var channels = new ArrayList<TestClient>();
        var clients = new ArrayList<Picture>();
        for (int i = 0; i < 3; i++) clients.add(new Picture(TestClient.loggedIn(stage, channels)));
        Map<Long, Picture> recentTo = new HashMap<>();
        var log = new ArrayList<String>();
        try {
            for (int step = 0; step < 120; step++) {
                clients.get(random.nextInt(clients.size())).doSomething(random, log);
                if (step % 10 == 9) {
                    for (var client : clients) client.compare(stage, log, recentTo);
                }
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + "\n" + String.join("\n", log) + "\n" + e.getMessage(), e);
        } finally {
            channels.forEach(TestClient::close);
        }
    }

    /** One message as a client knows it. */
    private static final class Known {
        long uid;
        Set<String> flags;
        boolean recent;
    }

    private static final class Picture {
        private final TestClient client;
        private final List<Known> messages = new ArrayList<>();
        private boolean idling;

        Picture(TestClient client) {
            this.client = client;
            hear(client.ok("SELECT INBOX"), true);
            look();
        }

        void doSomething(Random random, List<String> log) {
            wakeUp(log);
            int n = messages.size();
            var set = n == 0 ? "" : set(random, n);
            boolean uid = random.nextBoolean();
            var uids = n == 0 ? "1:*" : uids(random);
            var flags = CHOICE[random.nextInt(6)] + " " + CHOICE[random.nextInt(6)];
            var mode = new String[] {"", "+", "-"}[random.nextInt(3)];
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> {
                    if (n > 0) store(uid, uid ? uids : set, mode, random.nextBoolean(), flags, log);
                }
                case 3 -> say("EXPUNGE", log, true);
                case 4 -> say("UID EXPUNGE " + uids, log, true);
                case 5 -> {
                    client.raw("ap APPEND INBOX (" + CHOICE[random.nextInt(6)] + ") {3+}\r\nx\r\n\r\n");
                    log.add(this + " APPEND");
                    hear(client.said().lines().toList(), true);
                }
                case 6 -> {
                    if (n > 0) say((uid ? "UID COPY " + uids : "COPY " + set) + " INBOX", log, true);
                }
                case 7 -> {
                    if (n > 0) say((uid ? "UID MOVE " + uids : "MOVE " + set) + " other", log, true);
                }
                case 8 -> {
                    if (n > 0) say((uid ? "UID FETCH " + uids : "FETCH " + set) + " BODY[TEXT]", log, uid);
                }
                case 9 -> say((uid ? "UID " : "") + "SEARCH SEEN", log, uid);
                case 10 -> {
                    idling = true;
                    log.add(this + " IDLE");
                    client.raw("id IDLE\r\n");
                }
                default -> say("NOOP", log, true);
            }
            if (!idling) look();
        }

        private void store(boolean uid, String set, String mode, boolean silent, String flags, List<String> log) {
            var before = new ArrayList<>(messages);
            var named = named(uid, set);
            say(
                    (uid ? "UID " : "") + "STORE " + set + " " + mode + "FLAGS" + (silent ? ".SILENT" : "") + " ("
                            + flags + ")",
                    log,
                    uid,
                    () -> {
                        if (!silent) return;
                        for (var message : named) {
                            if (!before.contains(message) || message.flags == null) continue;
                            var change = new TreeSet<>(List.of(flags.split(" ")));
                            if (mode.equals("-")) message.flags.removeAll(change);
                            else if (mode.equals("+")) message.flags.addAll(change);
                            else message.flags = change;
                        }
                    });
        }

        private List<Known> named(boolean uid, String set) {
            var named = new ArrayList<Known>();
            for (var element : set.split(",")) {
                var ends = (element + ":" + element).split(":");
                for (int i = 0; i < messages.size(); i++) {
                    long number = uid ? messages.get(i).uid : i + 1;
                    if (number >= Long.parseLong(ends[0]) && number <= Long.parseLong(ends[1]))
                        named.add(messages.get(i));
                }
            }
            return named;
        }

        private static String set(Random random, int n) {
            int a = 1 + random.nextInt(n);
            int b = a + random.nextInt(n - a + 1);
            return random.nextBoolean() ? a + ":" + b : a + "," + b;
        }

        private String uids(Random random) {
            long a = messages.get(random.nextInt(messages.size())).uid;
            return a + ":" + (a + random.nextInt(4));
        }

        private void say(String command, List<String> log, boolean mayExpunge) {
            say(command, log, mayExpunge, () -> {});
        }

        /** {@code silently}: what the client knows it did, though nobody says so; before what is said. */
        private void say(String command, List<String> log, boolean mayExpunge, Runnable silently) {
            log.add(this + " " + command);
            var said = TestClient.lines(client.run(command));
            silently.run();
            hear(said, mayExpunge);
        }

        private void wakeUp(List<String> log) {
            if (!idling) return;
            idling = false;
            log.add(this + " DONE");
            client.raw("DONE\r\n");
            hear(client.said().lines().toList(), true);
            look();
        }

        private void hear(List<String> lines, boolean mayExpunge) {
            for (var line : lines) {
                var number = NUMBER.matcher(line);
                var fetch = FETCH.matcher(line);
                if (number.matches()) {
                    int n = Integer.parseInt(number.group(1));
                    if (number.group(2).equals("EXPUNGE")) {
                        assertTrue(mayExpunge, "EXPUNGE where sequence numbers must stand: " + lines);
                        messages.remove(n - 1);
                    } else if (number.group(2).equals("EXISTS")) {
                        assertTrue(n >= messages.size(), "EXISTS takes messages away: " + lines);
                        while (messages.size() < n) messages.add(new Known());
                    }
                } else if (fetch.matches()) {
                    var message = messages.get(Integer.parseInt(fetch.group(1)) - 1);
                    var uid = UID.matcher(fetch.group(2));
                    if (uid.find()) {
                        long told = Long.parseLong(uid.group(1));
                        assertTrue(message.uid == 0 || message.uid == told, "another UID at that number: " + line);
                        message.uid = told;
                    }
                    var flags = FLAGS.matcher(fetch.group(2));
                    if (flags.find()) {
                        message.flags = new TreeSet<>(List.of(flags.group(1).split(" ")));
                        message.flags.remove("");
                        message.recent = message.flags.remove("\\Recent");
                    }
                }
            }
        }

        /** As a client does that heard EXISTS. */
        private void look() {
            for (int i = 0; i < messages.size(); i++) {
                if (messages.get(i).uid == 0) {
                    hear(
                            client.run("FETCH " + (i + 1) + ":* (UID FLAGS)")
                                    .lines()
                                    .toList(),
                            false);
                    return;
                }
            }
        }

        void compare(ImapStage stage, List<String> log, Map<Long, Picture> recentTo) {
            wakeUp(log);
            say("NOOP", log, true);
            look();
            var view = stage.box("INBOX").view();
            assertEquals(view.count(), messages.size(), this + ": how many");
            for (int i = 0; i < view.count(); i++) {
                var message = view.message(i);
                var known = messages.get(i);
                assertEquals(view.uid(i), known.uid, this + ": UID of " + (i + 1));
                var flags = new HashSet<String>(message.flags().keywords());
                for (var f : message.flags().system()) flags.add(f.wire());
                assertEquals(flags, known.flags, this + ": flags of " + (i + 1));
                if (known.recent)
                    assertEquals(this, recentTo.computeIfAbsent(known.uid, u -> this), "recent to two sessions");
            }
        }

        @Override
        public String toString() {
            return "client " + Integer.toHexString(hashCode());
        }
    }
}
