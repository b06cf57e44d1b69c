package org.letterlock.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * SHA-512 crypt, {@code $6$[rounds=n$]salt$hash}, as Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512" describes it.
 * At most a million rounds.
 */
final class Sha512Crypt implements Credential {
    private static final Pattern FORMAT =
            Pattern.compile("\\$6\\$(?:rounds=(\\d{1,9})\\$)?([^$:\\n]{0,16})\\$([./0-9A-Za-z]{86})");
    private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int DEFAULT_ROUNDS = 5000;
    private static final int MIN_ROUNDS = 1000;
    private static final int MAX_ROUNDS = 1_000_000;
    private static final int SIZE = 64;

    private final boolean roundsWritten;
    private final int rounds;
    private final String salt;
    private final String hash;

    private Sha512Crypt(boolean roundsWritten, int rounds, String salt, String hash) {
        this.roundsWritten = roundsWritten;
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    static Sha512Crypt parse(String text) throws MalformedCredential {
        var m = FORMAT.matcher(text);
        if (!m.matches()) throw new MalformedCredential("not what {SHA512-CRYPT} looks like: $6$salt$hash");
        int rounds = m.group(1) == null ? DEFAULT_ROUNDS : Integer.parseInt(m.group(1));
        if (rounds < MIN_ROUNDS || rounds > MAX_ROUNDS)
            throw new MalformedCredential("{SHA512-CRYPT} takes " + MIN_ROUNDS + " to " + MAX_ROUNDS + " rounds");
        return new Sha512Crypt(m.group(1) != null, rounds, m.group(2), m.group(3));
    }

    @Override
    public boolean matches(byte[] password) {
        var computed = hash(password, salt.getBytes(StandardCharsets.UTF_8), rounds);
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), computed.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean slow() {
        return true;
    }

    /** A digest made for speed, however often: graphics cards try it by the million. */
    @Override
    public String weakness() {
        return "SHA512-CRYPT";
    }

    @Override
    public String encoded() {
        return "{SHA512-CRYPT}$6$" + (roundsWritten ? "rounds=" + rounds + "$" : "") + salt + "$" + hash;
    }

    @Override
    public String toString() {
        return "{SHA512-CRYPT}…";
    }

    /** The numbered steps are those of the description. */
    private static String hash(byte[] password, byte[] salt, int rounds) {
        var sha = Digests.digest("SHA-512");
        sha.update(password); // 4 to 8: digest B
        sha.update(salt);
        sha.update(password);
        var b = sha.digest();
        sha.update(password); // 1 to 3: digest A
        sha.update(salt);
        sha.update(repeated(b, password.length)); // 9, 10
        for (int n = password.length; n > 0; n >>= 1) sha.update((n & 1) != 0 ? b : password); // 11
        var a = sha.digest(); // 12
        for (int i = 0; i < password.length; i++) sha.update(password); // 13 to 15
        var p = repeated(sha.digest(), password.length); // 16
        for (int i = 0; i < 16 + (a[0] & 0xff); i++) sha.update(salt); // 17 to 19
        var s = repeated(sha.digest(), salt.length); // 20
        for (int i = 0; i < rounds; i++) { // 21
            sha.update((i & 1) != 0 ? p : a);
            if (i % 3 != 0) sha.update(s);
            if (i % 7 != 0) sha.update(p);
            sha.update((i & 1) != 0 ? a : p);
            a = sha.digest();
        }
        return encoded(a); // 22
    }

    private static byte[] repeated(byte[] block, int length) {
        var result = new byte[length];
        for (int i = 0; i < length; i += SIZE) System.arraycopy(block, 0, result, i, Math.min(SIZE, length - i));
        return result;
    }

    /** Three octets make four characters, least significant first; the triples walk through the digest as 22 lists them. */
    private static String encoded(byte[] digest) {
        var out = new StringBuilder(86);
        int x = 0;
        int y = 21;
        int z = 42;
        for (int i = 0; i < 21; i++) {
            append(out, digest[x], digest[y], digest[z], 4);
            int first = x;
            x = y + 1;
            y = z + 1;
            z = first + 1;
        }
        append(out, (byte) 0, (byte) 0, digest[63], 2);
        Arrays.fill(digest, (byte) 0);
        return out.toString();
    }

    private static void append(StringBuilder out, byte high, byte middle, byte low, int characters) {
        int bits = (high & 0xff) << 16 | (middle & 0xff) << 8 | low & 0xff;
        for (int i = 0; i < characters; i++) {
            out.append(ALPHABET.charAt(bits & 0x3f));
            bits >>>= 6;
        }
    }
}
