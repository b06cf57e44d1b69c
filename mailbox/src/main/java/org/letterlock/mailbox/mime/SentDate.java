package org.letterlock.mailbox.mime;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;

/** The date-time of a Date field: RFC 5322, 3.3, the obsolete forms of 4.3, and parts in another order. */
final class SentDate {
    private static final int LONGEST = 200;
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Map<String, Integer> ZONES = Map.of(
            "edt", -4, "est", -5, "cdt", -5, "cst", -6, "mdt", -6, "mst", -7, "pdt", -7, "pst", -8); // RFC 5322, 4.3

    private int day = -1;
    private int month = -1;
    private int year = -1;
    private int seconds = -1; // of the day
    private ZoneOffset zone = ZoneOffset.UTC;

    private SentDate() {}

    /** Empty when there is no date that exists; a missing time is midnight, a missing zone UTC. */
    static Optional<OffsetDateTime> parse(String text) {
        var cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        int comment = cut.indexOf('(');
        var tokens = new StringTokenizer(comment < 0 ? cut : cut.substring(0, comment), " \t,");
        var date = new SentDate();
        while (tokens.hasMoreTokens()) date.token(tokens.nextToken().toLowerCase(Locale.ROOT));
        return date.value();
    }

    private void token(String token) {
        char first = token.charAt(0);
        if (token.indexOf(':') > 0) {
            time(token);
        } else if ((first == '+' || first == '-') && token.length() == 5 && number(token, 1) >= 0) {
            int hhmm = number(token, 1);
            int minutes = hhmm / 100 * 60 + hhmm % 100;
            if (minutes <= 18 * 60) zone = ZoneOffset.ofTotalSeconds((first == '-' ? -60 : 60) * minutes);
        } else if (token.indexOf('-') > 0) {
            for (var part : token.split("-", 4)) if (!part.isEmpty()) token(part); // 23-Nov-2026
        } else if (number(token, 0) >= 0) {
            if (day < 0 && token.length() <= 2) day = number(token, 0);
            else if (year < 0) year(token);
        } else if (month < 0 && token.length() >= 3 && MONTHS.contains(token.substring(0, 3))) {
            month = MONTHS.indexOf(token.substring(0, 3)) + 1;
        } else if (seconds >= 0) {
            Integer hours = ZONES.get(token);
            if (hours != null) zone = ZoneOffset.ofHours(hours);
        }
    }

    private void year(String token) {
        int n = number(token, 0);
        if (token.length() == 2) n += n < 50 ? 2000 : 1900; // RFC 5322, 4.3
        else if (token.length() == 3) n += 1900;
        year = n;
    }

    private void time(String token) {
        var parts = token.split(":", 4);
        int hours = number(parts[0], 0);
        int minutes = number(parts[1], 0);
        int rest = parts.length > 2 ? number(parts[2], 0) : 0;
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || rest < 0 || rest > 60) return;
        seconds = hours * 3600 + minutes * 60 + Math.min(rest, 59); // a leap second is the one before
    }

    /** The digits from {@code from} on as a number; -1 when there is anything else, or too much. */
    private static int number(String token, int from) {
        if (token.length() == from || token.length() > from + 6) return -1;
        int n = 0;
        for (int i = from; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c < '0' || c > '9') return -1;
            n = n * 10 + c - '0';
        }
        return n;
    }

    private Optional<OffsetDateTime> value() {
        if (day < 1 || month < 1 || year < 1 || year > 9999) return Optional.empty();
        int time = Math.max(seconds, 0);
        try {
            return Optional.of(OffsetDateTime.of(year, month, day, time / 3600, time / 60 % 60, time % 60, 0, zone));
        } catch (DateTimeException e) { // 31 February
            return Optional.empty();
        }
    }
}
