package org.letterlock.imap;

import java.time.Duration;

/**
 * What can be set about IMAP on one listener.
 *
 * @param maxLineBeforeLogin octets of a command line before log-in; longer: BYE. At least 8192 (RFC 7162, 4)
 * @param maxLine octets of a command line after log-in; longer: BAD. At least 8192
 * @param maxLiteralBeforeLogin octets of a literal before log-in; larger: BAD before it is sent. At least 1024
 * @param maxLiteral octets of a literal that is not a message; larger: BAD before it is sent
 * @param appendLimit octets of a message to append; larger: NO [TOOBIG] before it is sent (RFC 7889)
 * @param literalMinus announce LITERAL- (non-synchronizing literals of at most 4096 octets) instead of LITERAL+ (RFC 7888)
 * @param maxSearchDepth how deep search keys may nest; deeper: BAD
 * @param maxSearchKeys search keys in one command, NOT and OR counted; more: BAD
 * @param maxSetElements numbers and ranges in a sequence set; more: BAD
 * @param maxFetchItems data items of one FETCH, after what is named twice counts once; more: BAD
 * @param maxPatterns patterns of one LIST; more: BAD
 * @param maxBadCommands BAD in a row after which the session ends: BYE
 * @param badCommandDelay how long BAD waits from half of {@code maxBadCommands} on
 * @param maxLoginFailures failed log-ins after which the session ends: BYE
 * @param maxSessionsPerAccount sessions one account may have; more: NO [LIMIT] at log-in
 * @param loginTimeout time from the connection to log-in; then BYE
 * @param idleTimeout silence after which a session that has logged in ends: BYE. At least 30 minutes (RFC 9051, 5.4)
 */
public record ImapConfig(
        int maxLineBeforeLogin,
        int maxLine,
        int maxLiteralBeforeLogin,
        int maxLiteral,
        long appendLimit,
        boolean literalMinus,
        int maxSearchDepth,
        int maxSearchKeys,
        int maxSetElements,
        int maxFetchItems,
        int maxPatterns,
        int maxBadCommands,
        Duration badCommandDelay,
        int maxLoginFailures,
        int maxSessionsPerAccount,
        Duration loginTimeout,
        Duration idleTimeout) {

    private static final long MAX_APPEND = 0xFFFF_FFFFL;

    public ImapConfig {
        atLeast("max-line-before-login", maxLineBeforeLogin, 8192);
        atLeast("max-line", maxLine, maxLineBeforeLogin);
        atLeast("max-literal-before-login", maxLiteralBeforeLogin, 1024);
        atLeast("max-literal", maxLiteral, maxLiteralBeforeLogin);
        atLeast("append-limit", appendLimit, 1024);
        if (appendLimit > MAX_APPEND) throw new IllegalArgumentException("append-limit above " + MAX_APPEND);
        atLeast("max-search-depth", maxSearchDepth, 10);
        atLeast("max-search-keys", maxSearchKeys, 100);
        atLeast("max-set-elements", maxSetElements, 100);
        atLeast("max-fetch-items", maxFetchItems, 20);
        atLeast("max-patterns", maxPatterns, 1);
        atLeast("max-bad-commands", maxBadCommands, 3);
        atLeast("max-login-failures", maxLoginFailures, 1);
        atLeast("max-sessions-per-account", maxSessionsPerAccount, 1);
        if (badCommandDelay.isNegative()) throw new IllegalArgumentException("bad-command-delay is negative");
        if (loginTimeout.compareTo(Duration.ofSeconds(10)) < 0)
            throw new IllegalArgumentException("login-timeout below 10 s");
        if (idleTimeout.compareTo(Duration.ofMinutes(30)) < 0)
            throw new IllegalArgumentException("idle-timeout below 30 minutes (RFC 9051, 5.4)");
    }

    public static ImapConfig defaults() {
        return new ImapConfig(
                8192,
                65536,
                4096,
                65536,
                64L << 20,
                false,
                100,
                1000,
                16384,
                256,
                100,
                20,
                Duration.ofSeconds(1),
                5,
                100,
                Duration.ofMinutes(1),
                Duration.ofMinutes(31));
    }

    public ImapConfig withAppendLimit(long appendLimit) {
        return new ImapConfig(
                maxLineBeforeLogin,
                maxLine,
                maxLiteralBeforeLogin,
                maxLiteral,
                appendLimit,
                literalMinus,
                maxSearchDepth,
                maxSearchKeys,
                maxSetElements,
                maxFetchItems,
                maxPatterns,
                maxBadCommands,
                badCommandDelay,
                maxLoginFailures,
                maxSessionsPerAccount,
                loginTimeout,
                idleTimeout);
    }

    public ImapConfig withLiteralMinus(boolean literalMinus) {
        return new ImapConfig(
                maxLineBeforeLogin,
                maxLine,
                maxLiteralBeforeLogin,
                maxLiteral,
                appendLimit,
                literalMinus,
                maxSearchDepth,
                maxSearchKeys,
                maxSetElements,
                maxFetchItems,
                maxPatterns,
                maxBadCommands,
                badCommandDelay,
                maxLoginFailures,
                maxSessionsPerAccount,
                loginTimeout,
                idleTimeout);
    }

    public ImapConfig withMaxBadCommands(int maxBadCommands) {
        return new ImapConfig(
                maxLineBeforeLogin,
                maxLine,
                maxLiteralBeforeLogin,
                maxLiteral,
                appendLimit,
                literalMinus,
                maxSearchDepth,
                maxSearchKeys,
                maxSetElements,
                maxFetchItems,
                maxPatterns,
                maxBadCommands,
                badCommandDelay,
                maxLoginFailures,
                maxSessionsPerAccount,
                loginTimeout,
                idleTimeout);
    }

    public ImapConfig withBadCommandDelay(Duration badCommandDelay) {
        return new ImapConfig(
                maxLineBeforeLogin,
                maxLine,
                maxLiteralBeforeLogin,
                maxLiteral,
                appendLimit,
                literalMinus,
                maxSearchDepth,
                maxSearchKeys,
                maxSetElements,
                maxFetchItems,
                maxPatterns,
                maxBadCommands,
                badCommandDelay,
                maxLoginFailures,
                maxSessionsPerAccount,
                loginTimeout,
                idleTimeout);
    }

    public ImapConfig withMaxSessionsPerAccount(int maxSessionsPerAccount) {
        return new ImapConfig(
                maxLineBeforeLogin,
                maxLine,
                maxLiteralBeforeLogin,
                maxLiteral,
                appendLimit,
                literalMinus,
                maxSearchDepth,
                maxSearchKeys,
                maxSetElements,
                maxFetchItems,
                maxPatterns,
                maxBadCommands,
                badCommandDelay,
                maxLoginFailures,
                maxSessionsPerAccount,
                loginTimeout,
                idleTimeout);
    }

    private static void atLeast(String name, long value, long bound) {
        if (value < bound) throw new IllegalArgumentException(name + " " + value + " below " + bound);
    }
}
