package org.letterlock.server.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of a day that is over, as long as somebody has not got it.
 *
 * @param asked whether the domain has said to whom it goes
 * @param left those who have not got it yet, as URIs
 * @param tries how often something went wrong
 * @param due not before that
 */
record PendingReport(
        String domain,
        LocalDate day,
        String id,
        DailyCount count,
        boolean asked,
        List<String> left,
        int tries,
        Instant due) {
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(4);

    PendingReport {
        left = List.copyOf(left);
    }

    boolean isDone() {
        return asked && left.isEmpty();
    }

    /** For those who are to get it. */
    PendingReport to(List<String> uris) {
        return new PendingReport(domain, day, id, count, true, uris, tries, due);
    }

    /** And one more. */
    PendingReport and(String uri) {
        var all = new ArrayList<>(left);
        all.add(uri);
        return new PendingReport(domain, day, id, count, asked, all, tries, due);
    }

    /** One of them has it. */
    PendingReport without(String uri) {
        return to(left.stream().filter(u -> !u.equals(uri)).toList());
    }

    /** Nothing came of it; later each time. RFC 8460, 4.1. */
    PendingReport later(Instant now) {
        var wait = FIRST.multipliedBy(1L << Math.min(tries, 10));
        return new PendingReport(
                domain, day, id, count, asked, left, tries + 1, now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
    }
}
