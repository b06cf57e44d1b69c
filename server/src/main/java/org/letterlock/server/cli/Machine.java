package org.letterlock.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What this machine calls itself, found without asking a name server. */
final class Machine {
    private Machine() {}

    /** Its host name; {@code localhost} where it has none that a certificate could have. */
    static String name() {
        return Stream.of(
                        read("/proc/sys/kernel/hostname"),
                        read("/etc/hostname"),
                        System.getenv("COMPUTERNAME"),
                        System.getenv("HOSTNAME"))
                .filter(n -> n != null && n.strip().matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"))
                .map(n -> n.strip().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("localhost");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
