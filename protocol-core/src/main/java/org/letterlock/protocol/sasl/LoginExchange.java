package org.letterlock.protocol.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * LOGIN: the name, then the password, each asked for. Never standardised; the prompts are those that clients know, and
 * a first response is the name.
 */
final class LoginExchange implements SaslExchange {
    private static final Step NAME = new Step.Challenge("Username:".getBytes(StandardCharsets.US_ASCII));
    private static final Step PASSWORD = new Step.Challenge("Password:".getBytes(StandardCharsets.US_ASCII));
    private final PasswordCheck passwords;
    private byte @Nullable [] user;

    LoginExchange(PasswordCheck passwords) {
        this.passwords = passwords;
    }

    @Override
    public CompletionStage<Step> begin(byte @Nullable [] initial) {
        return initial == null ? CompletableFuture.completedFuture(NAME) : respond(initial);
    }

    @Override
    public CompletionStage<Step> respond(byte[] response) {
        var name = user;
        if (response.length > SaslServer.MAX_RESPONSE) {
            Arrays.fill(response, (byte) 0);
            return CompletableFuture.completedFuture(Step.Failed.MALFORMED);
        }
        if (name != null) return passwords.check(new byte[0], name, response);
        user = response;
        return CompletableFuture.completedFuture(PASSWORD);
    }
}
