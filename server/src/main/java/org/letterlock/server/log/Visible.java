package org.letterlock.server.log;

/** Texts of others, as they may stand in a line: printable ASCII, everything else escaped, quotes too. S-G1. */
final class Visible {
    private static final int LONGEST = 512;

    private Visible() {}

    static String of(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST) return out.append("...").toString();
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c >= ' ' && c < 0x7f) out.append(c);
            else out.append(String.format("\\u%04x", (int) c));
        }
        return out.toString();
    }

    /** And without spaces, where a space ends the field. */
    static String word(String text) {
        return of(text).replace(" ", "\\u0020");
    }
}
