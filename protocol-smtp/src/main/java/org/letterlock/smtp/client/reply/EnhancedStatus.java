package org.letterlock.smtp.client.reply;

import java.util.Optional;

/** An enhanced status code, such as 5.1.1: {@code classOf}.{@code subject}.{@code detail}. RFC 3463, 2. */
public record EnhancedStatus(int classOf, int subject, int detail) {
    public EnhancedStatus {
        if (classOf != 2 && classOf != 4 && classOf != 5)
            throw new IllegalArgumentException("an enhanced status is of class 2, 4 or 5, not " + classOf);
        if (subject < 0 || subject > 999 || detail < 0 || detail > 999)
            throw new IllegalArgumentException("subject and detail have at most three digits");
    }

    /** The code that {@code text} begins with, followed by a space or nothing; empty when it begins otherwise. */
    public static Optional<EnhancedStatus> leading(String text) {
        if (text.length() < 5 || "245".indexOf(text.charAt(0)) < 0 || text.charAt(1) != '.') return Optional.empty();
        int dot = behindDigits(text, 2);
        if (dot == 2 || dot >= text.length() || text.charAt(dot) != '.') return Optional.empty();
        int end = behindDigits(text, dot + 1);
        if (end == dot + 1 || end < text.length() && text.charAt(end) != ' ') return Optional.empty();
        return Optional.of(new EnhancedStatus(
                text.charAt(0) - '0', Integer.parseInt(text, 2, dot, 10), Integer.parseInt(text, dot + 1, end, 10)));
    }

    /** Where the digits end, of which three count. */
    private static int behindDigits(String text, int from) {
        int at = from;
        while (at < text.length() && at < from + 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        return at;
    }

    @Override
    public String toString() {
        return classOf + "." + subject + "." + detail;
    }
}
