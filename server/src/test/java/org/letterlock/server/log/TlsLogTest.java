package org.letterlock.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.tls.TlsHandshake;

class TlsLogTest {
    @TempDir
    Path folder;

    private static TlsHandshake failed(String cause) {
        return new TlsHandshake(
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                new TlsHandshake.Failed(cause, Optional.empty(), Optional.empty()));
    }

    @Test
    void theFileIsNotForEverybody() throws Exception {
        var file = folder.resolve("tls.log");
        var recording = new TlsRecording(TlsLogFormat.JSON, true, Optional.of(file), "mx.example", Optional.empty());
        try (var lines = new LogWriter(Thread::new)) {
            new TlsLog(recording, Clock.systemUTC(), System::nanoTime, lines).close();
        }
        assertEquals(
                0L,
                Files.getPosixFilePermissions(file).stream()
                        .filter(p -> p.name().startsWith("OTHERS_") || p == PosixFilePermission.GROUP_WRITE)
                        .count(),
                "who logs in from where");
    }

    @Test
    @DisplayName("S-T11 who tells the log of something never waits for the disk, and what waits for it is bounded")
    void s_T11_nobodyWaits() throws Exception {
        var file = folder.resolve("tls.log");
        var disk = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        ThreadFactory slow = writing -> {
            var thread = new Thread(() -> {
                try {
                    disk.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                writing.run();
            });
            threads.add(thread);
            return thread;
        };
        var recording = new TlsRecording(TlsLogFormat.EXIM, true, Optional.of(file), "host", Optional.empty());
        try (var lines = new LogWriter(slow);
                var log = new TlsLog(recording, Clock.systemUTC(), System::nanoTime, lines)) {
            var listener = log.of("mx");
            for (int i = 0; i < LogWriter.WAITING + 5; i++) listener.ended(failed("number " + i));
            assertEquals(0, Files.size(file));
            disk.countDown();
            lines.close();
        }
        var lines = Files.readAllLines(file);
        assertEquals(LogWriter.WAITING, lines.size());
        for (int i = 0; i < lines.size(); i++) assertTrue(lines.get(i).endsWith("(number " + i + ")"), lines.get(i));
        threads.get(0).join(10_000);
        assertFalse(threads.get(0).isAlive());
    }
}
