package org.letterlock.server.listen;

import java.io.IOException;

/** A listener that cannot be opened; the message names address, port and listener. */
public class PortProblem extends IOException {
    private static final long serialVersionUID = 1;

    private final String listener;
    private final String owner;

    PortProblem(PortPlan plan, String why, Throwable cause) {
        super(
                "port " + plan.address().getPort() + " of " + plan.address().getHostString() + " (" + plan.name() + ") "
                        + why,
                cause);
        this.listener = plan.name();
        this.owner = plan.owner();
    }

    /** What set the port. */
    public String owner() {
        return owner;
    }

    /** The name of the listener. */
    public String listener() {
        return listener;
    }
}
