package org.letterlock.mailbox.transfer;

import java.io.IOException;

/**
 * Ends lines in LF: CRLF loses its CR. A message with an LF alone, or with CR CR LF, does not come back from that as it was:
 * {@link #ambiguous()} says so.
 */
final class LfEnds implements Octets {
    private static final byte[] CR = {'\r'};
    private final Octets next;
    private boolean cr; // held back: the last octet was a CR
    private boolean crs; // and the one before it too
    private boolean ambiguous;

    LfEnds(Octets next) {
        this.next = next;
    }

    boolean ambiguous() {
        return ambiguous;
    }

    @Override
    public void write(byte[] octets, int from, int to) throws IOException {
        int start = from;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet == '\n') {
                if (!cr || crs) ambiguous = true;
                cr = false;
                crs = false;
            } else if (octet == '\r') {
                if (i > start) next.write(octets, start, i);
                if (cr) next.write(CR, 0, 1);
                start = i + 1;
                crs = cr;
                cr = true;
            } else if (cr) {
                next.write(CR, 0, 1);
                cr = false;
                crs = false;
            }
        }
        if (to > start) next.write(octets, start, to);
    }

    @Override
    public void end() throws IOException {
        if (cr) next.write(CR, 0, 1);
        cr = false;
        next.end();
    }
}
