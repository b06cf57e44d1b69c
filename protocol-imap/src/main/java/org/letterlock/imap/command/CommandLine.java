package org.letterlock.imap.command;

import org.jspecify.annotations.Nullable;
import org.letterlock.imap.grammar.Octets;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Code;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.Phase;
import org.letterlock.imap.session.Updates;
import org.letterlock.protocol.Next;

/**
 * A command as it stands on the wire, with its tag and verb found: enough to say whether it may come now, before its
 * arguments are read or its literals sent. RFC 3501, 2.2.1.
 */
public final class CommandLine {
    private static final int MAX_TAG = 64;
    private static final Completion NO_TAG = Completion.bad("Missing or invalid tag");
    private static final Completion UNKNOWN = Completion.bad("Unknown command");
    private static final Completion NO_UID = Completion.bad("Unknown UID command");
    private static final Completion LOG_IN_FIRST = Completion.bad("Log in first");
    private static final Completion LOGGED_IN = Completion.bad("Already logged in");
    private static final Completion SELECT_FIRST = Completion.bad("No mailbox selected");
    private static final Completion TLS_FIRST =
            Completion.no(Code.PRIVACYREQUIRED, "Not before TLS: say STARTTLS first");

    private final byte[] octets; // they may go on behind the first literal
    private final int tagLength; // 0: none
    private final @Nullable Verb verb;
    private final boolean uid;
    private final int arguments;

    private CommandLine(byte[] octets, int tagLength, @Nullable Verb verb, boolean uid, int arguments) {
        this.octets = octets;
        this.tagLength = tagLength;
        this.verb = verb;
        this.uid = uid;
        this.arguments = arguments;
    }

    /** Finds tag and verb at the beginning of {@code octets}. */
    public static CommandLine of(byte[] octets) {
        int tag = 0;
        while (tag < octets.length && Octets.isTag(octets[tag])) tag++;
        if (tag == 0 || tag > MAX_TAG || tag == octets.length || octets[tag] != ' ')
            return new CommandLine(octets, tag == octets.length && tag <= MAX_TAG ? tag : 0, null, false, 0);
        int from = tag + 1;
        int to = wordEnd(octets, from);
        boolean uid = to - from == 3
                && Octets.upper(octets[from]) == 'U'
                && Octets.upper(octets[from + 1]) == 'I'
                && Octets.upper(octets[from + 2]) == 'D';
        if (uid) {
            from = to < octets.length && octets[to] == ' ' ? to + 1 : to;
            to = wordEnd(octets, from);
        }
        return new CommandLine(octets, tag, Verb.of(octets, from, to), uid, to);
    }

    private static int wordEnd(byte[] octets, int from) {
        int to = from;
        while (to < octets.length && octets[to] > ' ') to++;
        return to;
    }

    /** The session is at this command now. */
    public void begin(ImapSession session) {
        session.begin(octets, tagLength, verb == null ? Updates.NONE : verb.updates(uid));
    }

    /** Why it may not come now, whatever its arguments; null when it may. */
    public @Nullable Completion refusal(ImapSession session) {
        if (tagLength == 0) return NO_TAG;
        if (verb == null) return uid ? NO_UID : UNKNOWN;
        if (uid && !verb.is(Verb.Trait.UID_TWIN)) return NO_UID;
        if (!verb.allowedIn(session.phase())) {
            if (session.phase() == Phase.NOT_AUTHENTICATED) return LOG_IN_FIRST;
            return session.phase() == Phase.AUTHENTICATED && verb.allowedIn(Phase.SELECTED) ? SELECT_FIRST : LOGGED_IN;
        }
        if (!uid && verb.is(Verb.Trait.BY_NUMBER) && session.has(Feature.UIDONLY)) return Refusals.UID_REQUIRED;
        if (verb.is(Verb.Trait.NEEDS_TLS) && !session.encrypted()) return TLS_FIRST;
        return null;
    }

    /** Whether it is answered at once and from memory, as long as nobody has logged in. */
    public boolean isBrief() {
        return verb != null && verb.is(Verb.Trait.BRIEF);
    }

    /** Whether the literal announced at {@code mark} is a message, to be taken as it comes, rather than an argument. */
    public boolean streams(int mark) {
        // APPEND's first argument is the mailbox; the only other literal is the message. RFC 3501, 6.3.11
        return verb != null && verb.is(Verb.Trait.STREAMS) && mark != arguments + 1;
    }

    /** Reads the arguments of {@code whole}, which begins with the octets known so far, and runs. */
    public Next run(ImapSession session, byte[] whole) {
        var v = verb;
        if (v == null) throw new IllegalStateException("refused");
        ImapCommand command;
        try {
            command = v.read(whole, arguments, uid, session.usesUtf8(), session.config());
        } catch (SyntaxException e) {
            return session.finish(Completion.bad(e.problem()));
        }
        return command.run(session);
    }
}
