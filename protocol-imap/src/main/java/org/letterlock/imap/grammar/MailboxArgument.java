package org.letterlock.imap.grammar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.ModifiedUtf7;

/**
 * A mailbox name as a client wrote it: perhaps no name at all. The command decides what that means.
 *
 * @param text decoded to Unicode; a NUL when it cannot be
 * @param problem why no mailbox can have that name, in words fit for a reply; empty when one can
 */
public record MailboxArgument(String text, String problem) {
    private static final String NO_NAME = "\0"; // no mailbox has it

    /** {@code utf8}: the name is in UTF-8 rather than in modified UTF-7. */
    static MailboxArgument of(byte[] wire, boolean utf8) {
        var text = utf8 ? utf8(wire) : ModifiedUtf7.decode(new String(wire, StandardCharsets.ISO_8859_1));
        return text.map(t -> new MailboxArgument(t, MailboxName.problem(t)))
                .orElseGet(() -> new MailboxArgument(
                        NO_NAME, utf8 ? "mailbox name is not UTF-8" : "mailbox name is not modified UTF-7"));
    }

    private static Optional<String> utf8(byte[] wire) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(wire))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The text as a pattern; a NUL, which matches nothing, where there is none. */
    String pattern() {
        return text;
    }

    /** As the name of a mailbox that is to be: its characters have to be composed. RFC 9051, 5.1; RFC 5198, 3. */
    public MailboxArgument forNew() {
        if (!problem.isEmpty() || Normalizer.isNormalized(text, Normalizer.Form.NFC)) return this;
        return new MailboxArgument(text, "mailbox name is not in Unicode Normalization Form C");
    }

    /** The name, when there can be a mailbox of that name. */
    public Optional<MailboxName> name() {
        return problem.isEmpty() ? Optional.of(new MailboxName(text)) : Optional.empty();
    }

    /** Without the one separator at its end, by which CREATE says that names below will follow. RFC 3501, 6.3.3. */
    public MailboxArgument withoutTrailingSeparator() {
        int last = text.length() - 1;
        if (last < 1 || text.charAt(last) != MailboxName.SEPARATOR) return this;
        var shorter = text.substring(0, last);
        return new MailboxArgument(shorter, MailboxName.problem(shorter));
    }
}
