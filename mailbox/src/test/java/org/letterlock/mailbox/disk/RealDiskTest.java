package org.letterlock.mailbox.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RealDiskTest {
    @TempDir
    Path temp;

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    @DisplayName("S-S11 the directory is 0700 and its files 0600, whatever they were")
    void s_S11_permissions() throws Exception {
        var directory = temp.resolve("a/store");
        try (var disk = RealDisk.open(directory)) {
            disk.create("one").close();
            assertEquals("rwx------", permissions(directory));
            try (var files = Files.list(directory)) {
                for (var file : files.toList()) assertEquals("rw-------", permissions(file), file.toString());
            }
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(directory.resolve("one"), PosixFilePermissions.fromString("rw-r--r--"));
        try (var disk = RealDisk.open(directory)) {
            disk.open("one").close();
            assertEquals("rwx------", permissions(directory));
            assertEquals("rw-------", permissions(directory.resolve("one")));
        }
    }

    @Test
    @DisplayName(
            "S-S11 a directory that is a link, or that others may write to, is refused; so is a file that is a link")
    void s_S11_linksAndOthers() throws Exception {
        var directory = temp.resolve("store");
        try (var disk = RealDisk.open(directory)) {
            var elsewhere = Files.writeString(temp.resolve("elsewhere"), "kept");
            Files.createSymbolicLink(directory.resolve("log-00000001"), elsewhere);
            assertEquals(List.of("log-00000001"), disk.list());
            assertThrows(IOException.class, () -> disk.open("log-00000001"));
            assertThrows(IOException.class, () -> disk.create("log-00000001"));
            assertThrows(IOException.class, () -> disk.create("../outside"));
            assertEquals("kept", Files.readString(elsewhere));
        }
        var link = Files.createSymbolicLink(temp.resolve("link"), directory);
        assertTrue(assertThrows(IOException.class, () -> RealDisk.open(link))
                .getMessage()
                .contains("symbolic link"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        var e = assertThrows(IOException.class, () -> RealDisk.open(directory));
        assertTrue(e.getMessage().contains("chmod 700"), e.getMessage());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Files.delete(directory.resolve("lock"));
        Files.createSymbolicLink(directory.resolve("lock"), temp.resolve("elsewhere"));
        assertThrows(IOException.class, () -> RealDisk.open(directory), "the lock is a link");
    }

    @Test
    @DisplayName("S-S8 a second opener in this process is refused with the pid, and the first keeps its lock")
    void s_S8_sameProcess() throws Exception {
        var directory = temp.resolve("store");
        var pid = Long.toString(ProcessHandle.current().pid());
        try (var disk = RealDisk.open(directory)) {
            for (int i = 0; i < 2; i++) {
                var e = assertThrows(IOException.class, () -> RealDisk.open(directory));
                assertTrue(e.getMessage().contains(pid), e.getMessage());
            }
            assertEquals(pid + " refused", other(directory), "and so is another process, afterwards");
        }
        assertEquals("opened", other(directory), "once it is given back");
        RealDisk.open(directory).close();
    }

    @Test
    @DisplayName("S-S8 what a process left that was killed is no lock")
    void s_S8_leftBehind() throws Exception {
        var directory = temp.resolve("store");
        RealDisk.open(directory).close();
        Files.writeString(directory.resolve("owner"), ProcessHandle.current().pid() + " 12345\n");
        RealDisk.open(directory).close();
    }

    /** What another process says that tries to open the directory. */
    private static String other(Path directory) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return said;
    }

    /** Opens a directory, in a process of its own. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] args) {
            try (var disk = RealDisk.open(Path.of(args[0]))) {
                System.out.println("opened");
            } catch (IOException e) {
                System.out.println(String.valueOf(e.getMessage()).replaceAll(".*pid (\\d+).*", "$1 refused"));
            }
        }
    }

    @Test
    void anInterruptedReaderSpoilsTheFileForNobody() throws Exception {
        try (var disk = RealDisk.open(temp.resolve("store"));
                var file = disk.create("one")) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            Thread.currentThread().interrupt();
            var read = ByteBuffer.allocate(3);
            assertEquals(3, file.read(read, 0));
            assertTrue(Thread.interrupted(), "it is still told so");
            file.write(ByteBuffer.wrap(new byte[] {4}), 3);
            file.force();
            assertEquals(4, file.size());
        }
    }

    @Test
    @DisplayName("A file that was deleted can be read on, though threads are interrupted while they read it")
    void deletedAndInterrupted() throws Exception {
        try (var disk = RealDisk.open(temp.resolve("store"));
                var file = disk.create("one")) {
            var content = new byte[1 << 20];
            new Random(1).nextBytes(content);
            file.write(ByteBuffer.wrap(content), 0);
            file.keep();
            disk.delete("one");
            var wrong = new AtomicReference<Throwable>();
            var left = new AtomicInteger(2000);
            var reader = new Thread(() -> {
                try {
                    while (left.decrementAndGet() > 0) {
                        var read = ByteBuffer.allocateDirect(content.length);
                        assertEquals(content.length, file.read(read, 0));
                        assertEquals(ByteBuffer.wrap(content), read.flip());
                        Thread.interrupted();
                    }
                } catch (IOException | AssertionError e) {
                    wrong.set(e);
                }
            });
            reader.start();
            while (reader.isAlive()) {
                reader.interrupt();
                Thread.onSpinWait();
            }
            reader.join();
            assertNull(wrong.get());
        }
    }
}
