package org.letterlock.mailbox.transfer;

import java.io.IOException;

/** Ends lines in CRLF: an LF without CR gets one. All else stays, a CR without LF too. RFC 5322, 2.3. */
final class CrlfEnds implements Octets {
    private static final byte[] CRLF = {'\r', '\n'};
    private final Octets next;
    private boolean cr;

    CrlfEnds(Octets next) {
        this.next = next;
    }

    @Override
    public void write(byte[] octets, int from, int to) throws IOException {
        int start = from;
        for (int i = from; i < to; i++) {
            if (octets[i] == '\n' && !cr) {
                if (i > start) next.write(octets, start, i);
                next.write(CRLF, 0, 2);
                start = i + 1;
            }
            cr = octets[i] == '\r';
        }
        if (to > start) next.write(octets, start, to);
    }

    @Override
    public void end() throws IOException {
        next.end();
    }
}
