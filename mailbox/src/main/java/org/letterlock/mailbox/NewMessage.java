package org.letterlock.mailbox;

/** A message to be appended: its body from a {@link BodySpool} of the same store, or that of another message in it. */
public record NewMessage(Body body, Flags flags, InternalDate internalDate) {}
