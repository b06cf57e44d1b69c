package org.letterlock.mailbox.mime;

import java.util.List;

/** Content-Disposition. RFC 2183. */
public record Disposition(String type, List<Parameter> parameters) {
    public Disposition {
        parameters = List.copyOf(parameters);
    }
}
