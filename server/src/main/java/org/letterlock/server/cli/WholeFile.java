package org.letterlock.server.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that others wait for: it is there as a whole, or not at all. */
final class WholeFile {
    private WholeFile() {}

    static void write(Path file, String content, String option) {
        var target = file.toAbsolutePath();
        try {
            var temporary = target.resolveSibling(target.getFileName() + ".tmp");
            Files.write(temporary, content.getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.usage(option + ": " + file + " cannot be written: " + reason(e));
        }
    }

    /** Takes away what an earlier run left, which would say that this one is ready. */
    static void remove(Path file, String option) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.usage(option + ": " + file + " cannot be removed: " + reason(e));
        }
    }

    static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) return "no such file or folder";
        if (e instanceof java.nio.file.AccessDeniedException) return "permission denied";
        if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) return f.getReason();
        if (e instanceof java.io.EOFException) return "it ends in the middle";
        return e.getClass().getSimpleName();
    }
}
