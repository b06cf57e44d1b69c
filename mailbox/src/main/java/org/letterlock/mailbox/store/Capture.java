package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that a store is at one LSN: values that never change, taken between two batches of the log, to be written by
 * somebody who has the time.
 */
record Capture(
        long lsn,
        long highestId,
        long highestUidValidity,
        List<OfMailbox> mailboxes,
        List<OfAccount> accounts,
        List<OfMail> mails) {
    record OfMailbox(StoredMailbox mailbox, MailboxState state, long recentFrom) {}

    record OfAccount(StoredAccount account, Names names) {}

    record OfMail(QueuedMail mail, QueuedMail.State state) {}

    /** On the log's thread, when all up to {@code lsn} is committed and nothing behind it. */
    static Capture of(Engine engine, long lsn) {
        var mailboxes = new ArrayList<OfMailbox>();
        var accounts = new ArrayList<OfAccount>();
        for (var account : engine.stored()) {
            var names = account.names();
            accounts.add(new OfAccount(account, names));
            for (var node : names.all()) {
                var mailbox = node.mailbox();
                if (mailbox != null) mailboxes.add(new OfMailbox(mailbox, mailbox.state(), mailbox.recentFrom()));
            }
        }
        var mails = new ArrayList<OfMail>();
        for (var mail : engine.queue().mails())
            mails.add(new OfMail(mail, mail.part().committed()));
        return new Capture(lsn, engine.highestId(), engine.highestUidValidity(), mailboxes, accounts, mails);
    }

    /** As operations, a piece for each mailbox, each account, each mail of the queue. */
    void write(Consumer<ByteBuffer> sink) {
        var marks = new OpsBuffer();
        Ops.marks(marks, highestId, highestUidValidity);
        sink.accept(marks.done());
        for (var one : mailboxes) {
            var out = new OpsBuffer();
            Ops.box(out, one.mailbox(), one.state());
            Ops.snapshot(out, one.mailbox(), one.state(), one.recentFrom());
            sink.accept(out.done());
        }
        for (var one : accounts) {
            var out = new OpsBuffer();
            Ops.names(out, one.account(), one.names());
            sink.accept(out.done());
        }
        for (var one : mails) {
            var out = new OpsBuffer();
            Ops.queued(out, one.mail(), one.state());
            sink.accept(out.done());
        }
    }
}
