package org.letterlock.it;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.letterlock.Listener;

/**
 * Clients of {@code ann} and {@code bob} that change mail as fast as they are answered, each on a connection and a thread of its own,
 * and tell the ledger before and after each change; until the server is gone.
 */
final class CrashLoad {
    static final List<String> ACCOUNTS = List.of("ann", "bob");
    private static final int KEPT = 60; // messages a mailbox is left with
    private static final Pattern FETCHED = Pattern.compile("\\* \\d+ FETCH \\(.*UID (\\d+).*\"(id-[a-z0-9-]+)\".*");
    private static final Pattern CODE = Pattern.compile(".*\\[(?:APPEND|COPY)UID (\\d+) (?:([0-9:,]+) )?([0-9:,]+)].*");

    private final int offset;
    private final SSLContext tls;
    private final CrashLedger ledger;
    private final int round;
    private final long seed;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> clients = new ArrayList<>();
    private volatile boolean over;

    private interface Client {
        void run(Random random) throws CrashTalk.Gone;
    }

    CrashLoad(int offset, SSLContext tls, CrashLedger ledger, int round, long seed) {
        this.offset = offset;
        this.tls = tls;
        this.ledger = ledger;
        this.round = round;
        this.seed = seed;
    }

    CrashLoad start() {
        for (int i = 0; i < 4; i++) {
            int number = i;
            start(random -> deliver(number, random));
        }
        for (var account : ACCOUNTS) {
            start(random -> sort(account, random));
            start(random -> tidy(account, "Sorted", random));
            start(random -> append(account, random));
            start(random -> rename(account));
        }
        return this;
    }

    private void start(Client client) {
        var random = new Random(seed * 1000 + clients.size());
        clients.add(threads.submit(() -> {
            try {
                client.run(random);
            } catch (CrashTalk.Gone e) {
                if (!over) throw new AssertionError("the server went by itself", e);
            }
        }));
    }

    /** From now on it is no surprise when the server is gone. */
    void over() {
        over = true;
    }

    /** Fails with what a client was told that it should not have been. */
    void awaitEnd() throws InterruptedException, ExecutionException, TimeoutException {
        threads.shutdown();
        for (var client : clients) client.get(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Fails with what stopped a client already. */
    void check() throws InterruptedException, ExecutionException {
        for (var client : clients) if (client.isDone()) client.get();
    }

    private InetSocketAddress at(Listener listener) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.standardPort() + offset);
    }

    private CrashTalk imap(String account) throws CrashTalk.Gone {
        return CrashTalk.imap(at(Listener.IMAPS), tls, account, "secret");
    }

    // ---------------------------------------------------------------- SMTP

    /** Delivers to one or to both, so that both share a body. */
    private void deliver(int number, Random random) throws CrashTalk.Gone {
        try (var smtp = CrashTalk.smtp(at(Listener.MX))) {
            for (int i = 0; ; i++) {
                var id = "id-d" + round + "-" + number + "-" + i;
                var to = random.nextInt(3) == 0 ? ACCOUNTS : List.of(ACCOUNTS.get(random.nextInt(2)));
                smtp.smtp("MAIL FROM:<sender@example.org>", "250");
                for (var account : to) smtp.smtp("RCPT TO:<" + account + "@example.test>", "250");
                smtp.smtp("DATA", "354");
                ledger.delivering(id, to);
                smtp.send(CrashLedger.content(id));
                smtp.smtp(".", "250");
                ledger.delivered(id, to);
            }
        }
    }

    // ---------------------------------------------------------------- IMAP

    /** Sees what comes into INBOX, and flags, moves or expunges it. */
    private void sort(String account, Random random) throws CrashTalk.Gone {
        try (var imap = imap(account)) {
            ensure(imap, "Sorted");
            imap.ok("SELECT INBOX");
            for (long from = 1; ; ) {
                var there = fetch(imap, from);
                if (there.isEmpty()) imap.ok("NOOP");
                var some = new LinkedHashMap<String, Long>();
                for (var message : there.entrySet()) {
                    from = Math.max(from, message.getValue() + 1);
                    ledger.saw(account, message.getKey(), "INBOX");
                    some.put(message.getKey(), message.getValue());
                    if (random.nextInt(3) > 0) continue;
                    handle(imap, account, some, random.nextInt(4));
                    some.clear();
                }
            }
        }
    }

    private void handle(CrashTalk imap, String account, Map<String, Long> some, int what) throws CrashTalk.Gone {
        switch (what) {
            case 0 -> expunge(imap, account, "INBOX", some);
            case 1 -> store(imap, account, "INBOX", some, "Crash" + some.size() % 3);
            default -> {
                var flags = flags(account, "INBOX", some);
                some.keySet().forEach(id -> ledger.placing(account, id, "Sorted", flags.get(id)));
                var answer = imap.ok("UID MOVE " + set(some) + " Sorted");
                some.keySet().forEach(id -> ledger.placed(account, id));
                copied(account, answer, some);
            }
        }
    }

    /** Keeps a mailbox short, so that there is a lot that must not come back. */
    private void tidy(String account, String mailbox, Random random) throws CrashTalk.Gone {
        try (var imap = imap(account)) {
            ensure(imap, mailbox);
            imap.ok("SELECT " + mailbox);
            while (true) {
                imap.ok("NOOP");
                var there = fetch(imap, 1);
                there.keySet()
                        .removeIf(id -> ledger.settled(account, id, mailbox).isEmpty());
                if (there.size() <= KEPT) {
                    var one = new ArrayList<>(there.keySet());
                    if (one.isEmpty()) continue;
                    there.keySet().retainAll(List.of(one.get(random.nextInt(one.size()))));
                    store(imap, account, mailbox, there, "Seen" + random.nextInt(3));
                } else {
                    expunge(imap, account, mailbox, there);
                }
            }
        }
    }

    /** Appends to a mailbox of its own, flags and expunges there. */
    private void append(String account, Random random) throws CrashTalk.Gone {
        try (var imap = imap(account)) {
            ensure(imap, "Work");
            imap.ok("SELECT Work");
            for (int i = 0; ; i++) {
                var id = "id-a" + round + "-" + account + "-" + i;
                var flags = random.nextBoolean() ? Set.of("\\Answered") : Set.<String>of();
                ledger.placing(account, id, "Work", flags);
                var answer = imap.append("Work", String.join(" ", flags), CrashLedger.content(id));
                ledger.placed(account, id);
                copied(account, answer, Map.of(id, 0L));
                if (i % 10 > 0) continue;
                var there = fetch(imap, 1);
                if (there.size() > KEPT) expunge(imap, account, "Work", there);
                else store(imap, account, "Work", there, "All" + i / 10 % 3);
            }
        }
    }

    /** Makes two mailboxes below one another with a message in each, renames and deletes them. */
    private void rename(String account) throws CrashTalk.Gone {
        try (var imap = imap(account)) {
            for (int i = 0; ; i++) {
                var names = List.of("tree" + round + "-" + i, "tree" + round + "-" + i + "/leaf");
                var ids = List.of("id-r" + round + "-" + account + "-" + i, "id-l" + round + "-" + account + "-" + i);
                for (int n = 0; n < 2; n++) {
                    imap.ok("CREATE " + names.get(n));
                    ledger.placing(account, ids.get(n), names.get(n), Set.of());
                    imap.append(names.get(n), "", CrashLedger.content(ids.get(n)));
                    ledger.placed(account, ids.get(n));
                }
                for (int n = 0; n < 2; n++) ledger.placing(account, ids.get(n), "re" + names.get(n), Set.of());
                imap.ok("RENAME " + names.get(0) + " re" + names.get(0));
                for (var id : ids) ledger.placed(account, id);
                for (int n = 1; n >= 0; n--) {
                    ledger.placing(account, ids.get(n), CrashLedger.NOWHERE, Set.of());
                    imap.ok("DELETE re" + names.get(n));
                    ledger.placed(account, ids.get(n));
                }
            }
        }
    }

    /** Two clients may make it at once. */
    private static void ensure(CrashTalk imap, String mailbox) throws CrashTalk.Gone {
        var answer = imap.imap("CREATE " + mailbox);
        if (!answer.get(0).matches("OK .*|NO \\[ALREADYEXISTS] .*")) throw new AssertionError(answer);
    }

    /** Ids and UIDs of the messages from that UID on. */
    private static Map<String, Long> fetch(CrashTalk imap, long from) throws CrashTalk.Gone {
        var there = new LinkedHashMap<String, Long>();
        for (var line : imap.ok("UID FETCH " + from + ":* (UID ENVELOPE)")) {
            var m = FETCHED.matcher(line);
            if (m.matches() && Long.parseLong(m.group(1)) >= from) there.put(m.group(2), Long.parseLong(m.group(1)));
        }
        return there;
    }

    private Map<String, Set<String>> flags(String account, String mailbox, Map<String, Long> some) {
        var flags = new LinkedHashMap<String, Set<String>>();
        for (var id : some.keySet())
            flags.put(id, ledger.settled(account, id, mailbox).orElseThrow(() -> new AssertionError(id)));
        return flags;
    }

    private void store(CrashTalk imap, String account, String mailbox, Map<String, Long> some, String flag)
            throws CrashTalk.Gone {
        if (some.isEmpty()) return;
        flags(account, mailbox, some).forEach((id, flags) -> {
            var more = new TreeSet<>(flags);
            more.add(flag);
            ledger.placing(account, id, mailbox, more);
        });
        imap.ok("UID STORE " + set(some) + " +FLAGS.SILENT (" + flag + ")");
        some.keySet().forEach(id -> ledger.placed(account, id));
    }

    private void expunge(CrashTalk imap, String account, String mailbox, Map<String, Long> some) throws CrashTalk.Gone {
        store(imap, account, mailbox, some, "\\Deleted");
        some.keySet().forEach(id -> ledger.placing(account, id, CrashLedger.NOWHERE, Set.of()));
        imap.ok("UID EXPUNGE " + set(some));
        some.keySet().forEach(id -> ledger.placed(account, id));
    }

    private static String set(Map<String, Long> some) {
        var set = new ArrayList<String>();
        for (var uid : some.values()) set.add(Long.toString(uid));
        return String.join(",", set);
    }

    /** Notes the UIDs that a response code gives: in the order of the messages. RFC 4315, 3. */
    private void copied(String account, List<String> answer, Map<String, Long> some) {
        for (var line : answer) {
            var m = CODE.matcher(line);
            if (!m.matches()) continue;
            var uids = numbers(m.group(3));
            var ids = new ArrayList<>(some.keySet());
            if (uids.size() != ids.size()) throw new AssertionError(some + ": " + line);
            for (int i = 0; i < uids.size(); i++)
                ledger.uid(account, Long.parseLong(m.group(1)), uids.get(i), ids.get(i));
            return;
        }
        throw new AssertionError("no UIDs in " + answer);
    }

    private static List<Long> numbers(String set) {
        var numbers = new ArrayList<Long>();
        for (var part : set.split(",")) {
            var ends = part.split(":");
            for (long n = Long.parseLong(ends[0]); n <= Long.parseLong(ends[ends.length - 1]); n++) numbers.add(n);
        }
        return numbers;
    }
}
