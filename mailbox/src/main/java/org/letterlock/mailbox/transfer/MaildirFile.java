package org.letterlock.mailbox.transfer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.SystemFlag;

/**
 * The name of a message in a Maildir: what stays ({@code base}), and behind {@code :2,} a letter for each flag, small ones for
 * keywords.
 */
record MaildirFile(String base, String letters) {
    private static final String FORWARDED = "$Forwarded"; // RFC 9051, 2.3.2

    static MaildirFile of(String name) {
        int colon = name.indexOf(':');
        if (colon < 0) return new MaildirFile(name, "");
        var info = name.substring(colon + 1);
        return new MaildirFile(name.substring(0, colon), info.startsWith("2,") ? info.substring(2) : "");
    }

    static MaildirFile of(String base, Flags flags, KeywordLetters keywords) {
        var letters = new StringBuilder();
        if (flags.has(SystemFlag.DRAFT)) letters.append('D');
        if (flags.has(SystemFlag.FLAGGED)) letters.append('F');
        if (flags.has(SystemFlag.ANSWERED)) letters.append('R');
        if (flags.has(SystemFlag.SEEN)) letters.append('S');
        if (flags.has(SystemFlag.DELETED)) letters.append('T');
        letters.append(keywords.letters(flags));
        return new MaildirFile(base, letters.toString());
    }

    /** How the name ends that the file has in {@code cur}. */
    String name() {
        return base + ":2," + letters;
    }

    Flags flags(KeywordLetters keywords) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            switch (letter) {
                case 'D' -> system.add(SystemFlag.DRAFT);
                case 'F' -> system.add(SystemFlag.FLAGGED);
                case 'P' -> words.add(FORWARDED);
                case 'R' -> system.add(SystemFlag.ANSWERED);
                case 'S' -> system.add(SystemFlag.SEEN);
                case 'T' -> system.add(SystemFlag.DELETED);
                default -> keywords.word(letter).ifPresent(words::add);
            }
        }
        return Flags.of(system, words);
    }

    /** When it came, as its name says, so that messages without UIDs are in that order; 0 where it says nothing. */
    long second() {
        int end = 0;
        while (end < base.length() && end < 18 && Character.digit(base.charAt(end), 10) >= 0 && base.charAt(end) < 128)
            end++;
        return end == 0 ? 0 : Long.parseLong(base.substring(0, end));
    }
}
