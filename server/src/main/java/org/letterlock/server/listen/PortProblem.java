package org.letterlock.server.listen;

import java.io.IOException;

/** A listener that cannot be opened; the message names the port and what set it. */
public class PortProblem extends IOException {
    private static final long serialVersionUID = 1;

    public PortProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
