package org.letterlock.server.admin;

/** Why a running server does not do what it was asked, in words for its operator. Without a stack trace. */
public final class AdminRefusal extends Exception {
    private static final long serialVersionUID = 1;

    public AdminRefusal(String why) {
        super(why, null, false, false);
    }

    /** In our words. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
