package org.letterlock.server.delivery;

import java.time.Instant;
import org.letterlock.mailbox.Body;
import org.letterlock.smtp.Envelope;

/** A message that is committed: in the mailbox of each recipient. */
public record Delivered(Envelope envelope, Body body, Instant at) {}
