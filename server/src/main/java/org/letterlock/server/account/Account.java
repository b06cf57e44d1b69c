package org.letterlock.server.account;

/** Somebody who may log in and has mailboxes. {@code name} is the canonical address; see {@link Accounts#canonical}. */
public record Account(String name, Credential credential) {}
