package org.letterlock.protocol.sasl;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.sasl.Authenticator.Verdict;

/**
 * One authentication attempt: octets from the client in, the next step out. Base64, continuation marks and the cancelling
 * {@code *} are the protocol's. Used by one thread at a time; ends with {@link Step.Granted} or {@link Step.Failed}.
 */
public interface SaslExchange {
    /**
     * The first step. {@code initial} is the initial response, possibly empty; null when the client sent none. Taken
     * over, and wiped when it holds a password.
     */
    CompletionStage<Step> begin(byte @Nullable [] initial);

    /** The client's answer to a challenge; taken over, and wiped when it holds a password. */
    CompletionStage<Step> respond(byte[] response);

    /** What the server says next. */
    sealed interface Step {
        /** Send this, undecorated, and wait for a response. */
        record Challenge(byte[] data) implements Step {
            static final Challenge EMPTY = new Challenge(new byte[0]);
        }

        /** The client is {@code account}, the canonical address. */
        record Granted(String account) implements Step {}

        /** Refused. {@code malformed}: the client broke the mechanism's syntax, rather than gave wrong credentials; {@code temporary}: it may try again. */
        record Failed(boolean malformed, boolean temporary) implements Step {
            static final Failed REFUSED = new Failed(false, false);
            static final Failed MALFORMED = new Failed(true, false);
            static final Failed TEMPORARY = new Failed(false, true);
        }

        /** The step that a verdict means. */
        static Step of(Verdict verdict) {
            if (verdict instanceof Verdict.Granted granted) return new Granted(granted.account());
            return verdict instanceof Verdict.Unavailable ? Failed.TEMPORARY : Failed.REFUSED;
        }
    }
}
