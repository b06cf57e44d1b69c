package org.letterlock.server.spelling;

/** A number of things, in words. */
public final class Counted {
    private Counted() {}

    /** {@code 1 mailbox}, {@code 2 mailboxes}: {@code what} is the word for one. */
    public static String of(long number, String what) {
        return number + " " + what + (number == 1 ? "" : what.endsWith("x") ? "es" : "s");
    }
}
