package org.letterlock.protocol.sasl;

import java.net.InetAddress;
import java.util.concurrent.CompletionStage;

/**
 * The question a protocol asks about credentials. It costs the same for users who exist and who do not, and is slowed
 * down by source network after failures, over all protocols together. Thread-safe; never blocks the caller.
 */
public interface Authenticator {
    /**
     * Whether {@code password} (UTF-8) belongs to {@code user} as the client wrote it, both prepared by {@link SaslPrep}.
     *
     * @param password cleared by the caller afterwards; not kept
     */
    CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin);

    /**
     * The SCRAM-SHA-256 keys of a user; made up, but stable, for a user who does not exist. Fails with {@link NotNow} when
     * the question cannot be answered now. RFC 5802, 5.
     */
    CompletionStage<ScramKeys> scramKeys(String user, Origin origin);

    /** The outcome of a SCRAM exchange, so that failures count and the account is named. {@code proven} is false also for a wrong channel binding. */
    CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin);

    /** Whether {@code authzid} as the client wrote it names the account that {@code account} is. RFC 4616, 2. */
    boolean sameAccount(String account, String authzid);

    /**
     * The outcome of EXTERNAL, so that it can be noted.
     *
     * @param account for which the client's certificate stands
     * @param authzid as whom the client wants to act, prepared by {@link SaslPrep}; empty: as that one. RFC 4422, appendix A
     */
    default Verdict certified(String account, String authzid, Origin origin) {
        return authzid.isEmpty() || sameAccount(account, authzid)
                ? new Verdict.Granted(account)
                : new Verdict.Refused();
    }

    /** From where somebody tries to log in, and over what. {@code protocol}: {@code smtp}, {@code imap}, {@code pop3}. */
    record Origin(InetAddress remote, String protocol, boolean encrypted) {}

    /** Who it is, or nobody. Wrong user and wrong password are not told apart. */
    sealed interface Verdict {
        /** {@code account}: the canonical address. */
        record Granted(String account) implements Verdict {}

        record Refused() implements Verdict {}

        /** The question could not be answered now; the client may try again. */
        record Unavailable() implements Verdict {}
    }

    /** What a server keeps for SCRAM instead of the password. RFC 5802, 3. {@code real} false for users who do not exist. */
    record ScramKeys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey, boolean real) {
        /** RFC 7677, 4. */
        public static final int LEAST_ITERATIONS = 4096;

        /** The keys of a user whose password, prepared by {@link SaslPrep}, is at hand. */
        public static ScramKeys derive(byte[] password, byte[] salt, int iterations) {
            return Scram.keys(password, salt, iterations);
        }

        public ScramKeys {
            if (iterations < LEAST_ITERATIONS) throw new IllegalArgumentException("fewer than 4096 iterations");
        }
    }

    /** No keys now, whoever it is: the client may try again. What {@link Verdict.Unavailable} is to a password. */
    final class NotNow extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotNow(String why) {
            super(why, null, false, false);
        }

        static boolean in(Throwable failure) {
            return failure instanceof NotNow || failure.getCause() instanceof NotNow;
        }
    }
}
