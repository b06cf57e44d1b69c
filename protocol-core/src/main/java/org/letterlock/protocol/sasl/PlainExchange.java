package org.letterlock.protocol.sasl;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** PLAIN: authorization identity, NUL, authentication identity, NUL, password. RFC 4616. */
final class PlainExchange implements SaslExchange {
    private final PasswordCheck passwords;

    PlainExchange(PasswordCheck passwords) {
        this.passwords = passwords;
    }

    @Override
    public CompletionStage<Step> begin(byte @Nullable [] initial) {
        return initial == null ? CompletableFuture.completedFuture(Step.Challenge.EMPTY) : respond(initial);
    }

    @Override
    public CompletionStage<Step> respond(byte[] response) {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        boolean malformed =
                second < 0 || indexOfNul(response, second + 1) >= 0 || response.length > SaslServer.MAX_RESPONSE;
        if (malformed) {
            Arrays.fill(response, (byte) 0);
            return CompletableFuture.completedFuture(Step.Failed.MALFORMED);
        }
        var authzid = Arrays.copyOf(response, first);
        var authcid = Arrays.copyOfRange(response, first + 1, second);
        var password = Arrays.copyOfRange(response, second + 1, response.length);
        Arrays.fill(response, (byte) 0);
        return passwords.check(authzid, authcid, password);
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) if (octets[i] == 0) return i;
        return -1;
    }
}
