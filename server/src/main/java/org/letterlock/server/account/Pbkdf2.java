package org.letterlock.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** PBKDF2 with HMAC-SHA-1 in Dovecot's format: {@code $1$salt$rounds$hash}, the salt used as it is written. RFC 8018, 5.2. */
final class Pbkdf2 implements Credential {
    private static final Pattern FORMAT = Pattern.compile("\\$1\\$([^$]{1,64})\\$(\\d{1,8})\\$([0-9a-fA-F]{40})");
    private static final int ENOUGH_ROUNDS = 600_000;
    private static final int MAX_ROUNDS = 5_000_000;
    private final String salt;
    private final int rounds;
    private final byte[] hash;

    private Pbkdf2(String salt, int rounds, byte[] hash) {
        this.salt = salt;
        this.rounds = rounds;
        this.hash = hash;
    }

    static Pbkdf2 parse(String text) throws MalformedCredential {
        var m = FORMAT.matcher(text);
        if (!m.matches()) throw new MalformedCredential("not what {PBKDF2} looks like: $1$salt$rounds$hash");
        int rounds = Integer.parseInt(m.group(2));
        if (rounds < 1 || rounds > MAX_ROUNDS)
            throw new MalformedCredential("{PBKDF2} takes 1 to " + MAX_ROUNDS + " rounds");
        return new Pbkdf2(m.group(1), rounds, HexFormat.of().parseHex(m.group(3)));
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(
                hash, Digests.pbkdf2("HmacSHA1", password, salt.getBytes(StandardCharsets.UTF_8), rounds));
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public String weakness() {
        return rounds >= ENOUGH_ROUNDS ? "" : "PBKDF2 with fewer than " + ENOUGH_ROUNDS + " rounds";
    }

    @Override
    public String encoded() {
        return "{PBKDF2}$1$" + salt + "$" + rounds + "$" + HexFormat.of().formatHex(hash);
    }

    @Override
    public String toString() {
        return "{PBKDF2}…";
    }
}
