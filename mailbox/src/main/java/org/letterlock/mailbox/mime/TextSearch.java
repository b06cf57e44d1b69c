package org.letterlock.mailbox.mime;

/**
 * Finds one text in a stream of characters without regard to letter case, and without going back in the stream: Knuth,
 * Morris and Pratt. Case is folded character by character. RFC 5051 is more than that; see docs/decisions.
 */
final class TextSearch {
    private final char[] sought;
    private final int[] back; // how much of the beginning still fits when the next character does not
    private int fits;

    TextSearch(String text) {
        sought = new char[text.length()];
        for (int i = 0; i < sought.length; i++) sought[i] = fold(text.charAt(i));
        back = new int[sought.length + 1];
        back[0] = -1;
        for (int i = 0, k = -1; i < sought.length; back[++i] = ++k) {
            while (k >= 0 && sought[i] != sought[k]) k = back[k];
        }
    }

    /** Whether the text is complete with this character. */
    boolean found(char next) {
        if (sought.length == 0) return true;
        char c = fold(next);
        while (fits >= 0 && sought[fits] != c) fits = back[fits];
        if (++fits < sought.length) return false;
        fits = back[fits];
        return true;
    }

    boolean isIn(CharSequence text) {
        if (sought.length == 0) return true;
        fits = 0;
        for (int i = 0; i < text.length(); i++) if (found(text.charAt(i))) return true;
        return false;
    }

    /** Begins anew. */
    TextSearch again() {
        fits = 0;
        return this;
    }

    private static char fold(char c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }
}
