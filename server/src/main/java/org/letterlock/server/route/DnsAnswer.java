package org.letterlock.server.route;

import java.util.List;
import java.util.Optional;

/**
 * What the domain name system said to one question.
 *
 * @param secure whether signatures lead from a trust anchor to this answer; never where nobody looked (RFC 4035, 4.3)
 * @param records none but where {@code status} is {@link Status#FOUND}
 * @param alias where the name was a CNAME: the name that it leads to
 * @param why what failed, for the log; empty where nothing did
 */
public record DnsAnswer<T>(Status status, boolean secure, List<T> records, Optional<String> alias, String why) {
    public DnsAnswer {
        records = List.copyOf(records);
        if (status == Status.FOUND == records.isEmpty())
            throw new IllegalArgumentException("records where some were found, and only there");
    }

    /** The four things it can say. */
    public enum Status {
        FOUND,
        /** The name is there, but nothing of this type. */
        NO_DATA,
        /** NXDOMAIN. */
        NO_SUCH_NAME,
        /** Nobody answered, or what came was no answer or is forged: another time it may be otherwise. */
        FAILED
    }

    public static <T> DnsAnswer<T> found(boolean secure, List<T> records) {
        return new DnsAnswer<>(Status.FOUND, secure, records, Optional.empty(), "");
    }

    /** @param status not {@link Status#FOUND} */
    public static <T> DnsAnswer<T> none(Status status, boolean secure, String why) {
        return new DnsAnswer<>(status, secure, List.of(), Optional.empty(), why);
    }

    public boolean failed() {
        return status == Status.FAILED;
    }
}
