package org.letterlock;

import java.util.Optional;

/** The server cannot start; its message says why, and nothing is left running. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Optional<Listener> listener;

    StartFailure(String message, Optional<Listener> listener, Throwable cause) {
        super(message, cause);
        this.listener = listener;
    }

    /** The listener whose port cannot be opened, if that is why. */
    public Optional<Listener> listener() {
        return listener;
    }
}
