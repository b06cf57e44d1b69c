package org.letterlock.server.queue;

import java.util.concurrent.CompletionStage;
import org.letterlock.server.route.Route;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.net.ClientConnection;
import org.letterlock.smtp.client.net.SmtpClient;

/** Who carries mail to the next host: all that the queue asks of the client. Thread-safe. */
@FunctionalInterface
public interface Carrier {
    /** A connection for a step, made when it is first used. */
    Connection connection(Route.Step step);

    /** One connection, for one message after the other. */
    interface Connection {
        /** Always completes, never exceptionally; on a thread that must not be blocked. */
        CompletionStage<Delivery> deliver(MailObject mail);

        /** Whether the next delivery needs no new connection, as far as is known. */
        boolean reusable();

        /** Whether the server that took the last delivery will tell senders what they asked to be told. RFC 3461, 5.2. */
        boolean notifies();

        /** Ends it, and what is under way on it. */
        void close();
    }

    /** By SMTP and LMTP. */
    static Carrier of(SmtpClient client) {
        return step -> of(client.connection(step.hop(), step.demand()));
    }

    private static Connection of(ClientConnection connection) {
        return new Connection() {
            @Override
            public CompletionStage<Delivery> deliver(MailObject mail) {
                return connection.deliver(mail);
            }

            @Override
            public boolean reusable() {
                return connection.reusable();
            }

            @Override
            public boolean notifies() {
                return connection.notifies();
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }
}
