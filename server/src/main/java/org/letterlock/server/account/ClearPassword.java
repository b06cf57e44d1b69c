package org.letterlock.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A password kept as it is: for development and embedding, where accounts live as long as the process. Costs nothing to
 * check and allows SCRAM.
 */
public final class ClearPassword implements Credential {
    private final byte[] password;
    private final byte[] digest;

    public ClearPassword(String password) {
        if (password.isEmpty()) throw new IllegalArgumentException("empty password");
        this.password = password.getBytes(StandardCharsets.UTF_8);
        this.digest = Digests.sha256(this.password);
    }

    /** Compares digests, so that the time tells neither the length nor a common beginning. */
    @Override
    public boolean matches(byte[] offered) {
        return MessageDigest.isEqual(digest, Digests.sha256(offered));
    }

    @Override
    public boolean slow() {
        return false;
    }

    @Override
    public String weakness() {
        return "in the clear";
    }

    @Override
    public String encoded() {
        return "{PLAIN}" + new String(password, StandardCharsets.UTF_8);
    }

    byte[] password() {
        return password.clone();
    }

    @Override
    public String toString() {
        return "{PLAIN}…";
    }
}
