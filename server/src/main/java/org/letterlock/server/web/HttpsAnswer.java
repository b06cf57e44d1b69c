package org.letterlock.server.web;

import java.nio.ByteBuffer;

/**
 * What a web server answered; a redirect is an answer too, and nobody follows it.
 *
 * @param type the media type without its parameters, as it was written; empty where none is said
 * @param body read-only
 */
public record HttpsAnswer(int status, String type, ByteBuffer body) {
    /** Whether the server took or gave what was asked for. RFC 9110, 15.3. */
    public boolean successful() {
        return status / 100 == 2;
    }

    /** The body's octets. */
    public byte[] octets() {
        var octets = new byte[body.remaining()];
        body.duplicate().get(octets);
        return octets;
    }
}
