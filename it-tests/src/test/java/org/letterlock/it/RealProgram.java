package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of this machine (curl, openssl, mutt ...) as it is run by hand: in a folder of its own that is also its HOME,
 * with a bound on its time, and everything it says kept. A test whose program is missing is skipped on a developer's
 * machine and fails where {@code CI} is set.
 */
final class RealProgram {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private final Path program;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> first = List.of();
    private byte[] input = {};
    private Duration limit = LIMIT;

    private RealProgram(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", folder.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TERM", "xterm");
    }

    /** @param folder where it runs */
    static RealProgram of(String name, Path folder) {
        for (var entry : System.getenv("PATH").split(File.pathSeparator)) {
            var candidate = Path.of(entry, name);
            if (Files.isExecutable(candidate)) return new RealProgram(candidate, folder);
        }
        var missing = name + " is not installed (see .ci/run)";
        if (System.getenv("CI") != null) fail(missing);
        return Assumptions.abort(missing);
    }

    /** The JDK these tests run on. */
    static RealProgram java(Path folder) {
        return new RealProgram(Path.of(System.getProperty("java.home"), "bin", "java"), folder);
    }

    static RealProgram at(Path program, Path folder) {
        return new RealProgram(program, folder);
    }

    RealProgram with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** For a program that has more to do than others. */
    RealProgram within(Duration time) {
        limit = time;
        return this;
    }

    /** Arguments that come before all others. */
    RealProgram before(String... arguments) {
        first = List.of(arguments);
        return this;
    }

    RealProgram reading(byte[] standardInput) {
        input = standardInput;
        return this;
    }

    RealProgram reading(String standardInput) {
        return reading(standardInput.getBytes(StandardCharsets.UTF_8));
    }

    /** What it said, and how it ended. */
    record Result(List<String> command, int exit, byte[] output, String errors) {
        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }

        Result succeeded() {
            assertEquals(0, exit, this::toString);
            return this;
        }

        Result failed() {
            assertNotEquals(0, exit, this::toString);
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\nexit " + exit + "\n" + start(text()) + "\n" + start(errors);
        }

        private static String start(String text) {
            return text.length() > 8000 ? text.substring(0, 8000) + " ..." : text;
        }
    }

    /** Runs it to its end. */
    Result run(String... arguments) {
        var process = launch(arguments);
        var output = new Reader(process.getInputStream());
        var errors = new Reader(process.getErrorStream());
        var writer = new Thread(() -> write(process), "stdin of " + program.getFileName());
        writer.setDaemon(true);
        writer.start();
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        command(arguments) + " did not end within " + limit + "\n" + output.text() + errors.text());
            }
            return new Result(
                    command(arguments),
                    process.exitValue(),
                    output.all(),
                    new String(errors.all(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts it, to be talked with. */
    Dialogue talk(String... arguments) {
        return new Dialogue(command(arguments), launch(arguments));
    }

    private Process launch(String... arguments) {
        var builder = new ProcessBuilder(command(arguments)).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String... arguments) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(first);
        command.addAll(List.of(arguments));
        return command;
    }

    private void write(Process process) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // it ended before it had read everything: its exit code and its words tell
        }
    }

    /** A running program whose words are awaited one after the other. */
    static final class Dialogue implements AutoCloseable {
        private final List<String> command;
        private final Process process;
        private final Reader output;
        private final Reader errors;
        private int seen;
        private int seenErrors;

        private Dialogue(List<String> command, Process process) {
            this.command = command;
            this.process = process;
            output = new Reader(process.getInputStream());
            errors = new Reader(process.getErrorStream());
        }

        long pid() {
            return process.pid();
        }

        Process process() {
            return process;
        }

        /** Sends SIGTERM, as {@code Process.destroy()} does, which no longer hears what it says then. */
        void terminate() {
            process.toHandle().destroy();
        }

        Dialogue say(String line) {
            return say((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        Dialogue say(byte[] octets) {
            try {
                process.getOutputStream().write(octets);
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new AssertionError(this + "\nno longer reads", e);
            }
            return this;
        }

        /** Waits for {@code words} on standard output, behind what was awaited before. */
        Dialogue hear(String words) {
            int at = output.await(words, seen);
            if (at < 0) throw new AssertionError("never said '" + words + "': " + this);
            seen = at + words.length();
            return this;
        }

        /** The rest of the line that comes next on standard output, without its end. */
        String nextLine() {
            int from = seen;
            int at = output.await("\n", from);
            if (at < 0) throw new AssertionError("no further line: " + this);
            seen = at + 1;
            return output.between(from, at).replace("\r", "");
        }

        /** Waits for {@code words} on standard error, wherever they stand. */
        Dialogue complains(String words) {
            if (errors.await(words, 0) < 0) throw new AssertionError("never complained '" + words + "': " + this);
            return this;
        }

        /** As {@link #complains}, behind what was awaited in this way before. */
        Dialogue complainsNext(String words) {
            int at = errors.await(words, seenErrors);
            if (at < 0) throw new AssertionError("did not complain again '" + words + "': " + this);
            seenErrors = at + words.length();
            return this;
        }

        /** Everything it said on standard output so far. */
        String said() {
            return output.text();
        }

        String complained() {
            return errors.text();
        }

        /** Everything it said on standard output until it ended. */
        byte[] all() {
            end();
            try {
                return output.all();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** Its exit code, and with it the end of its output. */
        int end() {
            try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    throw new AssertionError("did not end: " + this);
                output.all();
                errors.all();
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\n" + said() + "\n" + complained();
        }
    }

    /** Keeps what a stream brings, as it comes. */
    private static final class Reader {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread thread;
        private boolean ended;

        Reader(InputStream stream) {
            thread = new Thread(() -> read(stream), "output");
            thread.setDaemon(true);
            thread.start();
        }

        private void read(InputStream stream) {
            var buffer = new byte[8192];
            try (stream) {
                for (int n; (n = stream.read(buffer)) >= 0; ) {
                    synchronized (this) {
                        bytes.write(buffer, 0, n);
                        notifyAll();
                    }
                }
            } catch (IOException e) {
                // the process was ended: what it said until then is what there is
            }
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }

        /** Where {@code words} stand, at or behind {@code from}; negative when they never come. */
        synchronized int await(String words, int from) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            try {
                while (true) {
                    int at = bytes.toString(StandardCharsets.ISO_8859_1).indexOf(words, from);
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (at >= 0 || ended || left <= 0) return at;
                    wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }

        synchronized String between(int from, int to) {
            return new String(bytes.toByteArray(), from, to - from, StandardCharsets.UTF_8);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        byte[] all() throws InterruptedException {
            thread.join(LIMIT.toMillis());
            synchronized (this) {
                return bytes.toByteArray();
            }
        }
    }
}
