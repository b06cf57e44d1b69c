package org.letterlock.server.account;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, version 1.3, in the PHC string format: {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. RFC 9106. Bounds keep
 * one log-in from taking the machine: at most 256 MiB, 32 passes, 16 lanes.
 */
public final class Argon2id implements Credential {
    /** What new passwords get: OWASP's 19 MiB, two passes, one lane. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int LEAST_MEMORY_KIB = 7 * 1024;
    private static final long LEAST_WORK =
            5L * LEAST_MEMORY_KIB; // of memory times passes, as in each of OWASP's choices
    private static final int MAX_MEMORY_KIB = 256 * 1024;
    private static final int MAX_PASSES = 32;
    private static final int MAX_LANES = 16;
    private static final Pattern FORMAT = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final int memoryKib;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private Argon2id(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a new password. */
    public static Argon2id of(byte[] password, SecureRandom random) {
        var salt = new byte[16];
        random.nextBytes(salt);
        return new Argon2id(MEMORY_KIB, PASSES, LANES, salt, hash(password, salt, MEMORY_KIB, PASSES, LANES, 32));
    }

    static Argon2id parse(String text) throws MalformedCredential {
        var m = FORMAT.matcher(text);
        if (!m.matches())
            throw new MalformedCredential("not what {ARGON2ID} looks like: $argon2id$v=19$m=…,t=…,p=…$salt$hash");
        int memory = Integer.parseInt(m.group(1));
        int passes = Integer.parseInt(m.group(2));
        int lanes = Integer.parseInt(m.group(3));
        if (lanes < 1
                || lanes > MAX_LANES
                || passes < 1
                || passes > MAX_PASSES
                || memory < 8 * lanes
                || memory > MAX_MEMORY_KIB)
            throw new MalformedCredential("{ARGON2ID} takes m from 8×p to " + MAX_MEMORY_KIB + ", t to " + MAX_PASSES
                    + ", p to " + MAX_LANES);
        return new Argon2id(memory, passes, lanes, base64(m.group(4)), base64(m.group(5)));
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, hash(password, salt, memoryKib, passes, lanes, hash.length));
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public String weakness() {
        boolean enough = memoryKib >= LEAST_MEMORY_KIB && (long) memoryKib * passes >= LEAST_WORK;
        return enough ? "" : "Argon2id with less than m=" + MEMORY_KIB + ", t=" + PASSES + " or as much work";
    }

    @Override
    public String encoded() {
        var encoder = Base64.getEncoder().withoutPadding();
        return "{ARGON2ID}$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$"
                + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }

    @Override
    public String toString() {
        return "{ARGON2ID}…";
    }

    private static byte[] hash(byte[] password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        var result = new byte[length];
        generator.generateBytes(password, result);
        return result;
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }
}
