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
        int space = text.indexOf(' ');
        var word = space < 0 ? text : text.substring(0, space);
        if (!word.matches("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}")) return Optional.empty();
        var parts = word.split("\\.", -1);
        return Optional.of(
                new EnhancedStatus(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
    }

    @Override
    public String toString() {
        return classOf + "." + subject + "." + detail;
    }
}
