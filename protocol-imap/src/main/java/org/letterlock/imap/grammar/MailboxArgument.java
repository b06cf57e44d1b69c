package org.letterlock.imap.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.ModifiedUtf7;

/**
 * A mailbox name as a client wrote it: perhaps no name at all. The command decides what that means.
 *
 * @param text decoded to Unicode; empty when it is not modified UTF-7
 * @param problem why no mailbox can have that name, in words fit for a reply; empty when one can
 */
public record MailboxArgument(String text, String problem) {
    static MailboxArgument of(byte[] wire) {
        return ModifiedUtf7.decode(new String(wire, StandardCharsets.ISO_8859_1))
                .map(text -> new MailboxArgument(text, MailboxName.problem(text)))
                .orElseGet(() -> new MailboxArgument("", "mailbox name is not modified UTF-7"));
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
