package org.letterlock.imap.response;

/** Response codes without arguments that a NO may have. RFC 3501, 7.1; RFC 5530, 3; RFC 7889, 4 (TOOBIG); RFC 6154, 6 (USEATTR). */
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
    UNAVAILABLE,
    USEATTR
}
