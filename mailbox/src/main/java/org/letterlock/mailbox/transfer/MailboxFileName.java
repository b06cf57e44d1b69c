package org.letterlock.mailbox.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.ModifiedUtf7;

/**
 * The name of a mailbox as a file name: its levels in modified UTF-7 (RFC 3501, 5.1.3) or UTF-8, with {@code .} between them.
 * A dot within a level is {@code \2e}, a backslash {@code \5c}, a tilde at the beginning {@code \7e}, as Dovecot's plugin
 * listescape writes them. Two names never have the same file name, and none is a path: it has no slash, and is neither {@code
 * .} nor {@code ..}. In a Maildir it has a dot before it.
 */
final class MailboxFileName {
    /** In octets: what file systems take. */
    static final int LONGEST = 255;

    private MailboxFileName() {}

    /** Empty when it would be too long for a file. */
    static Optional<String> write(MailboxName name, boolean utf8) {
        var levels = new ArrayList<String>();
        for (var level : name.value().split("/")) levels.add(writeLevel(level, levels.isEmpty(), utf8));
        var file = String.join(".", levels);
        boolean fits = file.getBytes(StandardCharsets.UTF_8).length < LONGEST;
        return fits ? Optional.of(file) : Optional.empty();
    }

    static String writeLevel(String level, boolean first, boolean utf8) {
        var text = utf8 ? level : ModifiedUtf7.encode(level);
        text = text.replace("\\", "\\5c").replace(".", "\\2e");
        return first && text.startsWith("~") ? "\\7e" + text.substring(1) : text;
    }

    /** The mailbox a file name stands for; empty when there can be none of such a name. */
    static Optional<MailboxName> read(String file, boolean utf8) {
        return read(List.of(file.split("\\.", -1)), utf8);
    }

    static Optional<MailboxName> read(List<String> levels, boolean utf8) {
        var name = new StringBuilder();
        for (var written : levels) {
            var text = written.replace("\\2e", ".").replace("\\7e", "~").replace("\\5c", "\\");
            var level = utf8 ? Optional.of(text) : ModifiedUtf7.decode(text);
            if (level.isEmpty()
                    || level.get().indexOf(MailboxName.SEPARATOR) >= 0
                    || level.get().isEmpty()) return Optional.empty();
            if (!name.isEmpty()) name.append(MailboxName.SEPARATOR);
            name.append(level.get());
        }
        if (name.indexOf("\ufffd") >= 0) return Optional.empty(); // octets that were no UTF-8
        var value = name.toString();
        return MailboxName.problem(value).isEmpty() ? Optional.of(new MailboxName(value)) : Optional.empty();
    }
}
