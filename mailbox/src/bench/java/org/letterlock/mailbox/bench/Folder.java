package org.letterlock.mailbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory for one benchmark, on the disk that {@code -Dbench.directory} names ({@code target} without it). */
final class Folder {
    private Folder() {}

    static Path create(String name) throws IOException {
        var parent = Path.of(System.getProperty("bench.directory", "target")).toAbsolutePath();
        return Files.createTempDirectory(Files.createDirectories(parent), name);
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
