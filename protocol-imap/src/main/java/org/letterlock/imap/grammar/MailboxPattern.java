package org.letterlock.imap.grammar;

import java.util.HashMap;
import java.util.Map;
import org.letterlock.mailbox.MailboxName;

/**
 * What LIST matches names with: {@code *} is anything, {@code %} anything within a level. All states are followed at
 * once, as bits, so that a name costs its length times the pattern's length in words, whatever the wildcards. RFC 3501,
 * 6.3.8.
 */
public final class MailboxPattern {
    private static final String NOTHING = "\0"; // no name has it
    private final long[] start;
    private final long[] star;
    private final long[] wild;
    private final Map<Character, long[]> literal = new HashMap<>();
    private final int length;
    private final char separator;
    private final long[] none;

    /** {@code pattern} in Unicode, wildcards as they are. INBOX in its first level is without regard to case. */
    public MailboxPattern(String pattern, char separator) {
        this.separator = separator;
        var p = canMatch(pattern) ? collapse(inbox(pattern, separator)) : NOTHING;
        length = p.length();
        int words = (length + 1 + 63) / 64;
        start = new long[words];
        star = new long[words];
        wild = new long[words];
        none = new long[words];
        for (int i = 0; i < length; i++) {
            char c = p.charAt(i);
            long bit = 1L << i;
            if (c == '*') star[i / 64] |= bit;
            if (c == '*' || c == '%') wild[i / 64] |= bit;
            else literal.computeIfAbsent(c, k -> new long[words])[i / 64] |= bit;
        }
        start[0] = 1;
        pass(start);
    }

    /** Whether the whole of {@code name} matches. */
    public boolean matches(String name) {
        var now = start.clone();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            var here = literal.getOrDefault(c, none);
            var stay = c == separator ? star : wild;
            long carry = 0;
            long any = 0;
            for (int w = 0; w < now.length; w++) {
                long step = now[w] & here[w];
                now[w] = (step << 1) | carry | (now[w] & stay[w]);
                carry = step >>> 63;
                any |= now[w];
            }
            if (any == 0) return false;
            pass(now);
        }
        return (now[length / 64] & (1L << length)) != 0;
    }

    /** A wildcard may stand for nothing: its state is also the next one. No two wildcards stand side by side. */
    private void pass(long[] states) {
        long carry = 0;
        for (int w = 0; w < states.length; w++) {
            long step = states[w] & wild[w];
            states[w] |= (step << 1) | carry;
            carry = step >>> 63;
        }
    }

    /** Whether a name can be as long as what {@code pattern} asks for: else no state is worth its room. */
    private static boolean canMatch(String pattern) {
        return pattern.chars()
                        .filter(c -> c != '*' && c != '%')
                        .limit(MailboxName.MAX_BYTES + 1L)
                        .count()
                <= MailboxName.MAX_BYTES;
    }

    private static String collapse(String pattern) {
        var out = new StringBuilder(pattern.length());
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int last = out.length() - 1;
            boolean follows = last >= 0 && (out.charAt(last) == '*' || out.charAt(last) == '%');
            if ((c == '*' || c == '%') && follows) {
                if (c == '*') out.setCharAt(last, '*');
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String inbox(String pattern, char separator) {
        boolean inbox = pattern.regionMatches(true, 0, "INBOX", 0, 5)
                && (pattern.length() == 5 || "*%".indexOf(pattern.charAt(5)) >= 0 || pattern.charAt(5) == separator);
        return inbox ? "INBOX" + pattern.substring(5) : pattern;
    }
}
