package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real {@code openssl}. Without it a test is skipped on a developer's machine and fails where CI is set. */
final class OpenSsl {
    private OpenSsl() {}

    static void needed() {
        boolean there;
        try {
            there = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException e) {
            there = false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (!there && System.getenv("CI") != null) fail("CI is set, and openssl is not installed");
        assumeTrue(there, "openssl is not installed");
    }

    /** What {@code openssl} printed on both streams, run with {@code input}. */
    static String run(String input, List<String> arguments) throws Exception {
        return run(input, arguments, Map.of());
    }

    static String run(String input, List<String> arguments, Map<String, String> environment) throws Exception {
        var command = new ArrayList<String>(List.of("openssl"));
        command.addAll(arguments);
        Path out = Files.createTempFile("openssl", ".txt");
        Path in = Files.createTempFile("openssl", ".in");
        try {
            Files.writeString(in, input);
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), () -> {
                process.destroyForcibly();
                return "openssl hangs: " + command;
            });
            return new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(out);
            Files.delete(in);
        }
    }

    /** {@code s_client} to a port of ours: sends {@code bye} and waits for the end of the connection. */
    static String client(int port, String... arguments) throws Exception {
        var all = new ArrayList<String>(List.of("s_client", "-connect", "127.0.0.1:" + port, "-ign_eof"));
        all.addAll(List.of(arguments));
        return run("bye\n", all);
    }
}
