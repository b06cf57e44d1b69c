package org.letterlock.server.account;

/** A password file that cannot be used; the message names file and line. */
public class ProblemInPasswordFile extends Exception {
    private static final long serialVersionUID = 1;

    public ProblemInPasswordFile(String message) {
        super(message);
    }
}
