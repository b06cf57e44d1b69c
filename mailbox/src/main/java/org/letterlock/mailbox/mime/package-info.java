/**
 * Reading MIME: envelope, body structure and the exact octets of sections, over bodies that are never changed. The one
 * room that knows mime4j.
 *
 * <p>How to use it, for IMAP (RFC 9051, 6.4.5 and 7.5.2):
 *
 * <ul>
 *   <li>{@code var mime = cache.of(message.body())}, from a {@link org.letterlock.mailbox.mime.MimeCache} that the
 *       protocol owns, or {@link org.letterlock.mailbox.mime.MimeStructure#of} without one. That reads nothing yet; the
 *       header is read when something asks for it, the whole body when something asks for parts, in chunks, each once.
 *   <li>ENVELOPE: {@code mime.envelope()}. BODYSTRUCTURE: walk {@code mime.root()}: {@code isMultipart()} has
 *       {@code parts()}, {@code isMessage()} has {@code message()} with its own envelope, all others are leaves. A
 *       multipart always has at least one part, so the grammar's {@code 1*body} holds. Depth is at most {@value
 *       org.letterlock.mailbox.mime.MimeStructure#MAX_DEPTH}: recursion over it is safe.
 *   <li>{@code BODY[]}: {@code mime.whole()}; {@code BODY[1.2]}: {@code mime.part(List.of(1, 2))}; {@code
 *       BODY[HEADER]}, {@code BODY[1.2.HEADER]}: {@code mime.header(path)}; {@code TEXT}: {@code mime.text(path)};
 *       {@code MIME}: {@code mime.mime(path)}; {@code HEADER.FIELDS}: {@code mime.headerFields(path, names, false)} and
 *       {@code .NOT}: {@code true}. Empty: there is no such section, say NIL. Otherwise {@link
 *       org.letterlock.mailbox.mime.Section}: ranges of the body, one behind the other, nothing re-serialised; {@code
 *       partial(origin, count)} cuts {@code <origin.count>}; {@code length()} goes into the literal.
 *   <li>{@code BINARY[1.2]}: {@link org.letterlock.mailbox.mime.DecodedPart} of {@code mime.entity(path)}.
 *   <li>SEARCH: {@link org.letterlock.mailbox.mime.Search}.
 * </ul>
 *
 * <p>Strings out of headers are octets as characters (ISO 8859-1), unfolded, encoded words left as they are: written
 * back with {@code ISO_8859_1} they are what the header has. They never contain CR, LF or NUL. {@code null} where IMAP
 * says NIL.
 *
 * <p>Whatever the message: time is linear in its size, memory is bounded by the constants on {@link
 * org.letterlock.mailbox.mime.MimeStructure}, nothing is thrown but what the body itself throws.
 */
@NullMarked
package org.letterlock.mailbox.mime;

import org.jspecify.annotations.NullMarked;
