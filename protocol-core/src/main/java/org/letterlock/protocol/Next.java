package org.letterlock.protocol;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a session does after a step: take the next frame, go on with this command when there is room for more output, or
 * go on when something outside has happened. No thread waits for any of them.
 */
public sealed interface Next {
    /** The command is answered; the next frame may be taken. */
    static Next done() {
        return Done.DONE;
    }

    /** There is more to write: {@code step} runs on a worker when the peer has taken enough of what was written before. */
    static Next more(Supplier<Next> step) {
        return new More(step);
    }

    /** When {@code stage} completes, {@code then} runs on a worker, on the session's turn. A failed stage fails the command. */
    static <T> Next await(CompletionStage<T> stage, Function<? super T, Next> then) {
        return new Await(stage.thenApply(value -> () -> then.apply(value)), false);
    }

    /**
     * As {@link #await}, where {@code then} is {@linkplain SessionHandler#isBrief brief}: it runs on the event loop, so that an
     * answer changes threads once less.
     */
    static <T> Next awaitBriefly(CompletionStage<T> stage, Function<? super T, Next> then) {
        return new Await(stage.thenApply(value -> () -> then.apply(value)), true);
    }

    /** Everything written is sent, then the connection closes. */
    static Next close() {
        return Close.CLOSE;
    }

    /** See {@link #done()}. */
    enum Done implements Next {
        DONE
    }

    /** See {@link #close()}. */
    enum Close implements Next {
        CLOSE
    }

    /** See {@link #more}. */
    record More(Supplier<Next> step) implements Next {}

    /** See {@link #await} and, where {@code brief}, {@link #awaitBriefly}. */
    record Await(CompletionStage<Supplier<Next>> stage, boolean brief) implements Next {
        /** Its end is followed by {@code after}, wherever it runs. */
        public Await followedBy(UnaryOperator<Next> after) {
            return new Await(stage.thenApply(step -> () -> after.apply(step.get())), brief);
        }
    }
}
