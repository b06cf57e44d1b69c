package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a store is at one LSN: values that never change, taken between two batches of the log, to be written by
 * somebody who has the time.
 *
 * @param lastCommit see {@link IndexFile#lastCommit}
 */
record Capture(
        long lsn,
        int lastCommit,
        long highestId,
        long highestUidValidity,
        List<OfMailbox> mailboxes,
        List<OfAccount> accounts,
        List<OfMail> mails) {
    /** A mailbox whose state is here, or where the last index has it. */
    record OfMailbox(StoredMailbox mailbox, MailboxPart.Slot slot, long recentFrom) {
        /** Reads it, when it is not here. */
        MailboxState state() {
            return mailbox.part().of(slot);
        }

        /** What it is, and where its state lies. */
        ByteBuffer operations(long offset, int length) {
            var out = new OpsBuffer();
            var summary = slot.summary(recentFrom);
            Ops.box(out, mailbox, summary);
            Ops.state(out, mailbox, summary, offset, length);
            return out.done();
        }
    }

    record OfAccount(StoredAccount account, Names names) {
        ByteBuffer operations() {
            var out = new OpsBuffer();
            Ops.names(out, account, names);
            return out.done();
        }
    }

    record OfMail(QueuedMail mail, QueuedMail.State state) {
        ByteBuffer operations() {
            var out = new OpsBuffer();
            Ops.queued(out, mail, state);
            return out.done();
        }
    }

    /** On the log's thread, when all up to {@code lsn} is committed and nothing behind it. Reads nothing. */
    static Capture of(Engine engine, long lsn, int lastCommit) {
        var mailboxes = new ArrayList<OfMailbox>();
        var accounts = new ArrayList<OfAccount>();
        for (var account : engine.stored()) {
            var names = account.names();
            accounts.add(new OfAccount(account, names));
            for (var node : names.all()) {
                var mailbox = node.mailbox();
                if (mailbox != null)
                    mailboxes.add(new OfMailbox(mailbox, mailbox.part().slot(), mailbox.recentFrom()));
            }
        }
        var mails = new ArrayList<OfMail>();
        for (var mail : engine.queue().mails())
            mails.add(new OfMail(mail, mail.part().committed()));
        return new Capture(
                lsn, lastCommit, engine.highestId(), engine.highestUidValidity(), mailboxes, accounts, mails);
    }

    ByteBuffer marks() {
        var out = new OpsBuffer();
        Ops.marks(out, highestId, highestUidValidity);
        return out.done();
    }
}
