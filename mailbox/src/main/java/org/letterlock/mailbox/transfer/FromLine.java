package org.letterlock.mailbox.transfer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The line between two messages of an mbox: {@code From sender Thu Nov 23 19:09:37 2026}. RFC 4155, appendix A. */
final class FromLine {
    /** In octets; a longer line is none. */
    static final int LONGEST = 1000;

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final long FIRST = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long LAST = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    private static final Pattern DATE = Pattern.compile(
            "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\\d{1,2})"
                    + " +(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?: +([+-]\\d{4}|[A-Z]{1,5}))? +(\\d{4})"
                    + "(?: +([+-]\\d{4}|[A-Z]{1,5}))?(?: remote from .*)? *");
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    private FromLine() {}

    /** When it says the message came; empty when it is no such line. {@code zone} holds where it names none in numbers. */
    static Optional<Instant> date(String line, ZoneId zone) {
        if (!line.startsWith("From ")) return Optional.empty();
        var date = DATE.matcher(line);
        for (int at = 5; at < line.length(); at = line.indexOf(' ', at) + 1) {
            if (date.region(at, line.length()).matches()) {
                try {
                    var seconds = date.group(5);
                    var local = LocalDateTime.of(
                            Integer.parseInt(date.group(7)),
                            MONTHS.indexOf(date.group(1)) + 1,
                            Integer.parseInt(date.group(2)),
                            Integer.parseInt(date.group(3)),
                            Integer.parseInt(date.group(4)),
                            seconds == null ? 0 : Integer.parseInt(seconds));
                    var named = date.group(6) == null ? date.group(8) : date.group(6);
                    return Optional.of(local.atZone(named == null ? zone : zone(named, zone))
                            .toInstant());
                } catch (DateTimeException e) {
                    return Optional.empty();
                }
            }
            if (line.indexOf(' ', at) < 0) break;
        }
        return Optional.empty();
    }

    private static ZoneId zone(String named, ZoneId other) {
        if (named.equals("GMT") || named.equals("UTC") || named.equals("UT")) return ZoneOffset.UTC;
        return named.charAt(0) == '+' || named.charAt(0) == '-' ? ZoneOffset.of(named) : other;
    }

    /** With the date in UTC; there is none before the year 0 or behind 9999. */
    static String write(Instant date) {
        long second = Math.max(FIRST, Math.min(LAST, date.getEpochSecond()));
        var utc = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "From MAILER-DAEMON %s %s %2d %02d:%02d:%02d %04d\n",
                DAYS.get(utc.getDayOfWeek().getValue() - 1),
                MONTHS.get(utc.getMonthValue() - 1),
                utc.getDayOfMonth(),
                utc.getHour(),
                utc.getMinute(),
                utc.getSecond(),
                utc.getYear());
    }
}
