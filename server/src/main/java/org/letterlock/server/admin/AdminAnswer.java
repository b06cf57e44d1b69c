package org.letterlock.server.admin;

import org.letterlock.server.log.JsonObject;

/** Where a command writes its answer: one object a line, each sent when the next is written or the command ends. */
@FunctionalInterface
public interface AdminAnswer {
    /** @throws java.io.UncheckedIOException when nobody listens any more */
    void line(JsonObject line);
}
