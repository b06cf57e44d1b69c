package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.letterlock.mailbox.Flags;

/**
 * The keywords in use in one mailbox, each in the spelling that was first, with how many messages have it. RFC 9051,
 * 2.3.2. Not thread-safe: a mailbox state's own is never changed, see {@link #copy}.
 */
final class Keywords {
    static final Keywords NONE = new Keywords(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    private final TreeMap<String, Integer> uses;

    private Keywords(TreeMap<String, Integer> uses) {
        this.uses = uses;
    }

    Keywords copy() {
        return new Keywords(new TreeMap<>(uses));
    }

    List<String> names() {
        return List.copyOf(uses.keySet());
    }

    /** How many there would be with those of {@code flags}. */
    int countWith(Flags flags) {
        int n = uses.size();
        for (var keyword : flags.keywords()) if (!uses.containsKey(keyword)) n++;
        return n;
    }

    /** {@code flags}, its keywords spelled as they are here. */
    Flags spelled(Flags flags) {
        if (flags.keywords().isEmpty()) return flags;
        var spelled = new ArrayList<String>();
        for (var keyword : flags.keywords()) {
            var first = uses.ceilingKey(keyword);
            spelled.add(first != null && first.equalsIgnoreCase(keyword) ? first : keyword);
        }
        return Flags.of(flags.system(), spelled);
    }

    void add(Flags flags) {
        add(flags, 1);
    }

    /** As {@link #add(Flags)}, for that many messages. */
    void add(Flags flags, int messages) {
        for (var keyword : flags.keywords()) uses.merge(keyword, messages, Integer::sum);
    }

    void remove(Flags flags) {
        for (var keyword : flags.keywords()) uses.computeIfPresent(keyword, (k, n) -> n == 1 ? null : n - 1);
    }

    /** What keeps a keyword from being one: it is an atom of at most 255 characters. RFC 9051, 9: flag-keyword. */
    static String problem(Flags flags) {
        for (var keyword : flags.keywords()) {
            if (keyword.length() > StoreSettings.MAX_KEYWORD_LENGTH)
                return "keyword longer than " + StoreSettings.MAX_KEYWORD_LENGTH;
            if (keyword.isEmpty()) return "empty keyword";
            for (int i = 0; i < keyword.length(); i++) {
                char c = keyword.charAt(i);
                if (c <= ' ' || c >= 0x7f || "(){%*\"\\]".indexOf(c) >= 0) return "keyword is not an atom";
            }
        }
        return "";
    }
}
