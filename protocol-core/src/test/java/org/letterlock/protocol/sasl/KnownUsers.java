package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An authenticator with its users in a map; remembers what it was asked. */
final class KnownUsers implements Authenticator {
    static final Origin ORIGIN = new Origin(InetAddress.getLoopbackAddress(), "imap", true);
    private static final byte[] SECRET = "server secret".getBytes(UTF_8);
    final List<String> asked = new ArrayList<>();
    private final Map<String, String> passwords;
    private final byte[] salt;
    boolean unavailable;
    boolean broken;
    CompletableFuture<Void> held = CompletableFuture.completedFuture(null); // until then there are no verdicts

    KnownUsers(Map<String, String> passwords) {
        this(passwords, "a salt of sixteen".getBytes(UTF_8));
    }

    KnownUsers(Map<String, String> passwords, byte[] salt) {
        this.passwords = passwords;
        this.salt = salt;
    }

    @Override
    public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
        if (broken) throw new IllegalStateException("broken");
        asked.add("password " + user);
        var known = passwords.get(local(user));
        boolean right = known != null && Arrays.equals(known.getBytes(UTF_8), password);
        return verdict(user, right);
    }

    @Override
    public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
        if (broken) throw new IllegalStateException("broken");
        asked.add("keys " + user);
        var password = passwords.get(local(user));
        var keys = ScramKeys.derive((password == null ? "nobody's" : password).getBytes(UTF_8), salt, 4096);
        if (password != null) return CompletableFuture.completedFuture(keys);
        var fake = Arrays.copyOf(Scram.hmac(SECRET, user.getBytes(UTF_8)), 16);
        return CompletableFuture.completedFuture(new ScramKeys(fake, 4096, keys.storedKey(), keys.serverKey(), false));
    }

    @Override
    public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
        asked.add("finished " + user + " " + proven);
        return verdict(user, proven);
    }

    @Override
    public boolean sameAccount(String account, String authzid) {
        return account.equals(local(authzid) + "@example.test");
    }

    private CompletionStage<Verdict> verdict(String user, boolean right) {
        Verdict verdict = unavailable
                ? new Verdict.Unavailable()
                : right ? new Verdict.Granted(local(user) + "@example.test") : new Verdict.Refused();
        return held.thenApply(nothing -> verdict);
    }

    private static String local(String user) {
        return user.replace("@example.test", "");
    }
}
