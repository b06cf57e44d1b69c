package org.letterlock.mailbox.mime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * A field with a value and parameters: Content-Type, Content-Disposition and their kin. RFC 2045, 5.1. Lenient: comments
 * are dropped, a value that is not quoted goes up to the next semicolon, what is not understood is passed over.
 */
record StructuredField(String value, List<Parameter> parameters) {
    static StructuredField parse(String text) {
        var in = new Scanner(text);
        var value = in.upTo(";");
        var parameters = new ArrayList<Parameter>();
        while (in.more() && parameters.size() < MimeStructure.MAX_PARAMETERS) {
            in.skip(); // the semicolon
            var name = in.upTo("=;");
            if (!in.at('=')) continue; // no value: passed over
            in.skip();
            var said = in.upTo(";");
            if (!name.isEmpty()) parameters.add(new Parameter(name, said));
        }
        return new StructuredField(value, joined(parameters));
    }

    /** What stands before the first space. */
    static String firstWord(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? value : value.substring(0, space);
    }

    /** RFC 2045, 5.1: token. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?=".indexOf(c) >= 0) return false;
        }
        return !text.isEmpty();
    }

    /** The items of a list with commas: Content-Language. RFC 3282, 2. */
    static List<String> items(String text) {
        var in = new Scanner(text);
        var items = new ArrayList<String>();
        while (in.more() && items.size() < MimeStructure.MAX_PARAMETERS) {
            var item = in.upTo(",");
            if (!item.isEmpty()) items.add(item);
            if (in.more()) in.skip();
        }
        return items;
    }

    /**
     * Joins continuations, each in the place of its first section: those that are numbered from 0 on without a gap, all
     * others are left as they are. RFC 2231, 3 and 4.1.
     */
    private static List<Parameter> joined(List<Parameter> parameters) {
        if (parameters.stream().noneMatch(p -> p.name().indexOf('*') >= 0)) return parameters;
        var sections = new TreeMap<String, TreeMap<Integer, Parameter>>();
        for (var p : parameters) {
            int number = sectionNumber(p.name());
            if (number >= 0)
                sections.computeIfAbsent(base(p.name()), b -> new TreeMap<>()).putIfAbsent(number, p);
        }
        for (var all : sections.values()) {
            int next = 0;
            while (all.containsKey(next)) next++;
            all.tailMap(next).clear();
        }
        sections.values().removeIf(TreeMap::isEmpty);
        var joined = new ArrayList<Parameter>();
        var done = new HashSet<String>();
        for (var p : parameters) {
            int number = sectionNumber(p.name());
            var all = number < 0 ? null : sections.get(base(p.name()));
            if (all == null || number > all.lastKey()) joined.add(p);
            else if (done.add(base(p.name())))
                joined.add(join(p.name().substring(0, p.name().indexOf('*')), all));
        }
        return joined;
    }

    private static Parameter join(String name, TreeMap<Integer, Parameter> sections) {
        boolean encoded = sections.firstEntry().getValue().name().endsWith("*");
        var value = new StringBuilder();
        for (var section : sections.values()) {
            if (encoded && !section.name().endsWith("*")) percent(section.value(), value);
            else value.append(section.value());
        }
        return new Parameter(encoded ? name + "*" : name, value.toString());
    }

    private static void percent(String plain, StringBuilder into) {
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            boolean safe = c > ' ' && c < 0x7f && "*'%()<>@,;:\\\"/[]?=".indexOf(c) < 0; // attribute-char: RFC 2231, 7
            if (safe) into.append(c);
            else into.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
        }
    }

    private static String base(String name) {
        return name.substring(0, name.indexOf('*')).toLowerCase(Locale.ROOT);
    }

    /** 1 for {@code filename*1} and {@code filename*1*}; -1 when the name has no section. */
    private static int sectionNumber(String name) {
        int star = name.indexOf('*');
        if (star <= 0) return -1;
        int end = name.endsWith("*") ? name.length() - 1 : name.length();
        if (end <= star + 1 || end > star + 5) return -1;
        int number = 0;
        for (int i = star + 1; i < end; i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') return -1;
            number = number * 10 + c - '0';
        }
        return number;
    }

    /** Cuts a structured text at its specials. Each character is looked at once. */
    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        boolean more() {
            return at < text.length();
        }

        boolean at(char c) {
            return more() && text.charAt(at) == c;
        }

        void skip() {
            at++;
        }

        /** Words up to one of {@code stops}: quotes taken off, comments dropped, white space as one space. */
        String upTo(String stops) {
            var out = new StringBuilder();
            boolean space = false;
            while (more() && stops.indexOf(text.charAt(at)) < 0) {
                char c = text.charAt(at++);
                if (c == '(') {
                    comment();
                    space = true;
                } else if (c == ' ' || c == '\t') {
                    space = true;
                } else {
                    if (space && !out.isEmpty()) out.append(' ');
                    space = false;
                    if (c == '"') quoted(out);
                    else out.append(c);
                }
            }
            return out.toString();
        }

        private void quoted(StringBuilder out) {
            while (more()) {
                char c = text.charAt(at++);
                if (c == '"') return;
                if (c == '\\' && more()) c = text.charAt(at++);
                out.append(c);
            }
        }

        private void comment() {
            for (int depth = 1; depth > 0 && more(); ) {
                char c = text.charAt(at++);
                if (c == '(') depth++;
                else if (c == ')') depth--;
                else if (c == '\\' && more()) at++;
            }
        }
    }
}
