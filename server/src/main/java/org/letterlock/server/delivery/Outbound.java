package org.letterlock.server.delivery;

import java.util.List;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.SessionFacts;

/** What takes mail for other domains, and tells senders what they asked to be told. Thread-safe, and never blocks. */
public interface Outbound {
    /** Takes nothing and tells nobody. */
    Outbound NONE = new Outbound() {
        @Override
        public boolean takes(SessionFacts session) {
            return false;
        }

        @Override
        public MailQueue.Changes changes(Envelope envelope, List<Envelope.Recipient> elsewhere) {
            throw new IllegalStateException("nothing is taken for elsewhere");
        }

        @Override
        public void queued(List<MailQueue.Entry> entries) {}

        @Override
        public void delivered(Envelope envelope, List<Envelope.Recipient> here, Body body) {}
    };

    /** Whether this client's mail for other domains is taken: only if it has logged in, so that nobody relays who has no account. */
    boolean takes(SessionFacts session);

    /** What becomes of the queue when this message is committed. */
    MailQueue.Changes changes(Envelope envelope, List<Envelope.Recipient> elsewhere);

    /** They are committed. */
    void queued(List<MailQueue.Entry> entries);

    /** The message is in the mailboxes of these: the sender may want to know. RFC 3461, 4.1. */
    void delivered(Envelope envelope, List<Envelope.Recipient> here, Body body);
}
