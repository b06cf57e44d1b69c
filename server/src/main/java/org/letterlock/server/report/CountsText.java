package org.letterlock.server.report;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts and pending reports as a text that outlives the process: a line for each thing, words between spaces, whatever is not plain in
 * them encoded.
 *
 * @param day of the counts
 * @param counts of that day, by domain
 */
record CountsText(LocalDate day, Map<String, DailyCount> counts, List<PendingReport> pending) {
    private static final String TITLE = "letterlock-tls-counts 1";
    private static final String EMPTY = "%";

    /** Lines as they are written. */
    static final class Lines {
        private final StringBuilder out = new StringBuilder(TITLE).append('\n');

        void line(String kind, Object... words) {
            out.append(kind);
            for (var word : words) {
                var encoded = URLEncoder.encode(word.toString(), StandardCharsets.UTF_8);
                out.append(' ').append(encoded.isEmpty() ? EMPTY : encoded);
            }
            out.append('\n');
        }
    }

    String text() {
        var lines = new Lines();
        lines.line("day", day);
        counts.forEach((domain, count) -> {
            lines.line("domain", domain);
            count.writeTo(lines);
        });
        for (var report : pending) {
            lines.line(
                    "over",
                    report.domain(),
                    report.day(),
                    report.id(),
                    report.asked(),
                    report.tries(),
                    report.due().getEpochSecond());
            for (var uri : report.left()) lines.line("to", uri);
            report.count().writeTo(lines);
        }
        return lines.out.toString();
    }

    /** @throws IOException for what another version wrote, or nobody */
    static CountsText read(String text) throws IOException {
        var lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(TITLE)) throw new IOException("not of this version");
        try {
            return read(lines.subList(1, lines.size()));
        } catch (RuntimeException e) {
            throw new IOException("it cannot be read", e);
        }
    }

    private static CountsText read(List<String> lines) {
        LocalDate day = LocalDate.EPOCH;
        var counts = new LinkedHashMap<String, DailyCount>();
        var pending = new ArrayList<PendingReport>();
        var into = new DailyCount();
        for (var line : lines) {
            var words = Arrays.stream(line.split(" "))
                    .map(w -> w.equals(EMPTY) ? "" : URLDecoder.decode(w, StandardCharsets.UTF_8))
                    .toList();
            switch (words.get(0)) {
                case "day" -> day = LocalDate.parse(words.get(1));
                case "domain" -> counts.put(words.get(1), into = new DailyCount());
                case "over" -> pending.add(report(words, into = new DailyCount()));
                case "to" -> {
                    var last = pending.remove(pending.size() - 1);
                    pending.add(last.and(words.get(1)));
                }
                default -> into.readLine(words);
            }
        }
        return new CountsText(day, counts, pending);
    }

    private static PendingReport report(List<String> words, DailyCount count) {
        return new PendingReport(
                words.get(1),
                LocalDate.parse(words.get(2)),
                words.get(3),
                count,
                Boolean.parseBoolean(words.get(4)),
                List.of(),
                Integer.parseInt(words.get(5)),
                Instant.ofEpochSecond(Long.parseLong(words.get(6))));
    }
}
