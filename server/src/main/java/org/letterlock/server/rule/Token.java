package org.letterlock.server.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One word or sign of a condition.
 *
 * @param column where it begins, from 1
 */
record Token(String text, int column) {
    private static final String SIGNS = "()[],=!<>";

    private static final Set<String> COMPARISONS = Set.of("=", "!=", "<", "<=", ">", ">=");

    static List<Token> of(String text) throws RuleSyntaxException {
        var tokens = new ArrayList<Token>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int from = at++;
            if (SIGNS.indexOf(c) < 0) {
                while (at < text.length() && isOfWord(text.charAt(at))) at++;
                if (c < ' ' || c > '~') throw new RuleSyntaxException(from + 1, "expected printable ASCII");
            } else if ("!<>".indexOf(c) >= 0 && at < text.length() && text.charAt(at) == '=') {
                at++;
            }
            tokens.add(new Token(text.substring(from, at), from + 1));
        }
        tokens.add(new Token("", text.length() + 1));
        return tokens;
    }

    private static boolean isOfWord(char c) {
        return c > ' ' && c <= '~' && SIGNS.indexOf(c) < 0;
    }

    boolean is(String sign) {
        return text.equals(sign);
    }

    boolean isEnd() {
        return text.isEmpty();
    }

    boolean isWord() {
        return !isEnd() && SIGNS.indexOf(text.charAt(0)) < 0;
    }

    boolean isComparison() {
        return COMPARISONS.contains(text);
    }

    String shown() {
        return isEnd() ? "the end" : "\"" + text + "\"";
    }

    RuleSyntaxException problem(String expected) {
        return new RuleSyntaxException(column, expected);
    }
}
