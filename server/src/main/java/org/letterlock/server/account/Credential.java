package org.letterlock.server.account;

import java.util.Optional;
import org.letterlock.protocol.sasl.Authenticator.ScramKeys;

/** What is kept of a password. Immutable; its {@code toString} never shows anything of it. */
public sealed interface Credential permits ClearPassword, Argon2id, Bcrypt, Pbkdf2, Sha512Crypt, ScramSha256 {
    /** Whether {@code password} (UTF-8, not empty) is the one. */
    boolean matches(byte[] password);

    /** Whether {@link #matches} is meant to take long, so that it must not run where others wait. */
    boolean slow();

    /**
     * Why who steals the file finds the password at once, or by fewer guesses than OWASP's Password Storage Cheat Sheet asks for;
     * empty where it is kept well.
     */
    String weakness();

    /** As it stands in a password file: {@code {SCHEME}} and what follows. */
    String encoded();

    /** Keys for SCRAM-SHA-256, where the scheme keeps any. */
    default Optional<ScramKeys> scramKeys() {
        return Optional.empty();
    }
}
