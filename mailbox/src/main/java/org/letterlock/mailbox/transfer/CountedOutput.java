package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.OutputStream;

/** Where octets leave: into a file, counted, with the LFs that have no CR before them. */
final class CountedOutput implements Octets {
    private final OutputStream out;
    private long size;
    private long bareLfs;
    private byte last = '\n';

    CountedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] octets, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\n' && last != '\r') bareLfs++;
            last = octets[i];
        }
        size += to - from;
        out.write(octets, from, to - from);
    }

    long size() {
        return size;
    }

    /** What the size is with CRLF for each line end. */
    long crlfSize() {
        return size + bareLfs;
    }

    boolean endsInLf() {
        return last == '\n';
    }
}
