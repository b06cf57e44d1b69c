package org.letterlock.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Name of a mailbox in one account's personal namespace, decoded to Unicode, with {@code /} between levels. {@code
 * INBOX} is case-insensitive as a whole name and as first level (RFC 9051, 5.1). A key, never a path. At most 50 levels
 * and 1000 bytes of UTF-8; no empty level, no control characters.
 */
public record MailboxName(String value) implements Comparable<MailboxName> {
    public static final char SEPARATOR = '/';
    public static final int MAX_BYTES = 1000;
    public static final int MAX_LEVELS = 50;
    public static final MailboxName INBOX = new MailboxName("INBOX");

    public MailboxName {
        if (value.regionMatches(true, 0, "INBOX", 0, 5) && (value.length() == 5 || value.charAt(5) == SEPARATOR)) {
            value = "INBOX" + value.substring(5);
        }
        var problem = problem(value);
        if (!problem.isEmpty()) throw new IllegalArgumentException(problem);
    }

    /** What is wrong with a name as a name to create; empty when nothing is. */
    public static String problem(String value) {
        if (value.isEmpty()) return "empty mailbox name";
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) return "mailbox name longer than " + MAX_BYTES;
        int levels = 1;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
                return "control character in mailbox name";
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    return "mailbox name is not Unicode";
                }
                i++;
            }
            if (c == SEPARATOR) {
                levels++;
                if (i == 0 || i == value.length() - 1 || value.charAt(i - 1) == SEPARATOR)
                    return "empty level in mailbox name";
            }
        }
        return levels > MAX_LEVELS ? "more than " + MAX_LEVELS + " levels in mailbox name" : "";
    }

    public boolean isInbox() {
        return value.equals("INBOX");
    }

    /** Whether this is below {@code ancestor}, at any depth. */
    public boolean below(MailboxName ancestor) {
        return value.length() > ancestor.value.length()
                && value.startsWith(ancestor.value)
                && value.charAt(ancestor.value.length()) == SEPARATOR;
    }

    /** The names above this one, outermost first. */
    public List<MailboxName> ancestors() {
        var above = new java.util.ArrayList<MailboxName>();
        for (int i = value.indexOf(SEPARATOR); i > 0; i = value.indexOf(SEPARATOR, i + 1)) {
            above.add(new MailboxName(value.substring(0, i)));
        }
        return above;
    }

    @Override
    public int compareTo(MailboxName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
