package org.letterlock.mailbox.mime;

import java.time.OffsetDateTime;
import java.util.Optional;

/** The date-time of a Date field. RFC 5322, 3.3 and 4.3. */
final class SentDate {
    private SentDate() {}

    static Optional<OffsetDateTime> parse(String text) {
        return Optional.empty();
    }
}
