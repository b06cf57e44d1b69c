package org.letterlock.imap.response;

/**
 * Response codes without arguments that a NO or BAD may have. RFC 3501, 7.1; RFC 5530, 3; RFC 7889, 4 (TOOBIG); RFC 6154, 6 (USEATTR); RFC
 * 9586, 3 (UIDREQUIRED).
 */
public enum Code {
    ALREADYEXISTS,
    AUTHENTICATIONFAILED,
    CANNOT,
    EXPUNGEISSUED,
    INUSE,
    LIMIT,
    NONEXISTENT,
    OVERQUOTA,
    PRIVACYREQUIRED,
    SERVERBUG,
    TOOBIG,
    TRYCREATE,
    UIDREQUIRED,
    UNAVAILABLE,
    USEATTR
}
