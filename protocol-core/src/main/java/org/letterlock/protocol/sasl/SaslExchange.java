package org.letterlock.protocol.sasl;

import java.util.concurrent.CompletionStage;

/**
 * One authentication attempt: octets from the client in, the next step out. Base64, continuation marks and the cancelling
 * {@code *} are the protocol's. Used by one thread at a time; ends with {@link Step.Granted} or {@link Step.Failed}.
 */
public interface SaslExchange {
    /** The first step. {@code initial} is the initial response, possibly empty; null when the client sent none. */
    CompletionStage<Step> begin(byte @org.jspecify.annotations.Nullable [] initial);

    /** The client's answer to a challenge. */
    CompletionStage<Step> respond(byte[] response);

    /** What the server says next. */
    sealed interface Step {
        /** Send this, undecorated, and wait for a response. */
        record Challenge(byte[] data) implements Step {}

        /** The client is {@code account}, the canonical address. */
        record Granted(String account) implements Step {}

        /** Refused. {@code malformed}: the client broke the mechanism's syntax, rather than gave wrong credentials; {@code temporary}: it may try again. */
        record Failed(boolean malformed, boolean temporary) implements Step {}
    }
}
