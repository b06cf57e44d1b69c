package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.sasl.Authenticator.Origin;
import org.letterlock.protocol.sasl.Authenticator.ScramKeys;
import org.letterlock.protocol.sasl.Authenticator.Verdict;
import org.letterlock.tls.TlsFacts;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS. Everything that is wrong but well-formed fails alike, behind the proof, whoever
 * the user is: a made-up user is challenged as a real one. RFC 5802, RFC 7677.
 */
final class ScramExchange implements SaslExchange {
    private final Authenticator authenticator;
    private final Origin origin;
    private final Supplier<String> nonces;
    private final TlsFacts.ChannelBindings bindings;
    private final boolean plus;
    private final boolean plusOffered;

    private Turn turn = Turn.CLIENT_FIRST;
    private @Nullable Challenged challenged;
    private Step outcome = Step.Failed.REFUSED;

    private enum Turn {
        CLIENT_FIRST,
        CLIENT_FINAL,
        EMPTY,
        OVER
    }

    /** What was said until the proof comes. */
    private record Challenged(ScramClientFirst first, String nonce, String serverFirst, ScramKeys keys) {}

    ScramExchange(
            Authenticator authenticator,
            Origin origin,
            Supplier<String> nonces,
            TlsFacts.ChannelBindings bindings,
            boolean plus,
            boolean plusOffered) {
        this.authenticator = authenticator;
        this.origin = origin;
        this.nonces = nonces;
        this.bindings = bindings;
        this.plus = plus;
        this.plusOffered = plusOffered;
    }

    @Override
    public CompletionStage<Step> begin(byte @Nullable [] initial) {
        return initial == null ? now(Step.Challenge.EMPTY) : respond(initial);
    }

    @Override
    public CompletionStage<Step> respond(byte[] response) {
        var message = response.length > SaslServer.MAX_RESPONSE
                ? null
                : Line.utf8(response).orElse(null);
        if (message == null) return over(Step.Failed.MALFORMED);
        return switch (turn) {
            case CLIENT_FIRST -> clientFirst(message);
            case CLIENT_FINAL -> clientFinal(message);
            case EMPTY -> over(response.length == 0 ? outcome : Step.Failed.MALFORMED); // RFC 4422, 5.3
            case OVER -> over(Step.Failed.REFUSED);
        };
    }

    private CompletionStage<Step> clientFirst(String message) {
        var first = ScramClientFirst.parse(message).orElse(null);
        if (first == null) return over(Step.Failed.MALFORMED);
        if (first.mandatoryExtension()) return over(Step.Failed.REFUSED); // RFC 5802, 5.1: m=
        return authenticator.scramKeys(first.user(), origin).handle((keys, failure) -> {
            if (failure != null) {
                turn = Turn.OVER;
                if (Authenticator.NotNow.in(failure)) return Step.Failed.TEMPORARY;
                throw failure instanceof CompletionException again ? again : new CompletionException(failure);
            }
            var nonce = first.nonce() + nonces.get();
            var serverFirst =
                    "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(keys.salt()) + ",i=" + keys.iterations();
            challenged = new Challenged(first, nonce, serverFirst, keys);
            turn = Turn.CLIENT_FINAL;
            return new Step.Challenge(serverFirst.getBytes(UTF_8));
        });
    }

    private CompletionStage<Step> clientFinal(String message) {
        var said = challenged;
        var last = ScramClientFinal.parse(message).orElse(null);
        if (last == null || said == null) return over(Step.Failed.MALFORMED);
        var first = said.first;
        var authMessage = (first.bare() + "," + said.serverFirst + "," + last.withoutProof()).getBytes(UTF_8);
        // no short circuit: which of these is wrong is nobody's business
        boolean proven = proves(last.proof(), said.keys, authMessage)
                & said.keys.real()
                & bound(first, last.channelBinding())
                & MessageDigest.isEqual(last.nonce().getBytes(UTF_8), said.nonce.getBytes(UTF_8));
        return authenticator.scramFinished(first.user(), proven, origin).thenApply(verdict -> {
            var step = Step.of(verdict);
            if (proven && verdict instanceof Verdict.Granted granted) {
                if (first.authzid().isEmpty() || authenticator.sameAccount(granted.account(), first.authzid())) {
                    outcome = step;
                    turn = Turn.EMPTY;
                    return new Step.Challenge(
                            ("v=" + Base64.getEncoder().encodeToString(Scram.hmac(said.keys.serverKey(), authMessage)))
                                    .getBytes(UTF_8));
                }
                step = Step.Failed.REFUSED;
            }
            turn = Turn.OVER;
            return step instanceof Step.Granted ? Step.Failed.REFUSED : step;
        });
    }

    /** Whether the GS2 header and the channel it speaks of are those of this connection. RFC 5802, 6. */
    private boolean bound(ScramClientFirst first, byte[] said) {
        byte[] header = first.gs2Header().getBytes(UTF_8);
        return switch (first.flag()) {
            case BOUND -> {
                boolean same = false;
                for (var data : ChannelBinding.named(first.bindingType())
                        .map(type -> type.readings(bindings))
                        .orElse(List.of())) same |= MessageDigest.isEqual(join(header, data), said);
                yield same & plus;
            }
            case NOT_OFFERED ->
                MessageDigest.isEqual(header, said) & !plus & !plusOffered; // "y" though we did: somebody cut our offer
            default -> MessageDigest.isEqual(header, said) & !plus;
        };
    }

    private static byte[] join(byte[] header, byte[] data) {
        byte[] joined = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, joined, header.length, data.length);
        return joined;
    }

    private static boolean proves(byte[] proof, ScramKeys keys, byte[] authMessage) {
        var clientKey = Scram.hmac(keys.storedKey(), authMessage);
        for (int i = 0; i < clientKey.length; i++) clientKey[i] ^= i < proof.length ? proof[i] : 0;
        return MessageDigest.isEqual(Scram.h(clientKey), keys.storedKey()) & proof.length == clientKey.length;
    }

    private CompletionStage<Step> over(Step step) {
        turn = Turn.OVER;
        return now(step);
    }

    private static CompletionStage<Step> now(Step step) {
        return CompletableFuture.completedFuture(step);
    }
}
