package org.letterlock.mailbox.mime;

import java.util.List;
import org.letterlock.mailbox.Body;

final class MimeParser {
    private MimeParser() {}

    static MimeStructure parse(Body body) {
        var envelope =
                new Envelope(null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, null);
        var root = new MimePart(
                new ByteRange(0, 0),
                new ByteRange(0, body.size()),
                0,
                "text",
                "plain",
                List.of(new Parameter("charset", "US-ASCII")),
                null,
                null,
                "7BIT",
                null,
                null,
                List.of(),
                null,
                List.of(),
                envelope);
        return new MimeStructure(body, root, 1000);
    }
}
