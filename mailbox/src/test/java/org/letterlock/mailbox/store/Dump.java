package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.ModSequence;

/** All that a client can ever find out of a store, but who was told {@code \Recent}, as text to compare. */
final class Dump {
    private Dump() {}

    static String of(MailStore store) {
        var s = new StringBuilder();
        for (var id : store.accounts()) {
            var account = store.account(id);
            s.append(id).append(' ').append(account.usage()).append('\n');
            for (var entry : account.list()) {
                s.append("  ").append(entry).append('\n');
                account.open(entry.name()).ifPresent(mailbox -> s.append(of(mailbox)));
            }
        }
        for (var entry : store.queue().entries()) {
            var state = new byte[entry.state().remaining()];
            entry.state().get(state);
            s.append("queued ").append(entry.id()).append(' ').append(Arrays.toString(state));
            s.append(' ').append(hash(entry.body())).append('\n');
        }
        return s.toString();
    }

    static String of(Mailbox mailbox) {
        var s = new StringBuilder();
        var status = mailbox.status();
        s.append("    id ").append(mailbox.id()).append(' ').append(mailbox.uidValidity());
        s.append(" next ").append(status.uidNext()).append(' ').append(status.highestModSequence());
        s.append(" unseen ").append(status.unseen()).append(" deleted ").append(status.deleted());
        s.append(" size ").append(status.size());
        s.append(' ').append(mailbox.keywords()).append('\n');
        var changes = mailbox.changesSince(ModSequence.FIRST);
        s.append("    vanished ").append(changes.vanished());
        s.append(changes.complete() ? "\n" : " and more\n");
        var view = mailbox.view();
        for (int i = 0; i < view.count(); i++) {
            var m = view.message(i);
            s.append("    ").append(m.uid().value()).append(' ');
            s.append(m.modSequence().value()).append(' ').append(m.flags()).append(' ');
            s.append(m.internalDate()).append(' ').append(m.savedDate()).append(' ');
            s.append(m.size()).append(' ').append(hash(m.body())).append('\n');
        }
        return s.toString();
    }

    static int hash(Body body) {
        int hash = 1;
        for (long at = 0; at < body.size(); ) {
            ByteBuffer piece = body.read(at, 64 * 1024);
            at += piece.remaining();
            while (piece.hasRemaining()) hash = 31 * hash + piece.get();
        }
        return hash;
    }
}
