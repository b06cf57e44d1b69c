package org.letterlock.mailbox.mime;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity of a message: a body part, or a message itself, with what BODYSTRUCTURE says of it. RFC 9051, 7.5.2; RFC
 * 2045. Types and names are in the letter case of the header.
 *
 * @param header the octets of its header, the empty line included where there is one
 * @param body the octets behind the header, without the line end that belongs to the boundary
 * @param lines how many line ends {@code body} has; what is behind the last is no line (RFC 5322, 2.1)
 * @param parameters of Content-Type; a text part without {@code charset} has that of RFC 2045, 5.2 here: US-ASCII
 * @param encoding Content-Transfer-Encoding; {@code 7BIT} when there is none
 * @param inside the parts of a multipart, at least one; the one message of a message/rfc822; else nothing
 * @param envelope of the root and of a message in a message/rfc822; null for a plain part
 */
public record MimePart(
        ByteRange header,
        ByteRange body,
        long lines,
        String type,
        String subtype,
        List<Parameter> parameters,
        @Nullable String id,
        @Nullable String description,
        String encoding,
        @Nullable String md5,
        @Nullable Disposition disposition,
        List<String> languages,
        @Nullable String location,
        List<MimePart> inside,
        @Nullable Envelope envelope) {
    public MimePart {
        parameters = List.copyOf(parameters);
        languages = List.copyOf(languages);
        inside = List.copyOf(inside);
    }

    /** Header and body: what RFC822.SIZE counts of a message. */
    public ByteRange whole() {
        return ByteRange.between(header.offset(), body.end());
    }

    /** Size of the body in octets, still encoded. */
    public long size() {
        return body.length();
    }

    public boolean isMultipart() {
        return type.equalsIgnoreCase("multipart");
    }

    /** Whether it holds a message: message/rfc822, or message/global (RFC 6532, 3.7). */
    public boolean isMessage() {
        return type.equalsIgnoreCase("message")
                && (subtype.equalsIgnoreCase("rfc822") || subtype.equalsIgnoreCase("global"));
    }

    public boolean isText() {
        return type.equalsIgnoreCase("text");
    }

    /** Parts of a multipart, at least one; of all others none. */
    public List<MimePart> parts() {
        return isMultipart() ? inside : List.of();
    }

    /** The message in a message/rfc822. */
    public Optional<MimePart> message() {
        return isMessage() ? Optional.of(inside.get(0)) : Optional.empty();
    }

    /** Value of the parameter of Content-Type with that name, in whatever case. */
    public Optional<String> parameter(String name) {
        for (var p : parameters) if (p.name().equalsIgnoreCase(name)) return Optional.of(p.value());
        return Optional.empty();
    }

    /** {@code text/plain}: type and subtype in lower case. */
    public String mediaType() {
        return (type + "/" + subtype).toLowerCase(Locale.ROOT);
    }
}
