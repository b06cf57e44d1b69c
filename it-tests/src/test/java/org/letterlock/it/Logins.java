package org.letterlock.it;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a client says to log in. */
final class Logins {
    private Logins() {}

    /** The initial response of PLAIN, in base64. RFC 4616. */
    static String plain(String user, String password) {
        return Base64.getEncoder().encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }
}
