package org.letterlock.server.web;

import java.io.IOException;

/** Why a web server gave no answer. */
public final class HttpsProblem extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean notVerified;

    HttpsProblem(String what, boolean notVerified) {
        super(what);
        this.notVerified = notVerified;
    }

    /** Whether it answered, and its certificate is not to be believed. */
    public boolean notVerified() {
        return notVerified;
    }
}
