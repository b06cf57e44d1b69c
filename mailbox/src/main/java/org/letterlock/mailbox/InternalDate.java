package org.letterlock.mailbox;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** When a message was received, to the second, with the zone it was told in. RFC 9051, 2.3.3. */
public record InternalDate(long epochSecond, int offsetMinutes) {
    public static InternalDate of(Instant instant) {
        return new InternalDate(instant.getEpochSecond(), 0);
    }

    public OffsetDateTime toOffsetDateTime() {
        return Instant.ofEpochSecond(epochSecond).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    }
}
