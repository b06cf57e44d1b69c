package org.letterlock.server.route;

import java.io.IOException;

/** A policy that is announced and cannot be had; says what a report to the domain calls that. RFC 8460, 4.3.2.2. */
public final class PolicyUnavailable extends IOException {
    private static final long serialVersionUID = 1;

    private final String resultType;

    PolicyUnavailable(String resultType, String why) {
        super(why);
        this.resultType = resultType;
    }

    String resultType() {
        return resultType;
    }
}
