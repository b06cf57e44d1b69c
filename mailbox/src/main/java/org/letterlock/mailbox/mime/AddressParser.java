package org.letterlock.mailbox.mime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an address list as an envelope shows it: RFC 5322, 3.4 and its obsolete forms 4.4, and what mailers write
 * instead. Looks at each character once, keeps no stack, never refuses.
 */
final class AddressParser {
    private final String text;
    private final List<Address> into;
    private final int most;
    private int at;
    private boolean inGroup;

    private final StringBuilder words = new StringBuilder(); // display name, or local part, or group name
    private final StringBuilder comment = new StringBuilder();
    private boolean space; // white space since the last word
    private @Nullable StringBuilder domain; // since an @ outside of angle brackets
    private @Nullable Address angle; // what stood in angle brackets

    private AddressParser(String text, List<Address> into, int most) {
        this.text = text;
        this.into = into;
        this.most = most;
    }

    /** Adds the addresses in {@code text}; {@code into} has at most {@code most} then, groups closed. */
    static void parse(String text, List<Address> into, int most) {
        new AddressParser(text, into, most).list();
    }

    private void list() {
        while (at < text.length() && hasRoom()) {
            char c = text.charAt(at++);
            switch (c) {
                case ' ', '\t' -> space = true;
                case '(' -> comment();
                case '"' -> {
                    var out = target();
                    quoted(out);
                }
                case ',' -> flush();
                case ';' -> {
                    flush();
                    endGroup();
                }
                case ':' -> startGroup();
                case '<' -> angle();
                case '@' -> atSign();
                default -> target().append(c);
            }
        }
        if (hasRoom()) flush();
        endGroup();
    }

    private boolean hasRoom() {
        return into.size() < most - (inGroup ? 1 : 0); // the end of a group has its place kept
    }

    /** Where the next word goes, a space before it where there was one. */
    private StringBuilder target() {
        var out = domain == null ? words : domain;
        if (space && !out.isEmpty() && domain == null) out.append(' ');
        space = false;
        return out;
    }

    private void atSign() {
        if (domain == null && angle == null) domain = new StringBuilder();
        else target().append('@');
        space = false;
    }

    private void startGroup() {
        if (inGroup || domain != null || angle != null || into.size() + 2 > most) {
            target().append(':');
            return;
        }
        into.add(Address.groupStart(words.toString()));
        inGroup = true;
        clear();
    }

    private void endGroup() {
        if (!inGroup) return;
        into.add(Address.GROUP_END);
        inGroup = false;
    }

    /** {@code <@a,@b:local@domain>}, up to the closing bracket. RFC 5322, 3.4.1 and 4.4. */
    private void angle() {
        var local = new StringBuilder();
        StringBuilder host = null;
        String route = null;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '>') break;
            if (c == ' ' || c == '\t') continue;
            if (c == '(') comment();
            else if (c == '"') quoted(host == null ? local : host);
            else if (c == '@' && host == null) host = new StringBuilder();
            else if (c == ':' && host != null && local.isEmpty()) {
                route = "@" + host;
                host = null;
            } else (host == null ? local : host).append(c);
        }
        space = true;
        if (angle != null) return; // a second one is no address
        if (domain != null) { // user@host <user@host>: the first was a name
            words.append('@').append(domain);
            domain = null;
        }
        angle = new Address(null, route, local.toString(), host == null ? "" : host.toString());
    }

    private void flush() {
        var found = angle;
        var host = domain;
        var name = nullIfEmpty(comment);
        if (found != null) {
            into.add(new Address(
                    words.isEmpty() ? name : words.toString(), found.route(), found.mailbox(), found.host()));
        } else if (host != null) {
            into.add(new Address(name, null, withoutSpaces(words), host.toString()));
        } else if (words.indexOf(" ") >= 0) {
            into.add(new Address(words.toString(), null, "", ""));
        } else if (!words.isEmpty()) {
            into.add(new Address(name, null, words.toString(), ""));
        }
        clear();
    }

    private void clear() {
        words.setLength(0);
        comment.setLength(0);
        space = false;
        domain = null;
        angle = null;
    }

    /** Local parts in the obsolete form have white space around their dots. RFC 5322, 4.4. */
    private static String withoutSpaces(StringBuilder local) {
        var out = new StringBuilder(local.length());
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            boolean last = i + 1 == local.length();
            boolean besideDot = c == ' ' && i > 0 && (last || local.charAt(i + 1) == '.' || local.charAt(i - 1) == '.');
            if (!besideDot) out.append(c);
        }
        return out.toString();
    }

    private static @Nullable String nullIfEmpty(StringBuilder text) {
        return text.isEmpty() ? null : text.toString();
    }

    private void quoted(StringBuilder out) {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return;
            if (c == '\\' && at < text.length()) c = text.charAt(at++);
            out.append(c);
        }
    }

    /** A comment at the outermost level is kept: it is the name of an address that has no other. */
    private void comment() {
        comment.setLength(0);
        for (int depth = 1; at < text.length(); ) {
            char c = text.charAt(at++);
            if (c == '(') depth++;
            else if (c == ')' && --depth == 0) break;
            else if (c == '\\' && at < text.length()) c = text.charAt(at++);
            comment.append(c);
        }
        space = true;
    }
}
