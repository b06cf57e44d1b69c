package org.letterlock.protocol.sasl;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.sasl.Authenticator.Verdict;

/**
 * EXTERNAL: the client's certificate says who it is; the client says only, if at all, that it wants to be that one. RFC 4422,
 * appendix A.
 */
final class ExternalExchange implements SaslExchange {
    private final Authenticator authenticator;
    private final String account;
    private final Authenticator.Origin origin;

    /** @param account for which the certificate stands */
    ExternalExchange(Authenticator authenticator, String account, Authenticator.Origin origin) {
        this.authenticator = authenticator;
        this.account = account;
        this.origin = origin;
    }

    @Override
    public CompletionStage<Step> begin(byte @Nullable [] initial) {
        return initial == null ? CompletableFuture.completedFuture(Step.Challenge.EMPTY) : respond(initial);
    }

    @Override
    public CompletionStage<Step> respond(byte[] response) {
        return CompletableFuture.completedFuture(step(response));
    }

    private Step step(byte[] response) {
        if (response.length > SaslServer.MAX_RESPONSE) return Step.Failed.MALFORMED;
        var authzid = Line.utf8(response).flatMap(SaslPrep::prepare);
        if (authzid.isEmpty() || (authzid.get().isEmpty() && response.length > 0)) return Step.Failed.MALFORMED;
        return authenticator.certified(account, authzid.get(), origin) instanceof Verdict.Granted granted
                ? new Step.Granted(granted.account())
                : Step.Failed.REFUSED;
    }
}
