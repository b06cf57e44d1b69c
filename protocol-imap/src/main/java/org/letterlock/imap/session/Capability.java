package org.letterlock.imap.session;

import java.util.function.Predicate;

/**
 * What CAPABILITY announces, in this order, and when. An extension that is built has its line here; what depends on
 * numbers or on mechanisms ({@code AUTH=}, {@code APPENDLIMIT=}) is added by {@link #announce}. RFC 3501, 7.2.1.
 */
public enum Capability {
    IMAP4REV1("IMAP4rev1", When.ALWAYS),
    IMAP4REV2("IMAP4rev2", When.ALWAYS), // RFC 9051, A: answered so once it is enabled
    LITERAL_PLUS("LITERAL+", s -> !s.services().config().literalMinus()), // RFC 7888
    LITERAL_MINUS("LITERAL-", s -> s.services().config().literalMinus()),
    SASL_IR("SASL-IR", When.ALWAYS), // RFC 4959
    ID("ID", When.ALWAYS), // RFC 2971
    ENABLE("ENABLE", When.ALWAYS), // RFC 5161
    IDLE("IDLE", When.ALWAYS), // RFC 2177
    STARTTLS("STARTTLS", s -> s.phase() == Phase.NOT_AUTHENTICATED && s.canStartTls()),
    LOGINDISABLED("LOGINDISABLED", s -> s.phase() == Phase.NOT_AUTHENTICATED && !s.encrypted()),
    NAMESPACE("NAMESPACE", When.LOGGED_IN), // RFC 2342
    CHILDREN("CHILDREN", When.LOGGED_IN), // RFC 3348
    UNSELECT("UNSELECT", When.LOGGED_IN), // RFC 3691
    UIDPLUS("UIDPLUS", When.LOGGED_IN), // RFC 4315
    MOVE("MOVE", When.LOGGED_IN), // RFC 6851
    SPECIAL_USE("SPECIAL-USE", When.LOGGED_IN), // RFC 6154
    CREATE_SPECIAL_USE("CREATE-SPECIAL-USE", When.LOGGED_IN),
    LIST_EXTENDED("LIST-EXTENDED", When.LOGGED_IN), // RFC 5258
    LIST_STATUS("LIST-STATUS", When.LOGGED_IN), // RFC 5819
    STATUS_SIZE("STATUS=SIZE", When.LOGGED_IN), // RFC 8438
    ESEARCH("ESEARCH", When.LOGGED_IN), // RFC 4731
    SEARCHRES("SEARCHRES", When.LOGGED_IN), // RFC 5182
    WITHIN("WITHIN", When.LOGGED_IN), // RFC 5032
    SEARCH_FUZZY("SEARCH=FUZZY", When.LOGGED_IN), // RFC 6203
    PARTIAL("PARTIAL", When.LOGGED_IN), // RFC 9394
    SAVEDATE("SAVEDATE", When.LOGGED_IN), // RFC 8514
    BINARY("BINARY", When.LOGGED_IN), // RFC 3516
    CONDSTORE("CONDSTORE", When.LOGGED_IN), // RFC 7162
    QRESYNC("QRESYNC", When.LOGGED_IN),
    UIDONLY("UIDONLY", When.LOGGED_IN), // RFC 9586
    CONTEXT_SEARCH("CONTEXT=SEARCH", When.LOGGED_IN), // RFC 5267
    INPROGRESS("INPROGRESS", When.LOGGED_IN); // RFC 9585

    private final String wire;
    private final Predicate<ImapSession> announced;

    Capability(String wire, Predicate<ImapSession> announced) {
        this.wire = wire;
        this.announced = announced;
    }

    public String wire() {
        return wire;
    }

    /** Its data, without {@code CAPABILITY} before it. */
    static String announce(ImapSession session) {
        var all = new StringBuilder();
        for (var capability : values()) {
            if (capability.announced.test(session)) all.append(' ').append(capability.wire);
        }
        if (session.phase() != Phase.NOT_AUTHENTICATED) {
            all.append(" APPENDLIMIT=").append(session.services().config().appendLimit()); // RFC 7889
        } else {
            for (var mechanism : session.sasl().mechanisms())
                all.append(" AUTH=").append(mechanism.wire());
        }
        return all.substring(1);
    }

    private static final class When {
        static final Predicate<ImapSession> ALWAYS = s -> true;
        static final Predicate<ImapSession> LOGGED_IN = s -> s.phase() != Phase.NOT_AUTHENTICATED;
    }
}
