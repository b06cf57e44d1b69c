package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.disk.FaultyDisk;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RealDisk;
import org.letterlock.mailbox.store.DiskSettings;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.Quotas;
import org.letterlock.mailbox.store.StoreSettings;

/** What clients hear when the disk is full, broken or slow. */
class DiskTroubleTest {
    private static final String MX = "mx { service = mx, security = starttls, port = 0 }";
    private static final String IMAPS = "imaps { service = imap, security = implicit, port = 0 }";

    @TempDir
    Path folder;

    private ConfiguredHouse house;
    private FaultyDisk disk;
    private Wire imap;
    private Wire smtp;

    @BeforeEach
    void start() throws Exception {
        house = new ConfiguredHouse(folder);
        open();
        smtp.say("MAIL FROM:<a@b.example>").hear("250 ");
        smtp.say("RCPT TO:<ann@example.org>").hear("250 ");
        smtp.say("DATA").hear("354 ");
        smtp.say("Subject: first\r\n\r\n.").hear("250 ");
        imap.say("s SELECT INBOX").hear("s OK ");
    }

    private void open() throws Exception {
        var random = new SecureRandom();
        disk = new FaultyDisk(RealDisk.open(folder.resolve("store")), (kind, file) -> {});
        var log = LogSettings.with(random).withSegmentSize(1 << 20).withBodyFileSize(4 << 20);
        var settings = StoreSettings.DEFAULTS;
        var store = DiskStore.open(
                disk, settings, Quotas.of(settings), DiskSettings.with(random).withLog(log), Clock.systemUTC());
        house.start(house.configure("", "listeners { " + MX + "\n" + IMAPS + " }"), store);
        smtp = Wire.to(house.at("mx"));
        smtp.hear("220 ");
        smtp.say("EHLO client.example").hear("250 ");
        imap = imap();
    }

    private Wire imap() {
        var wire = Wire.to(house.at("imaps"), house.clientTls("TLS"));
        wire.hear("* OK ");
        wire.say("l LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("l OK ");
        return wire;
    }

    @AfterEach
    void stop() {
        disk.heal();
        imap.close();
        smtp.close();
        house.close();
    }

    private void read(String tag) {
        assertTrue(imap.say(tag + " FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]")
                .hear(tag + " OK ")
                .contains("Subject: first"));
    }

    @Test
    @DisplayName(
            "S-T10 a full disk is said before a message is sent, reading goes on, and with room again so does everything")
    void s_T10_full() {
        disk.setFree(0);
        smtp.say("MAIL FROM:<a@b.example>").hear("452 4.3.1 ");
        imap.say("a APPEND INBOX {100}").hear("a NO [UNAVAILABLE] ");
        read("b");
        imap.say("c STORE 1 +FLAGS (\\Deleted)").hear("c OK ");
        disk.heal();
        smtp.say("MAIL FROM:<a@b.example>").hear("250 ");
        imap.say("d APPEND INBOX {4+}").raw("abcd\r\n").hear("d OK ");
    }

    @Test
    @DisplayName(
            "S-S9 after a failed sync nothing is acknowledged any more, reading goes on, and a restart finds what was")
    void s_S9_failedSync() throws Exception {
        disk.set(FaultyDisk.nth(FaultyDisk.Kind.FORCE, "log", 1, FaultyDisk.inputOutputError()));
        smtp.say("MAIL FROM:<a@b.example>").hear("250 ");
        smtp.say("RCPT TO:<ann@example.org>").hear("250 ");
        smtp.say("DATA").hear("354 ");
        smtp.say("Subject: second\r\n\r\n.").hear("451 4.3.0 ");
        disk.heal(); // it is not tried again all the same
        smtp.say("MAIL FROM:<a@b.example>").hear("451 4.3.0 ");
        imap.say("a STORE 1 +FLAGS (\\Seen)").hear("a NO [UNAVAILABLE] ");
        imap.say("b CREATE Box").hear("b NO [UNAVAILABLE] ");
        imap.say("c APPEND INBOX {100}").hear("c NO [UNAVAILABLE] ");
        imap.say("d COPY 1 INBOX").hear("d NO [UNAVAILABLE] ");
        read("e");
        imap.close();
        smtp.close();
        house.close();

        open();
        imap.say("f SELECT INBOX").hear("f OK ");
        read("g");
        imap.say("h STORE 1 +FLAGS (\\Seen)").hear("h OK ");
    }

    @Test
    @DisplayName("S-T11 while the disk takes its time, everybody else is answered")
    void s_T11_slowDisk() throws Exception {
        var syncing = new CountDownLatch(1);
        var slow = new CountDownLatch(1);
        disk.set((kind, file) -> {
            if (kind != FaultyDisk.Kind.FORCE) return;
            syncing.countDown();
            try {
                slow.await(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (var other = imap();
                var stranger = Wire.to(house.at("mx"))) {
            other.say("a SELECT INBOX").hear("a OK ");
            smtp.say("MAIL FROM:<a@b.example>").hear("250 ");
            smtp.say("RCPT TO:<ann@example.org>").hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.say("Subject: second\r\n\r\n.");
            imap.say("b STORE 1 +FLAGS (\\Flagged)"); // waits as well
            assertTrue(syncing.await(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS));

            for (int i = 0; i < 20; i++) other.say("n" + i + " NOOP").hear("n" + i + " OK ");
            other.say("c FETCH 1 BODY.PEEK[]").hear("c OK ");
            stranger.hear("220 ");
            stranger.say("EHLO other.example").hear("250 ");
            stranger.say("MAIL FROM:<a@b.example>").hear("250 ");
            stranger.say("RCPT TO:<ann@example.org>").hear("250 ");
            try (var late = imap()) {
                late.say("d STATUS INBOX (MESSAGES)").hear("d OK ");
            }
            assertEquals(1, slow.getCount(), "all that was answered while the disk was busy");

            slow.countDown();
            smtp.hear("250 ");
            imap.hear("b OK ");
        }
    }
}
