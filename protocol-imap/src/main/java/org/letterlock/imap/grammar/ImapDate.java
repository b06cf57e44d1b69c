package org.letterlock.imap.grammar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.letterlock.mailbox.InternalDate;

/** Dates and times as IMAP writes them. RFC 3501, 9: date, date-time. */
public final class ImapDate {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private ImapDate() {}

    /** {@code "17-Jul-1996 02:44:25 -0700"}, the day with two places. */
    public static InternalDate dateTime(ImapReader in) throws SyntaxException {
        in.expect('"');
        int day = in.take(' ') ? digits(in, 1) : digits(in, 2);
        in.expect('-');
        int month = month(in);
        in.expect('-');
        int year = digits(in, 4);
        in.space();
        int hour = digits(in, 2);
        in.expect(':');
        int minute = digits(in, 2);
        in.expect(':');
        int second = digits(in, 2);
        in.space();
        boolean west = in.take('-');
        if (!west) in.expect('+');
        int zone = digits(in, 2) * 60;
        int zoneMinutes = digits(in, 2);
        in.expect('"');
        zone += zoneMinutes;
        if (zoneMinutes > 59 || zone > 18 * 60) throw new SyntaxException("No such zone");
        if (west) zone = -zone;
        try {
            // a leap second is the second before it
            var time = LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59));
            if (second > 60) throw new SyntaxException("No such time");
            return new InternalDate(time.toEpochSecond(ZoneOffset.ofTotalSeconds(zone * 60)), zone);
        } catch (DateTimeException e) {
            throw new SyntaxException("No such date");
        }
    }

    /** {@code 1-Feb-1994}, with or without quotes. */
    public static LocalDate date(ImapReader in) throws SyntaxException {
        boolean quoted = in.take('"');
        int day = digits(in, 1);
        if (Octets.isDigit(in.peek())) day = 10 * day + digits(in, 1);
        in.expect('-');
        int month = month(in);
        in.expect('-');
        int year = digits(in, 4);
        if (quoted) in.expect('"');
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            throw new SyntaxException("No such date");
        }
    }

    /** As {@link #dateTime} reads it, without the quotes. */
    public static String text(InternalDate date) {
        var t = date.toOffsetDateTime();
        var s = new StringBuilder(26);
        int day = t.getDayOfMonth();
        s.append(day < 10 ? ' ' : (char) ('0' + day / 10)).append((char) ('0' + day % 10));
        s.append('-').append(MONTHS[t.getMonthValue() - 1]).append('-');
        int year = Math.max(0, Math.min(9999, t.getYear()));
        two(s, year / 100);
        two(s, year % 100);
        two(s.append(' '), t.getHour());
        two(s.append(':'), t.getMinute());
        two(s.append(':'), t.getSecond());
        int zone = date.offsetMinutes();
        s.append(zone < 0 ? " -" : " +");
        two(s, Math.abs(zone) / 60);
        two(s, Math.abs(zone) % 60);
        return s.toString();
    }

    private static void two(StringBuilder s, int n) {
        s.append((char) ('0' + n / 10)).append((char) ('0' + n % 10));
    }

    private static int digits(ImapReader in, int count) throws SyntaxException {
        int n = 0;
        for (int i = 0; i < count; i++) {
            int c = in.peek();
            if (!Octets.isDigit(c)) throw new SyntaxException("Invalid date");
            in.take((char) c);
            n = 10 * n + c - '0';
        }
        return n;
    }

    private static int month(ImapReader in) throws SyntaxException {
        for (int i = 0; i < 12; i++) if (in.takeWordBefore(MONTHS[i], '-')) return i + 1;
        throw new SyntaxException("No such month");
    }
}
