package org.letterlock.tls;

import java.util.Arrays;
import java.util.Optional;

/** Which text a policy follows. What each means is in {@link TlsPolicy#of} and docs/decisions/0102. */
public enum TlsProfile {
    /** The guide of 2014 to the letter: its suites also with TLS 1.0 and 1.1. Historical. */
    ACH_2014("ach-2014"),
    /** The guide's rules with RFC 8996 applied: TLS 1.2 and 1.3. */
    ACH("ach"),
    /** The guide's rules, RFC 9325's suites. */
    CURRENT("current");

    private final String text;

    TlsProfile(String text) {
        this.text = text;
    }

    /** The name in the configuration. */
    public String text() {
        return text;
    }

    public static Optional<TlsProfile> named(String name) {
        return Arrays.stream(values()).filter(p -> p.text.equals(name)).findFirst();
    }
}
