package org.letterlock.smtp.address;

import java.util.Locale;

/**
 * A mailbox as an envelope names it: local part without quoting, and domain. {@code domain} is lower case, an address
 * literal with its brackets, or empty for the bare {@code postmaster} of RFC 5321, 4.5.1. Data only, never a path or a
 * command.
 */
public record Mailbox(String localPart, String domain) {
    public Mailbox {
        domain = domain.toLowerCase(Locale.ROOT);
    }

    /** Whether it can only be written with SMTPUTF8. RFC 6531, 3.3. */
    public boolean internationalized() {
        return !localPart.chars().allMatch(c -> c < 0x80) || !domain.chars().allMatch(c -> c < 0x80);
    }

    /** As it stands between angle brackets: the local part quoted where it must be. */
    @Override
    public String toString() {
        var local = isDotString(localPart) ? localPart : quoted(localPart);
        return domain.isEmpty() ? local : local + "@" + domain;
    }

    private static boolean isDotString(String s) {
        if (s.isEmpty() || s.startsWith(".") || s.endsWith(".") || s.contains("..")) return false;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            boolean may = c >= 0x80
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || ".!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
            if (!may) return false;
        }
        return true;
    }

    private static String quoted(String s) {
        var out = new StringBuilder("\"");
        s.chars().forEach(c -> {
            if (c == '"' || c == '\\') out.append('\\');
            out.append((char) c);
        });
        return out.append('"').toString();
    }
}
