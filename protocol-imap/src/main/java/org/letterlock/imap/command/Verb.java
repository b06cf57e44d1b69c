package org.letterlock.imap.command;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.Octets;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.session.Phase;
import org.letterlock.imap.session.Updates;

/**
 * All verbs of IMAP: in which phases they may come, what of others' changes they may tell, how they are read. {@code UID}
 * is a bit of the verb behind it. RFC 3501, 6.
 */
public enum Verb {
    CAPABILITY(When.ALWAYS, Updates.ALL, (in, uid, config) -> new CapabilityCommand(), Trait.BRIEF),
    NOOP(When.ALWAYS, Updates.ALL, (in, uid, config) -> Noop.NOOP, Trait.BRIEF),
    LOGOUT(When.ALWAYS, Updates.NONE, (in, uid, config) -> new Logout(), Trait.BRIEF),
    ID(When.ALWAYS, Updates.ALL, (in, uid, config) -> Id.parse(in), Trait.BRIEF),

    STARTTLS(When.NOT_AUTHENTICATED, Updates.NONE, (in, uid, config) -> new StartTls(), Trait.BRIEF),
    AUTHENTICATE(When.NOT_AUTHENTICATED, Updates.NONE, (in, uid, config) -> Authenticate.parse(in), Trait.NEEDS_TLS),
    LOGIN(When.NOT_AUTHENTICATED, Updates.NONE, (in, uid, config) -> Login.parse(in), Trait.NEEDS_TLS),

    ENABLE(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Enable.parse(in)),
    NAMESPACE(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> new Namespace()),
    SELECT(When.AUTHENTICATED, Updates.NONE, (in, uid, config) -> Select.parse(in, false, config)),
    EXAMINE(When.AUTHENTICATED, Updates.NONE, (in, uid, config) -> Select.parse(in, true, config)),
    CREATE(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Create.parse(in)),
    DELETE(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Delete.parse(in)),
    RENAME(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Rename.parse(in)),
    SUBSCRIBE(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Subscribe.parse(in, true)),
    UNSUBSCRIBE(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Subscribe.parse(in, false)),
    LIST(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> ListCommand.parse(in, config.maxPatterns())),
    LSUB(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Lsub.parse(in)),
    STATUS(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> StatusCommand.parse(in)),
    APPEND(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> Append.parse(in), Trait.STREAMS),
    IDLE(When.AUTHENTICATED, Updates.ALL, (in, uid, config) -> new Idle()),

    CHECK(When.SELECTED, Updates.ALL, (in, uid, config) -> new Check()),
    CLOSE(When.SELECTED, Updates.NONE, (in, uid, config) -> new Close()),
    UNSELECT(When.SELECTED, Updates.NONE, (in, uid, config) -> new Unselect()),
    EXPUNGE(When.SELECTED, Updates.ALL, Expunge::parse, Trait.UID_TWIN),
    SEARCH(When.SELECTED, Updates.NO_EXPUNGE, Search::parse, Trait.UID_TWIN, Trait.BY_NUMBER),
    CANCELUPDATE(When.SELECTED, Updates.ALL, (in, uid, config) -> CancelUpdate.parse(in)),
    FETCH(When.SELECTED, Updates.NO_EXPUNGE, Fetch::parse, Trait.UID_TWIN, Trait.BY_NUMBER),
    STORE(When.SELECTED, Updates.NO_EXPUNGE, Store::parse, Trait.UID_TWIN, Trait.BY_NUMBER),
    COPY(
            When.SELECTED,
            Updates.ALL,
            (in, uid, config) -> Copy.parse(in, uid, config, false),
            Trait.UID_TWIN,
            Trait.BY_NUMBER),
    MOVE(
            When.SELECTED,
            Updates.ALL,
            (in, uid, config) -> Copy.parse(in, uid, config, true),
            Trait.UID_TWIN,
            Trait.BY_NUMBER);

    /** What else is to be known of a verb. */
    enum Trait {
        /** Carries a password, or leads to one: neither run nor read before TLS. RFC 8314, 4.1. */
        NEEDS_TLS,
        /** Before log-in answered from memory: not worth changing threads. docs/decisions/0124. */
        BRIEF,
        /** May stand behind UID. RFC 3501, 6.4.8. */
        UID_TWIN,
        /** Without UID it names messages by sequence number, or is answered so. RFC 9586, 3.2. */
        BY_NUMBER,
        /** Its last literal is a message: it runs when that is announced, and takes it octets by octets. */
        STREAMS
    }

    /** Reads the arguments; {@code in} stands behind the verb, with the space that follows it already taken. */
    interface Arguments {
        ImapCommand read(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException;
    }

    private final Set<Phase> phases;
    private final Updates updates;
    private final Arguments arguments;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

    Verb(Set<Phase> phases, Updates updates, Arguments arguments, Trait... traits) {
        this.phases = phases;
        this.updates = updates;
        this.arguments = arguments;
        this.traits.addAll(Set.of(traits));
    }

    boolean allowedIn(Phase phase) {
        return phases.contains(phase);
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** UID commands name messages by UID, so that EXPUNGE cannot confuse their answers. RFC 9051, 7.5.1. */
    Updates updates(boolean uid) {
        return uid && updates == Updates.NO_EXPUNGE ? Updates.ALL : updates;
    }

    /** Reads the command whose arguments begin at {@code from}; nothing may be left over. {@code utf8}: in mailbox names. */
    ImapCommand read(byte[] command, int from, boolean uid, boolean utf8, ImapConfig config) throws SyntaxException {
        var in = new ImapReader(command, from, utf8);
        if (!in.atEnd()) in.space();
        var read = arguments.read(in, uid, config);
        in.end();
        return read;
    }

    private static final Verb[] BY_HASH = new Verb[128]; // open addressing

    static {
        for (var verb : values()) {
            int at = hash(
                    verb.name().getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    0,
                    verb.name().length());
            while (BY_HASH[at] != null) at = (at + 1) & 127;
            BY_HASH[at] = verb;
        }
    }

    /** The verb spelled by {@code octets[from..to)}, in any case; null when there is none. */
    static @Nullable Verb of(byte[] octets, int from, int to) {
        for (int at = hash(octets, from, to); ; at = (at + 1) & 127) {
            var verb = BY_HASH[at];
            if (verb == null || verb.isSpelled(octets, from, to)) return verb;
        }
    }

    private static int hash(byte[] octets, int from, int to) {
        int h = to - from;
        for (int i = from; i < to; i++) h = 31 * h + Octets.upper(octets[i]);
        return (h ^ h >>> 7 ^ h >>> 14) & 127;
    }

    private boolean isSpelled(byte[] octets, int from, int to) {
        var name = name();
        if (name.length() != to - from) return false;
        for (int i = 0; i < name.length(); i++) if (Octets.upper(octets[from + i]) != name.charAt(i)) return false;
        return true;
    }

    private static final class When {
        static final Set<Phase> ALWAYS = EnumSet.of(Phase.NOT_AUTHENTICATED, Phase.AUTHENTICATED, Phase.SELECTED);
        static final Set<Phase> NOT_AUTHENTICATED = EnumSet.of(Phase.NOT_AUTHENTICATED);
        static final Set<Phase> AUTHENTICATED = EnumSet.of(Phase.AUTHENTICATED, Phase.SELECTED);
        static final Set<Phase> SELECTED = EnumSet.of(Phase.SELECTED);
    }
}
