package org.letterlock.server.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;

/** The schemes of a password field, in the names and formats of Dovecot's {@code doveadm pw}. */
public enum PasswordScheme {
    ARGON2ID(Argon2id::parse, "ARGON2ID"),
    BCRYPT(Bcrypt::parse, "BLF-CRYPT", "BCRYPT"),
    SCRAM_SHA_256(ScramSha256::parse, "SCRAM-SHA-256"),
    PBKDF2(Pbkdf2::parse, "PBKDF2"),
    SHA512_CRYPT(Sha512Crypt::parse, "SHA512-CRYPT"),
    /** What crypt(3) knows: bcrypt or SHA-512, told apart by the prefix. */
    CRYPT(PasswordScheme::parseCrypt, "CRYPT"),
    PLAIN(PasswordScheme::parsePlain, "PLAIN", "CLEARTEXT");

    /** Reads what follows the scheme's name. */
    private interface Reader {
        Credential read(String hash) throws MalformedCredential;
    }

    private final Reader reader;
    private final String[] names;

    PasswordScheme(Reader reader, String... names) {
        this.reader = reader;
        this.names = names;
    }

    /** The name it is written with. */
    public String label() {
        return names[0];
    }

    /** Reads a password field: {@code {SCHEME}hash}, also {@code {SCHEME.B64}} and {@code {SCHEME.HEX}}. */
    public static Credential parse(String field) throws MalformedCredential {
        int end = field.indexOf('}');
        if (!field.startsWith("{") || end < 0)
            throw new MalformedCredential(
                    "a password begins with its scheme, such as {ARGON2ID}; known are " + known());
        var name = field.substring(1, end).toUpperCase(Locale.ROOT);
        var hash = field.substring(end + 1);
        int dot = name.lastIndexOf('.');
        if (dot > 0) {
            hash = decoded(name.substring(dot + 1), hash);
            name = name.substring(0, dot);
        }
        for (var scheme : values()) {
            if (!Arrays.asList(scheme.names).contains(name)) continue;
            try {
                return scheme.reader.read(hash);
            } catch (IllegalArgumentException e) {
                throw new MalformedCredential("not what {" + scheme.label() + "} looks like");
            }
        }
        throw new MalformedCredential("unknown password scheme {" + printable(name) + "}; known are " + known());
    }

    private static String decoded(String encoding, String hash) throws MalformedCredential {
        try {
            return switch (encoding) {
                case "B64", "BASE64" -> new String(Base64.getDecoder().decode(hash), StandardCharsets.UTF_8);
                case "HEX" -> new String(java.util.HexFormat.of().parseHex(hash), StandardCharsets.UTF_8);
                default ->
                    throw new MalformedCredential(
                            "unknown encoding ." + printable(encoding) + " of a password; known are .B64 and .HEX");
            };
        } catch (IllegalArgumentException e) {
            throw new MalformedCredential("the password is not ." + encoding);
        }
    }

    private static Credential parseCrypt(String hash) throws MalformedCredential {
        if (hash.startsWith("$2")) return Bcrypt.parse(hash);
        if (hash.startsWith("$6$")) return Sha512Crypt.parse(hash);
        throw new MalformedCredential("of {CRYPT} only bcrypt ($2y$) and SHA-512 ($6$) are known");
    }

    private static Credential parsePlain(String password) {
        return new ClearPassword(password);
    }

    private static String printable(String name) {
        return name.length() <= 32 && name.chars().allMatch(c -> c > ' ' && c < 0x7f) ? name : "…";
    }

    private static String known() {
        return Arrays.stream(values()).map(s -> "{" + s.label() + "}").collect(Collectors.joining(" "));
    }
}
