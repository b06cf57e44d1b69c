package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Listener;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.store.DiskSettings;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.StoreSettings;

/**
 * The jar is killed at random moments under load, started again on the same folder, and killed again. {@code -Dletterlock.crash.rounds}
 * says how often (50), {@code -Dletterlock.crash.seed} makes the clients' choices those of an earlier run.
 */
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("letterlock.crash.rounds", 50);
    private static final long SEED = Long.getLong("letterlock.crash.seed", System.nanoTime());
    private static final Pattern OPENED = Pattern.compile("opened in (\\d+) ms");

    @TempDir
    Path folder;

    private final CrashLedger ledger = new CrashLedger();
    private final Random random = new Random(SEED);
    private final List<Long> recoveries = new ArrayList<>();
    private int offset;
    private Path data;

    @BeforeEach
    void start() {
        offset = DevCommandTest.freeOffset();
        data = folder.resolve("data");
    }

    @Test
    @DisplayName("S-S1: killed at any moment under load, nothing acknowledged is lost, doubled, torn or back again")
    void s_S1_killed() throws Exception {
        try {
            for (int round = 1; round <= ROUNDS; round++) round(round);
            finallyByImap();
        } catch (AssertionError | ExecutionException e) {
            throw new AssertionError("-Dletterlock.crash.seed=" + SEED + ": " + e.getMessage(), e);
        }
        recoveries.sort(null);
        System.out.println("S-S1: " + ROUNDS + " kills, " + ledger.count()
                + " changes acknowledged, the store open after "
                + recoveries.get(recoveries.size() / 2) + " ms (median), " + recoveries.get(recoveries.size() - 1)
                + " ms (longest)");
    }

    private void round(int round) throws Exception {
        try (var server = server()) {
            var load = new CrashLoad(offset, trust(), ledger, round, SEED + round).start();
            var enough = ledger.after(20 + random.nextInt(400));
            while (!enough.await(200, TimeUnit.MILLISECONDS)) load.check();
            load.over();
            server.process().destroyForcibly().waitFor(); // SIGKILL
            load.awaitEnd();
            var opened = OPENED.matcher(server.said());
            assertTrue(opened.find(), server::toString);
            recoveries.add(Long.parseLong(opened.group(1)));
        }
        var copy = copy(data.resolve("mail"), folder.resolve("copy"));
        try (var store = DiskStore.open(
                copy, StoreSettings.DEFAULTS, DiskSettings.with(new SecureRandom()), Clock.systemUTC())) {
            compare(store);
        }
        delete(copy);
    }

    /** The jar, ready. The first start leaves an archive of classes behind, with which the others are faster. */
    private RealProgram.Dialogue server() throws Exception {
        var archive = folder.resolve("classes.jsa");
        if (!Files.exists(archive)) {
            try (var first = start("-XX:ArchiveClassesAtExit=" + archive)) {
                try (var imap = CrashTalk.imap(at(Listener.IMAPS), trust(), "ann", "secret")) {
                    imap.ok("SELECT INBOX");
                }
                first.terminate();
                assertEquals(0, first.end(), first::toString);
            }
        }
        return start("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
    }

    private RealProgram.Dialogue start(String... options) {
        var all = new ArrayList<>(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
        all.addAll(List.of(options));
        return RunnableJar.program(folder, all.toArray(String[]::new))
                .talk(
                        "dev",
                        "--offset",
                        "" + offset,
                        "--data",
                        data.toString(),
                        "--user",
                        "ann:secret",
                        "--user",
                        "bob:secret")
                .hear("\nready\n");
    }

    private SSLContext trust() throws Exception {
        return DevCommandTest.trusting(data.resolve("tls/ca.pem"));
    }

    private InetSocketAddress at(Listener listener) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.standardPort() + offset);
    }

    // ---------------------------------------------------------------- what is there

    private void compare(MailStore store) {
        var all = new HashMap<String, List<CrashLedger.Found>>();
        for (var user : CrashLoad.ACCOUNTS) {
            var account = store.account(new AccountId(user + "@example.test"));
            for (var entry : account.list()) {
                if (!entry.selectable()) continue;
                look(user, account.open(entry.name()).orElseThrow(), all);
                var name = entry.name().value();
                if (name.startsWith("retree"))
                    assertTrue(gone(account, name.substring(2)), () -> user + " has " + name + " and its old name");
            }
        }
        ledger.compare(all);
    }

    private static boolean gone(MailAccount account, String name) {
        return account.list().stream().noneMatch(e -> e.name().value().equals(name));
    }

    private void look(String user, Mailbox mailbox, Map<String, List<CrashLedger.Found>> all) {
        var name = mailbox.name().value();
        var validity = mailbox.uidValidity().value();
        if (!name.contains("tree")) ledger.constant(user + " " + name + " UIDVALIDITY", validity);
        var view = mailbox.view();
        var key = user + " " + validity;
        ledger.mark(key + " UIDNEXT", view.uidNext());
        ledger.mark(key + " HIGHESTMODSEQ", view.highestModSequence().value());
        long last = 0;
        for (int i = 0; i < view.count(); i++) {
            var message = view.message(i);
            long uid = message.uid().value();
            assertTrue(uid > last && uid < view.uidNext(), () -> user + " " + name + ": UID " + uid + " out of order");
            last = uid;
            var octets = octets(message.body());
            var id = id(octets);
            var sent = CrashLedger.content(id);
            int trace = octets.length - sent.length; // what delivery put in front
            assertTrue(
                    (trace == 0 || id.startsWith("id-d") && trace > 0)
                            && java.util.Arrays.equals(octets, trace, octets.length, sent, 0, sent.length),
                    () -> user + " " + name + ": UID " + uid + " is not " + id + " as it was sent");
            ledger.uid(user, validity, uid, id);
            ledger.mark(key + " MODSEQ of " + uid, message.modSequence().value());
            assertTrue(
                    message.modSequence().value() <= view.highestModSequence().value(),
                    () -> user + " " + name + ": MODSEQ of UID " + uid + " above HIGHESTMODSEQ");
            var flags = new TreeSet<>(message.flags().keywords());
            for (var flag : message.flags().system())
                flags.add(
                        "\\" + flag.name().charAt(0) + flag.name().substring(1).toLowerCase(java.util.Locale.ROOT));
            all.computeIfAbsent(user + " " + id, k -> new ArrayList<>()).add(new CrashLedger.Found(name, flags));
        }
    }

    private static String id(byte[] octets) {
        var text = new String(octets, 0, Math.min(octets.length, 2000), java.nio.charset.StandardCharsets.US_ASCII);
        var subject = Pattern.compile("(?m)^Subject: (\\S+)").matcher(text);
        assertTrue(subject.find(), () -> "a message of nobody: " + text);
        return subject.group(1);
    }

    private static byte[] octets(Body body) {
        var all = new byte[Math.toIntExact(body.size())];
        for (int at = 0; at < all.length; ) {
            var some = body.read(at, all.length - at);
            int n = some.remaining();
            some.get(all, at, n);
            at += n;
        }
        return all;
    }

    /** What the last server says of INBOX by IMAP is what was found in the files. */
    private void finallyByImap() throws Exception {
        try (var server = server();
                var imap = CrashTalk.imap(at(Listener.IMAPS), trust(), "ann", "secret")) {
            imap.ok("SELECT INBOX");
            var found = new TreeSet<String>();
            for (var line : imap.ok("UID FETCH 1:* (UID ENVELOPE)")) {
                var id = Pattern.compile("\"(id-[a-z0-9-]+)\"").matcher(line);
                if (id.find()) assertTrue(found.add(id.group(1)), line);
            }
            assertEquals(ledger.in("ann", "INBOX"), found);
            server.terminate();
            assertEquals(0, server.end(), server::toString);
        }
    }

    // ---------------------------------------------------------------- files

    /** As {@code cp --sparse=always} would: segments are mostly zeros. */
    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        try (var files = Files.list(from)) {
            for (var file : files.toList())
                if (!file.endsWith("lock")) SparseCopy.of(file, to.resolve(file.getFileName()));
        }
        return to;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
