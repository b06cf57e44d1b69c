package org.letterlock.server.account;

/** A password field that cannot be used. Its message says why and shows nothing of the field but the scheme. */
public class MalformedCredential extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedCredential(String message) {
        super(message);
    }
}
