package org.letterlock.protocol.sasl;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.sasl.Authenticator.Origin;
import org.letterlock.protocol.sasl.Authenticator.Verdict;
import org.letterlock.protocol.sasl.SaslExchange.Step;

/** What PLAIN, LOGIN and the log-in commands do with a name and a password: prepare, ask, compare identities. RFC 4616, 2. */
record PasswordCheck(Authenticator authenticator, Origin origin) {

    /** Wipes {@code password}. */
    CompletionStage<Step> check(byte[] authzid, byte[] authcid, byte[] password) {
        var identity = name(authzid);
        var user = name(authcid);
        var prepared = password.length > SaslServer.MAX_PASSWORD
                ? Optional.<byte[]>empty()
                : SaslPrep.preparePassword(password);
        Arrays.fill(password, (byte) 0);
        if (identity.isEmpty()
                || user.isEmpty()
                || user.get().isEmpty()
                || prepared.isEmpty()
                || prepared.get().length == 0) {
            prepared.ifPresent(p -> Arrays.fill(p, (byte) 0));
            return CompletableFuture.completedFuture(Step.Failed.MALFORMED);
        }
        return authenticator
                .verifyPassword(user.get(), prepared.get(), origin)
                .whenComplete((verdict, failure) -> Arrays.fill(prepared.get(), (byte) 0))
                .thenApply(verdict -> step(verdict, identity.get()));
    }

    private Step step(Verdict verdict, String authzid) {
        if (verdict instanceof Verdict.Granted granted
                && !authzid.isEmpty()
                && !authenticator.sameAccount(granted.account(), authzid)) {
            return Step.Failed.REFUSED;
        }
        return Step.of(verdict);
    }

    private static Optional<String> name(byte[] utf8) {
        return Line.utf8(utf8).flatMap(SaslPrep::prepare);
    }
}
