package org.letterlock.server.account;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.sasl.Authenticator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers from {@link Accounts}. Somebody who does not exist is checked against the password of somebody who does, always
 * the same one for the same name, so that it takes as long and SCRAM looks the same; the outcome is no. Slow hashes run in
 * a {@link HashingPool}.
 */
public final class AccountAuthenticator implements Authenticator {
    /** Longer passwords are refused unseen: they would only be work. */
    public static final int MAX_PASSWORD = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AccountAuthenticator.class);
    private static final Verdict REFUSED = new Verdict.Refused();
    private static final Verdict UNAVAILABLE = new Verdict.Unavailable();

    private final Supplier<Accounts> accounts;
    private final HashingPool pool;
    private final byte[] secret = new byte[32]; // what is made up for a name is made up from this
    private @Nullable Derived derived; // guarded by this

    /**
     * The keys of everybody whose password is in the clear, made when the first asks for anybody's: so the time tells
     * nobody who exists, nor who is in use.
     */
    private record Derived(Accounts from, CompletionStage<Map<String, ScramKeys>> keys) {}

    public AccountAuthenticator(Supplier<Accounts> accounts, HashingPool pool, SecureRandom random) {
        this.accounts = accounts;
        this.pool = pool;
        random.nextBytes(secret);
    }

    @Override
    public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
        if (password.length == 0 || password.length > MAX_PASSWORD) return CompletableFuture.completedStage(REFUSED);
        var now = accounts.get();
        var account = now.find(user);
        var credential = account.or(() -> standIn(now, user)).map(Account::credential);
        if (credential.isEmpty()) return CompletableFuture.completedStage(REFUSED);
        var checked = credential.get();
        if (!checked.slow()) {
            return CompletableFuture.completedStage(verdict(account, checked.matches(password)));
        }
        var copy = password.clone(); // the caller clears its own
        return hashed(origin.remote(), () -> {
                    try {
                        return verdict(account, checked.matches(copy));
                    } finally {
                        Arrays.fill(copy, (byte) 0);
                    }
                })
                .orElseGet(() -> CompletableFuture.completedStage(UNAVAILABLE));
    }

    @Override
    public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
        var now = accounts.get();
        var account = now.find(user);
        var name = now.canonical(user);
        var kept = account.or(() -> standIn(now, user)).map(Account::credential).flatMap(Credential::scramKeys);
        var imitated = imitated(name, kept);
        return derived(now, origin).thenApply(clear -> {
            if (account.isEmpty()) return imitated;
            var own = clear.get(name);
            return own != null ? own : kept.orElse(imitated);
        });
    }

    private synchronized CompletionStage<Map<String, ScramKeys>> derived(Accounts now, Origin origin) {
        var known = derived;
        if (known != null && known.from == now) return known.keys;
        var clear = now.all().stream()
                .filter(a -> a.credential() instanceof ClearPassword)
                .toList();
        var keys = clear.isEmpty()
                ? Optional.of(CompletableFuture.completedStage(Map.<String, ScramKeys>of()))
                : hashed(origin.remote(), () -> keys(clear));
        if (keys.isEmpty()) return CompletableFuture.failedStage(new NotNow("too many passwords wait to be hashed"));
        derived = new Derived(now, keys.get());
        return keys.get();
    }

    private Map<String, ScramKeys> keys(List<Account> clear) {
        var keys = new HashMap<String, ScramKeys>();
        for (var account : clear) {
            if (!(account.credential() instanceof ClearPassword password)) continue;
            var salt = madeUp("salt", account.name(), 16);
            keys.put(account.name(), ScramSha256.derive(password.password(), salt, ScramSha256.ITERATIONS, true));
        }
        return keys;
    }

    @Override
    public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
        return CompletableFuture.completedStage(verdict(accounts.get().find(user), proven));
    }

    @Override
    public boolean sameAccount(String account, String authzid) {
        return accounts.get().canonical(authzid).equals(account);
    }

    private static Verdict verdict(Optional<Account> account, boolean matches) {
        return account.isPresent() && matches
                ? new Verdict.Granted(account.get().name())
                : REFUSED;
    }

    /** Somebody for a name nobody has. */
    private Optional<Account> standIn(Accounts now, String user) {
        var all = now.all();
        if (all.isEmpty()) return Optional.empty();
        var number = ByteBuffer.wrap(madeUp("stand-in", now.canonical(user), 8)).getLong();
        return Optional.of(all.get((int) Long.remainderUnsigned(number, all.size())));
    }

    /** Keys that nobody can prove: for who does not exist, and for who has only a one-way hash of another scheme. */
    private ScramKeys imitated(String name, Optional<ScramKeys> pattern) {
        return new ScramKeys(
                madeUp("salt", name, pattern.map(k -> k.salt().length).orElse(16)),
                pattern.map(ScramKeys::iterations).orElse(ScramSha256.ITERATIONS),
                madeUp("stored key", name, 32),
                madeUp("server key", name, 32),
                false);
    }

    private byte[] madeUp(String what, String name, int length) {
        var octets = Digests.hmacSha256(secret, (what + "\0" + name).getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(octets, length);
    }

    private <T> Optional<CompletionStage<T>> hashed(InetAddress source, Supplier<T> work) {
        var result = pool.submit(source, work);
        if (result.isEmpty())
            LOG.warn("{}: log-in put off, too many wait for their password to be checked", source.getHostAddress());
        return result;
    }
}
