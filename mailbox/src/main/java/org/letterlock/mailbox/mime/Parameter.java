package org.letterlock.mailbox.mime;

/**
 * A parameter of Content-Type or Content-Disposition, in the order of the field. Continuations (RFC 2231, 3) are joined;
 * a value with a character set keeps its encoding and the {@code *} in its name (RFC 2231, 4).
 */
public record Parameter(String name, String value) {}
