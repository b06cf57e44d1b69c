package org.letterlock.smtp.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.sasl.Authenticator;

/** Who may log in: ann and bob of example.test, with passwords. Remembers what it was asked. */
final class Accounts implements Authenticator {
    private static final byte[] SALT = "a salt of sixteen".getBytes(UTF_8);
    private final Map<String, String> passwords = Map.of("ann", "secret", "bob", "geheim");
    final List<String> asked = new ArrayList<>();
    boolean unavailable;

    @Override
    public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
        asked.add(user);
        var known = passwords.get(local(user));
        return verdict(user, known != null && Arrays.equals(known.getBytes(UTF_8), password));
    }

    @Override
    public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
        asked.add(user);
        var password = passwords.getOrDefault(local(user), "nobody's");
        return CompletableFuture.completedFuture(ScramKeys.derive(password.getBytes(UTF_8), SALT, 4096));
    }

    @Override
    public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
        return verdict(user, proven && passwords.containsKey(local(user)));
    }

    @Override
    public boolean sameAccount(String account, String authzid) {
        return account.equals(local(authzid) + "@example.test");
    }

    private CompletionStage<Verdict> verdict(String user, boolean right) {
        if (unavailable) return CompletableFuture.completedFuture(new Verdict.Unavailable());
        return CompletableFuture.completedFuture(
                right ? new Verdict.Granted(local(user) + "@example.test") : new Verdict.Refused());
    }

    private static String local(String user) {
        return user.replace("@example.test", "");
    }
}
