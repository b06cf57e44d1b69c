package org.letterlock.server.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.letterlock.server.keep.OwnersFolder;

/** Copies of reports for the operator to look at: a file for each day and domain, of the last 30 days. */
final class ReportCopies {
    private static final int DAYS = 30;

    private final OwnersFolder folder;

    private ReportCopies(OwnersFolder folder) {
        this.folder = folder;
    }

    static ReportCopies in(OwnersFolder folder) throws IOException {
        return new ReportCopies(folder.inside("tls-reports"));
    }

    void keep(LocalDate day, String domain, String json) throws IOException {
        forget(day.minusDays(DAYS));
        var name = domain.replaceAll("[^A-Za-z0-9.-]", "_"); // an address literal, or what somebody wants to be a path
        folder.write(day + "!" + name + ".json", json + "\n");
    }

    private void forget(LocalDate before) throws IOException {
        try (var files = Files.list(folder.path())) {
            for (var file : files.toList()) if (isBefore(file, before)) Files.deleteIfExists(file);
        }
    }

    private static boolean isBefore(Path file, LocalDate day) {
        var name = file.getFileName().toString();
        try {
            return name.length() > 10 && LocalDate.parse(name.substring(0, 10)).isBefore(day);
        } catch (DateTimeException e) {
            return false; // not one of ours
        }
    }
}
