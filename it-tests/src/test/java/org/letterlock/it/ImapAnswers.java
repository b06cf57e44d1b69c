package org.letterlock.it;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server answered to commands that were sent at once: by tag, what FETCH said of each message and which numbers
 * SEARCH, SORT and THREAD gave. Values are text (octets as characters, however they were quoted), {@link #NIL}, or lists of
 * these.
 */
final class ImapAnswers {
    /** Not the text NIL. */
    static final Object NIL = new Object() {
        @Override
        public String toString() {
            return "NIL";
        }
    };

    /** One command's. */
    record Answer(String completion, Map<Integer, Map<String, Object>> fetched, List<List<Object>> others) {}

    private final String text;
    private int at;

    private ImapAnswers(String text) {
        this.text = text;
    }

    /** By tag; untagged responses before the first tagged one are the first command's, and so on. */
    static Map<String, Answer> parse(String text) {
        return new ImapAnswers(text).answers();
    }

    private Map<String, Answer> answers() {
        var answers = new LinkedHashMap<String, Answer>();
        var fetched = new TreeMap<Integer, Map<String, Object>>();
        var others = new ArrayList<List<Object>>();
        while (at < text.length()) {
            var first = atom();
            if (!first.equals("*")) {
                answers.put(first, new Answer(line().strip(), fetched, others));
                fetched = new TreeMap<>();
                others = new ArrayList<>();
                continue;
            }
            at++;
            int start = at;
            var word = atom();
            if (word.matches("[0-9]+") && text.startsWith(" FETCH (", at)) {
                at += 7;
                var items = (List<?>) value();
                var message = fetched.computeIfAbsent(Integer.parseInt(word), n -> new LinkedHashMap<>());
                for (int i = 0; i + 1 < items.size(); i += 2) message.put((String) items.get(i), items.get(i + 1));
                line();
            } else if (word.equals("SEARCH")
                    || word.equals("SORT")
                    || word.equals("THREAD")
                    || word.equals("ESEARCH")) {
                at = start;
                others.add(values("\r"));
                at += 2;
            } else {
                line();
            }
        }
        return answers;
    }

    private String line() {
        int end = text.indexOf("\r\n", at);
        var line = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 2;
        return line;
    }

    private List<Object> values(String end) {
        var values = new ArrayList<Object>();
        while (end.indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == ' ') at++;
            else values.add(value());
        }
        return values;
    }

    private Object value() {
        char c = text.charAt(at);
        if (c == '(') {
            at++;
            var values = values(")");
            at++;
            return values;
        }
        if (c == '"') return quoted();
        if (c == '{' || c == '~') return literal();
        var atom = atom();
        return atom.equals("NIL") ? NIL : atom;
    }

    private String atom() {
        int from = at;
        int brackets = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '[') brackets++;
            if (c == ']') brackets--;
            if (brackets == 0 && (c == ' ' || c == '(' || c == ')' || c == '\r')) break;
        }
        if (from == at)
            throw new AssertionError("not IMAP: " + text.substring(from, Math.min(text.length(), from + 80)));
        return text.substring(from, at);
    }

    private String quoted() {
        var out = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') at++;
            out.append(text.charAt(at));
        }
        at++;
        return out.toString();
    }

    private String literal() {
        int from = text.indexOf('\n', at) + 1;
        var mark = text.substring(at, from).strip();
        at = from + Integer.parseInt(mark.substring(mark.indexOf('{') + 1, mark.length() - 1));
        return text.substring(from, at);
    }
}
