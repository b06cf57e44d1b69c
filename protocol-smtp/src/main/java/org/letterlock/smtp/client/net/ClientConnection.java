package org.letterlock.smtp.client.net;

import java.util.concurrent.CompletionStage;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.TlsDemand;

/** One connection to a hop, for one mail object after the other. Thread-safe; not for two deliveries at the same time. */
public final class ClientConnection implements AutoCloseable {
    private final SmtpClient client;
    private final Hop hop;
    private final TlsDemand demand;

    ClientConnection(SmtpClient client, Hop hop, TlsDemand demand) {
        this.client = client;
        this.hop = hop;
        this.demand = demand;
    }

    /** The hop it goes to. */
    public Hop hop() {
        return hop;
    }

    /**
     * Delivers, or finds out why not; connects first where no connection is, or none that can go on. Always completes, never
     * exceptionally, on an event loop: do not block there.
     */
    public CompletionStage<Delivery> deliver(MailObject mail) {
        return client.deliver(hop, demand, mail);
    }

    /** Whether the next delivery needs no new connection, as far as is known. */
    public boolean reusable() {
        return false;
    }

    /** Says QUIT, without waiting for the reply, and ends. Ends a delivery that is under way as if the connection had been lost. */
    @Override
    public void close() {}
}
