package org.letterlock.imap.search;

import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.mime.MimeCache;
import org.letterlock.mailbox.mime.MimeStructure;

/** A message that may match; its structure is read when a key first asks for it. */
final class Candidate {
    private final int index;
    private final Message message;
    private final boolean recent;
    private final MimeCache cache;
    private @Nullable MimeStructure mime;

    Candidate(int index, Message message, boolean recent, MimeCache cache) {
        this.index = index;
        this.message = message;
        this.recent = recent;
        this.cache = cache;
    }

    /** Its position in the session's view. */
    int index() {
        return index;
    }

    Message message() {
        return message;
    }

    boolean recent() {
        return recent;
    }

    MimeStructure mime() {
        var known = mime;
        if (known == null) {
            known = cache.of(message.body());
            mime = known;
        }
        return known;
    }

    /** Whether a key had to look into the message. */
    boolean read() {
        return mime != null;
    }
}
