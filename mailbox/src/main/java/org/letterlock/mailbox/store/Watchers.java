package org.letterlock.mailbox.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.Mailbox.Watch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to be woken when a mailbox changed. Thread-safe. */
final class Watchers {
    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);
    private final Mailbox mailbox;
    private final List<Hint> hints = new CopyOnWriteArrayList<>();

    Watchers(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    Watch add(Consumer<Mailbox> consumer) {
        var hint = new Hint(consumer);
        hints.add(hint);
        return hint;
    }

    boolean isEmpty() {
        return hints.isEmpty();
    }

    void wake() {
        for (var hint : hints) hint.give();
    }

    private final class Hint implements Watch {
        private final Consumer<Mailbox> consumer;

        Hint(Consumer<Mailbox> consumer) {
            this.consumer = consumer;
        }

        void give() {
            try {
                consumer.accept(mailbox);
            } catch (RuntimeException e) { // one watcher's trouble is not the others', nor the committed change's
                LOG.warn("a watcher of mailbox {} failed", mailbox.id(), e);
            }
        }

        @Override
        public void close() {
            hints.remove(this);
        }
    }
}
