package org.letterlock.imap.search;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.session.Indexes;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.mime.Address;
import org.letterlock.mailbox.mime.Envelope;
import org.letterlock.mailbox.mime.Search;

/** One key of SEARCH that is no combination of others. RFC 3501, 6.4.4. */
sealed interface SearchKey {
    /** Whether {@code candidate} matches. */
    boolean test(Candidate candidate);

    /** What has to be read to tell. */
    default Cost cost() {
        return Cost.INDEX;
    }

    /** As it applies to the messages the session knows {@code now}. */
    default SearchKey in(SelectedMailbox selected, Instant now) {
        return this;
    }

    /** As it applies from {@code now} on, whatever numbers messages have later. RFC 5267, 4.3. */
    default SearchKey lasting(SelectedMailbox selected, Instant now) {
        return in(selected, now);
    }

    /** What a key reads; the cheaper are asked first. */
    enum Cost {
        INDEX,
        MESSAGE
    }

    /** How a date lies to the one given. */
    enum When {
        BEFORE,
        ON,
        SINCE;

        boolean test(LocalDate date, LocalDate given) {
            return switch (this) {
                case BEFORE -> date.isBefore(given);
                case ON -> date.equals(given);
                case SINCE -> !date.isBefore(given);
            };
        }
    }

    /** ALL. */
    record All() implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return true;
        }
    }

    /** Sequence numbers, or UIDs. */
    record Numbers(SequenceSet set, boolean uid) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            throw new IllegalStateException("not resolved");
        }

        @Override
        public SearchKey in(SelectedMailbox selected, Instant now) {
            return new Positions(selected.resolve(set, uid));
        }

        @Override
        public SearchKey lasting(SelectedMailbox selected, Instant now) {
            return new Named(uid ? selected.everNamed(set) : selected.uids(selected.resolve(set, false)));
        }
    }

    /** UIDs. */
    record Named(UidSet uids) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return uids.contains(candidate.message().uid().value());
        }
    }

    /** Numbers, resolved. */
    record Positions(Indexes indexes) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return indexes.contains(candidate.index());
        }
    }

    /** ANSWERED, DELETED, DRAFT, FLAGGED, SEEN and their UN-. */
    record Flag(SystemFlag flag, boolean set) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return candidate.message().flags().has(flag) == set;
        }
    }

    /** RECENT, OLD. */
    record Recent(boolean set) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return candidate.recent() == set;
        }
    }

    /** NEW: RECENT UNSEEN. */
    record New() implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return candidate.recent() && !candidate.message().flags().has(SystemFlag.SEEN);
        }
    }

    /** KEYWORD, UNKEYWORD. */
    record Keyword(String keyword, boolean set) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return candidate.message().flags().has(keyword) == set;
        }
    }

    /** MODSEQ: changed at it or later; which item changed is not known. RFC 7162, 3.1.5. */
    record Changed(long from) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return candidate.message().modSequence().value() >= from;
        }
    }

    /** LARGER, SMALLER. */
    record Size(long octets, boolean larger) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            long size = candidate.message().size();
            return larger ? size > octets : size < octets;
        }
    }

    /** BEFORE, ON, SINCE: the internal date, its time and zone disregarded. */
    record Received(When when, LocalDate date) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return when.test(
                    candidate.message().internalDate().toOffsetDateTime().toLocalDate(), date);
        }
    }

    /** OLDER, YOUNGER: the internal date lies at least, or at most, so many seconds back. RFC 5032, 2. */
    record Within(long seconds, boolean older) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            throw new IllegalStateException("not resolved");
        }

        @Override
        public SearchKey in(SelectedMailbox selected, Instant now) {
            return new Arrived(now.getEpochSecond() - seconds, older);
        }
    }

    /** Within, resolved: the internal date is not after, or not before, {@code second}. */
    record Arrived(long second, boolean until) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            long arrived = candidate.message().internalDate().epochSecond();
            return until ? arrived <= second : arrived >= second;
        }
    }

    /** SAVEDBEFORE, SAVEDON, SAVEDSINCE: when it came into this mailbox, time and zone disregarded. RFC 8514, 4.3. */
    record Saved(When when, LocalDate date) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return when.test(candidate.message().savedDate().toOffsetDateTime().toLocalDate(), date);
        }
    }

    /** SENTBEFORE, SENTON, SENTSINCE: the Date field, its time and zone disregarded. */
    record Sent(When when, LocalDate date) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            var envelope = candidate.mime().envelope();
            if (envelope == null) return false;
            var sent = envelope.sent();
            return sent.isPresent() && when.test(sent.get().toLocalDate(), date);
        }

        @Override
        public Cost cost() {
            return Cost.MESSAGE;
        }
    }

    /** BCC, CC, FROM, TO. */
    record Addresses(String field, Function<Envelope, List<Address>> in, String text) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            var mime = candidate.mime();
            return Search.addressesContain(candidate.message().body(), mime, field, in.apply(mime.envelope()), text);
        }

        @Override
        public Cost cost() {
            return Cost.MESSAGE;
        }
    }

    /** HEADER; SUBJECT by the name of its field. */
    record Header(String field, String text) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return Search.headerContains(candidate.message().body(), candidate.mime(), field, text);
        }

        @Override
        public Cost cost() {
            return Cost.MESSAGE;
        }
    }

    /** BODY. */
    record BodyText(String text) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return Search.bodyContains(candidate.message().body(), candidate.mime(), text);
        }

        @Override
        public Cost cost() {
            return Cost.MESSAGE;
        }
    }

    /** TEXT. */
    record Text(String text) implements SearchKey {
        @Override
        public boolean test(Candidate candidate) {
            return Search.textContains(candidate.message().body(), candidate.mime(), text);
        }

        @Override
        public Cost cost() {
            return Cost.MESSAGE;
        }
    }
}
