package org.letterlock.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.letterlock.protocol.sasl.Authenticator.ScramKeys;
import org.letterlock.protocol.sasl.SaslPrep;

/**
 * Keys of SCRAM-SHA-256 in Dovecot's format: {@code iterations,salt,storedKey,serverKey}. Serves SCRAM and, at the cost of
 * the iterations, PLAIN and LOGIN. RFC 5802, 3; RFC 7677, 4.
 */
public final class ScramSha256 implements Credential {
    /** What new keys get. RFC 7677, 4 asks for at least 4096. */
    static final int ITERATIONS = 10_000;

    private static final int MIN_ITERATIONS = 4096;
    private static final int MAX_ITERATIONS = 1_000_000; // the client has to do them too
    private static final Pattern FORMAT =
            Pattern.compile("(\\d{1,8}),([A-Za-z0-9+/=]{8,128}),([A-Za-z0-9+/]{43}=),([A-Za-z0-9+/]{43}=)");
    private final ScramKeys keys;

    private ScramSha256(ScramKeys keys) {
        this.keys = keys;
    }

    /** Derives keys for a new password. */
    public static ScramSha256 of(byte[] password, SecureRandom random) {
        var salt = new byte[16];
        random.nextBytes(salt);
        return new ScramSha256(derive(password, salt, ITERATIONS, true));
    }

    static ScramSha256 parse(String text) throws MalformedCredential {
        var m = FORMAT.matcher(text);
        if (!m.matches())
            throw new MalformedCredential("not what {SCRAM-SHA-256} looks like: iterations,salt,storedKey,serverKey");
        int iterations = Integer.parseInt(m.group(1));
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS)
            throw new MalformedCredential(
                    "{SCRAM-SHA-256} takes " + MIN_ITERATIONS + " to " + MAX_ITERATIONS + " iterations");
        var base64 = Base64.getDecoder();
        return new ScramSha256(new ScramKeys(
                base64.decode(m.group(2)), iterations, base64.decode(m.group(3)), base64.decode(m.group(4)), true));
    }

    /** SaltedPassword, StoredKey and ServerKey. RFC 5802, 3. */
    static ScramKeys derive(byte[] password, byte[] salt, int iterations, boolean real) {
        var salted =
                Digests.pbkdf2("HmacSHA256", SaslPrep.preparePassword(password).orElse(password), salt, iterations);
        var clientKey = Digests.hmacSha256(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        var serverKey = Digests.hmacSha256(salted, "Server Key".getBytes(StandardCharsets.US_ASCII));
        return new ScramKeys(salt, iterations, Digests.sha256(clientKey), serverKey, real);
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(
                keys.storedKey(),
                derive(password, keys.salt(), keys.iterations(), true).storedKey());
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public Optional<ScramKeys> scramKeys() {
        return Optional.of(keys);
    }

    /** What SCRAM asks for is what it is: more iterations, and each client has to do them too. docs/decisions/0701. */
    @Override
    public String weakness() {
        return "";
    }

    @Override
    public String encoded() {
        var base64 = Base64.getEncoder();
        return "{SCRAM-SHA-256}" + keys.iterations() + "," + base64.encodeToString(keys.salt()) + ","
                + base64.encodeToString(keys.storedKey()) + "," + base64.encodeToString(keys.serverKey());
    }

    @Override
    public String toString() {
        return "{SCRAM-SHA-256}…";
    }
}
