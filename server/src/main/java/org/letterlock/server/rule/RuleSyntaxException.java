package org.letterlock.server.rule;

/** A condition that cannot be read: what was expected, and at which character, from 1. */
public final class RuleSyntaxException extends Exception {
    private static final long serialVersionUID = 1;
    private final int column;

    RuleSyntaxException(int column, String message) {
        super(message, null, false, false);
        this.column = column;
    }

    public int column() {
        return column;
    }
}
