package org.letterlock.protocol;

/**
 * A client's text made fit for a log line or a reply: at most {@value #MOST} characters, and none that moves the cursor,
 * turns the direction of writing or ends the line; those stand as {@code \}{@code uXXXX}.
 */
public final class Printable {
    /** Characters kept of a text. */
    public static final int MOST = 64;

    private Printable() {}

    /** {@code text} with everything that is not plainly visible escaped, cut behind {@value #MOST} characters with {@code …}. */
    public static String of(CharSequence text) {
        return escaped(text, false, MOST);
    }

    /** The same with up to {@code most} characters. */
    public static String of(CharSequence text, int most) {
        return escaped(text, false, most);
    }

    /** The same in US-ASCII, for replies: what is beyond stands escaped, and {@code ...} where it was cut. */
    public static String ascii(CharSequence text) {
        return escaped(text, true, MOST);
    }

    private static String escaped(CharSequence text, boolean ascii, int most) {
        int plain = 0;
        while (plain < text.length()
                && text.charAt(plain) >= ' '
                && text.charAt(plain) < 0x7F
                && text.charAt(plain) != '\\') plain++;
        if (plain == text.length() && plain <= most) return text.toString();
        var out = new StringBuilder(MOST + 16);
        int taken = 0;
        for (int i = 0; i < text.length(); taken++) {
            if (taken == most) return out.append(ascii ? "..." : "…").toString();
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            if (c == '\\') out.append("\\\\");
            else if (visible(c) && (c < 0x7F || !ascii)) out.appendCodePoint(c);
            else if (c <= 0xFFFF) out.append(String.format("\\u%04X", c));
            else out.append(String.format("\\U%06X", c));
        }
        return out.toString();
    }

    private static boolean visible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT, // among them what turns the direction of writing
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
