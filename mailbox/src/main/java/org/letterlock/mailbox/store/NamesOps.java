package org.letterlock.mailbox.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailboxName;

/** Writes what is different in an account's names as operations. */
record NamesOps(OpsBuffer out, AccountId account) implements Names.Difference {
    @Override
    public void node(MailboxName name, Names.@Nullable Node node) {
        out.op(Ops.NAME).account(account).name(name);
        var mailbox = node == null ? null : node.mailbox();
        if (node == null) out.octet(Ops.GONE).uses(Set.of());
        else out.octet(mailbox == null ? Ops.LEVEL : Ops.MAILBOX).uses(node.uses());
        out.number64(mailbox == null ? 0 : mailbox.id());
    }

    @Override
    public void subscribed(MailboxName name, boolean is) {
        out.op(Ops.SUBSCRIBE).account(account).name(name).octet(is ? 1 : 0);
    }

    @Override
    public void left(MailboxName name, long uidValidity) {
        out.op(Ops.LEFT).account(account).name(name).number32(uidValidity);
    }

    @Override
    public void floor(long uidValidity) {
        out.op(Ops.FLOOR).account(account).number32(uidValidity);
    }
}
