package org.letterlock.pop3.net;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.StoreException;

/** A store whose bodies cannot be read to their end. */
final class BrokenBodies {
    private BrokenBodies() {}

    /** {@code store}, but of each body only the first {@code readable} octets can be read. */
    static MailStore in(MailStore store, long readable) {
        Function<Object, Object> message = m -> {
            var one = (Message) m;
            return new Message(
                    one.uid(),
                    one.modSequence(),
                    one.flags(),
                    one.internalDate(),
                    one.savedDate(),
                    new Broken(one.body(), readable));
        };
        Function<Object, Object> view = v -> StubbornStore.like(Mailbox.View.class, v, Map.of("message", message));
        return StubbornStore.in(store, Map.of("view", view));
    }

    private record Broken(Body body, long readable) implements Body {
        @Override
        public long size() {
            return body.size();
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            if (offset >= readable) throw new StoreException("secret reason /var/mail");
            return body.read(offset, length);
        }
    }
}
