package org.letterlock.mailbox.mime;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;

/**
 * The MIME structure of one body: its tree of parts with exact offsets, and the sections IMAP cuts out of it. Immutable.
 * Section numbers as RFC 9051, 6.4.5.1: a message that is not multipart has one part, 1; the numbers below a
 * message/rfc822 part are those of the message in it.
 */
public final class MimeStructure {
    /** Entities inside one another; what is deeper is an application/octet-stream leaf. */
    public static final int MAX_DEPTH = 100;
    /** Entities of one message; behind the last, boundaries are text. */
    public static final int MAX_PARTS = 10_000;
    /** Octets of a boundary; one that is longer separates nothing. RFC 2046, 5.1.1 allows 70. */
    public static final int MAX_BOUNDARY = 1000;
    /** Octets of one header field that are understood; what is longer is understood up to here. */
    public static final int MAX_FIELD = 512 * 1024;
    /** Octets of all header fields of one message that are understood. */
    public static final int MAX_FIELDS = 4 * 1024 * 1024;
    /** Runs of neighbouring fields that are picked out of one header; fields behind the last are left out. */
    public static final int MAX_RANGES = 10_000;
    /** Parameters of one field. */
    public static final int MAX_PARAMETERS = 128;
    /** Addresses in all envelopes of one message, group marks counted. */
    public static final int MAX_ADDRESSES = 10_000;

    private final Body body;
    private final Reading reading;
    private final Runnable learned;

    /** {@code learned} runs when {@code reading} knows more than before. */
    MimeStructure(Body body, Reading reading, Runnable learned) {
        this.body = body;
        this.reading = reading;
        this.learned = learned;
    }

    /**
     * The structure of {@code body}, which is not read yet: its header is when something asks for that, the whole of it
     * when something asks for parts; each once. What asks throws {@link org.letterlock.mailbox.StoreException} when the
     * body cannot be read.
     */
    public static MimeStructure of(Body body) {
        return new MimeStructure(body, new Reading(), () -> {});
    }

    /** The message itself, with all its parts: reads the whole body. */
    public MimePart root() {
        var known = reading.tree();
        if (known == null) {
            known = reading.readTree(body);
            learned.run();
        }
        return known.root();
    }

    private Reading.Head head() {
        var known = reading.head();
        if (known == null) {
            known = reading.readHead(body);
            learned.run();
        }
        return known;
    }

    /** The envelope of the message itself: the same as that of {@link #root}, for which only the header is read. */
    public Envelope envelope() {
        return head().envelope();
    }

    /** Octets of the header of the message itself; its body is all the rest. Reads only the header. */
    ByteRange header() {
        return head().header();
    }

    /** {@code BODY[]}. */
    public Section whole() {
        return Section.of(new ByteRange(0, body.size()));
    }

    /** {@code BODY[1.2]}; the whole message for an empty path. Empty when there is no such part. */
    public Optional<Section> part(List<Integer> path) {
        if (path.isEmpty()) return Optional.of(whole());
        return Optional.ofNullable(find(path)).map(p -> Section.of(p.body()));
    }

    /** {@code BODY[HEADER]}, {@code BODY[1.2.HEADER]}: of the message itself or of that in a message/rfc822 part. */
    public Optional<Section> header(List<Integer> path) {
        return headerRange(path).map(Section::of);
    }

    /** {@code BODY[TEXT]}, {@code BODY[1.2.TEXT]}: likewise, what is behind that header. */
    public Optional<Section> text(List<Integer> path) {
        if (path.isEmpty()) return Optional.of(Section.of(ByteRange.between(header().end(), body.size())));
        return Optional.ofNullable(findMessage(path)).map(m -> Section.of(m.body()));
    }

    /** {@code BODY[1.2.MIME]}: the MIME header of a part; of part 1 of a message that is not multipart, its header. */
    public Optional<Section> mime(List<Integer> path) {
        if (path.isEmpty()) return Optional.empty();
        return Optional.ofNullable(find(path)).map(p -> Section.of(p.header()));
    }

    /**
     * {@code BODY[HEADER.FIELDS (names)]}, and with {@code not} {@code HEADER.FIELDS.NOT}: the fields with one of those
     * names, in whatever case and in the order of the header, and the empty line where there is one. Reads the header.
     */
    public Optional<Section> headerFields(List<Integer> path, Collection<String> names, boolean not) {
        return headerRange(path).map(header -> HeaderFields.subset(body, header, names, not));
    }

    private Optional<ByteRange> headerRange(List<Integer> path) {
        if (path.isEmpty()) return Optional.of(header());
        return Optional.ofNullable(findMessage(path)).map(MimePart::header);
    }

    /** The entity that {@code path} names; empty when there is none. */
    public Optional<MimePart> entity(List<Integer> path) {
        return Optional.ofNullable(path.isEmpty() ? root() : find(path));
    }

    private @Nullable MimePart find(List<Integer> path) {
        MimePart at = root();
        boolean inMessage = true;
        for (int number : path) {
            if (!inMessage && at.isMessage()) {
                at = at.inside().get(0);
                inMessage = true;
            }
            if (at.isMultipart()) {
                if (number < 1 || number > at.inside().size()) return null;
                at = at.inside().get(number - 1);
            } else if (inMessage) {
                if (number != 1) return null;
            } else {
                return null;
            }
            inMessage = false;
        }
        return at;
    }

    private @Nullable MimePart findMessage(List<Integer> path) {
        var part = find(path);
        return part == null || !part.isMessage() ? null : part.inside().get(0);
    }
}
