package org.letterlock.imap.command;

import java.util.EnumSet;
import java.util.Set;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Code;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.Next;

/**
 * CREATE: a mailbox and the levels above it. RFC 3501, 6.3.3; its USE parameter: RFC 6154, 3.
 *
 * @param knownUses whether all uses it names are known here
 */
record Create(MailboxArgument name, Set<SpecialUse> uses, boolean knownUses) implements ImapCommand {
    private static final Completion DONE = Completion.ok("CREATE completed");
    private static final Completion UNKNOWN_USE = Completion.no(Code.USEATTR, "No such special use here");

    static Create parse(ImapReader in) throws SyntaxException {
        var name = in.mailbox().withoutTrailingSeparator().forNew();
        var uses = EnumSet.noneOf(SpecialUse.class);
        boolean known = true;
        if (in.take(' ')) {
            in.expect('(');
            if (!in.takeWord("USE")) throw new SyntaxException("Unknown CREATE parameter");
            in.space();
            in.expect('(');
            while (!in.take(')')) {
                if (!in.take('\\')) throw new SyntaxException("A special use begins with a backslash");
                var use = use("\\" + in.atom());
                if (use == null) known = false;
                else uses.add(use);
                if (in.peek() != ')') in.space();
            }
            in.expect(')');
        }
        return new Create(name, uses, known);
    }

    private static @org.jspecify.annotations.Nullable SpecialUse use(String wire) {
        for (var use : SpecialUse.values()) if (use.wire().equalsIgnoreCase(wire)) return use;
        return null;
    }

    @Override
    public Next run(ImapSession session) {
        var mailbox = name.name();
        if (mailbox.isEmpty()) return session.finish(Refusals.of(name));
        if (!knownUses) return session.finish(UNKNOWN_USE);
        return Next.await(
                session.account().create(mailbox.get(), uses),
                result ->
                        session.finish(result instanceof StoreResult.Refused<?> refused ? Refusals.of(refused) : DONE));
    }
}
