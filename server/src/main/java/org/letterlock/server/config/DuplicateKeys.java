package org.letterlock.server.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds keys that are set twice. HOCON lets the last one win without a word; somebody who edits a long file wants to
 * know. Reads only as much of the syntax as it needs: braces, brackets, quotes, comments, and where a key ends. The text
 * has already been parsed, so it is well-formed.
 */
final class DuplicateKeys {
    /** A key set again in {@code line}. */
    record Found(String key, int line, int firstLine) {}

    private final String text;
    private final Map<String, Integer> lineOf = new HashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final Deque<String> open = new ArrayDeque<>(); // prefixes of the braces and brackets that are open
    private final StringBuilder key = new StringBuilder();
    private int at;
    private int line = 1;
    private int keyLine = 1;
    private boolean inValue;
    private int arrays; // elements counted, so that each has keys of its own

    private DuplicateKeys(String text) {
        this.text = text;
    }

    static List<Found> in(String text) {
        var scan = new DuplicateKeys(text);
        scan.open.push("");
        while (scan.at < text.length()) scan.step();
        return List.copyOf(scan.found);
    }

    private void step() {
        char c = text.charAt(at);
        if (c == '#' || text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (c == '"') {
            quoted();
        } else if (text.startsWith("${", at)) {
            at = text.indexOf('}', at) + 1;
        } else if (c == '{') {
            open.push(inArray() ? open.element() + "[" + arrays++ + "]." : path() + ".");
            endField();
            at++;
        } else if (c == '[') {
            if (!inArray()) set();
            open.push(path() + "[");
            endField();
            at++;
        } else if (c == '}' || c == ']') {
            open.pop();
            endField();
            inValue = true; // until the line or the comma that ends the field
            at++;
        } else if (c == '\n' || c == ',') {
            if (c == '\n') line++;
            endField();
            at++;
        } else if ((c == '=' || c == ':' || text.startsWith("+=", at)) && !inValue && !inArray()) {
            inValue = true;
            at += c == '+' ? 2 : 1;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                if (text.charAt(at) == '\n') line++;
                at++;
            }
            if (at < text.length() && text.charAt(at) != '{' && text.charAt(at) != '[' && c != '+') set();
        } else {
            if (!inValue) character(c);
            at++;
        }
    }

    private void quoted() {
        if (text.startsWith("\"\"\"", at)) {
            int end = text.indexOf("\"\"\"", at + 3);
            while (text.startsWith("\"", end + 3)) end++;
            for (int i = at; i < end; i++) if (text.charAt(i) == '\n') line++;
            at = end + 3;
            return;
        }
        int i = at + 1;
        while (text.charAt(i) != '"') {
            if (text.charAt(i) == '\\') i++;
            else if (!inValue) character(text.charAt(i));
            i++;
        }
        at = i + 1;
    }

    private void character(char c) {
        if (key.isEmpty() && Character.isWhitespace(c)) return;
        if (key.isEmpty()) keyLine = line;
        key.append(c);
    }

    private boolean inArray() {
        return open.element().endsWith("[");
    }

    private String path() {
        return open.element() + key.toString().strip();
    }

    /** The key gets a value that is no object. */
    private void set() {
        var before = lineOf.putIfAbsent(path(), keyLine);
        if (before != null) found.add(new Found(path(), keyLine, before));
    }

    private void endField() {
        key.setLength(0);
        inValue = false;
    }
}
