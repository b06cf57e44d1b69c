package org.letterlock.mailbox.transfer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The lines of one of the small files beside the mail, in UTF-8. A line is at most 8 KiB. */
final class TextLines {
    static final int LONGEST = 8 * 1024;

    private TextLines() {}

    /** What is done with a line, without its end; numbers begin with 1. */
    interface Line {
        void read(String line, int number) throws TransferException;
    }

    static void read(InputStream in, String file, Line each) throws IOException, TransferException {
        var octets = new BufferedInputStream(in);
        var line = new ByteArrayOutputStream();
        int number = 1;
        for (int octet; (octet = octets.read()) >= 0; ) {
            if (octet == '\n') {
                each.read(line.toString(StandardCharsets.UTF_8), number++);
                line.reset();
            } else if (line.size() == LONGEST) {
                throw new TransferException(file + ":" + number + ": longer than " + LONGEST + " octets");
            } else {
                line.write(octet);
            }
        }
        if (line.size() > 0) each.read(line.toString(StandardCharsets.UTF_8), number);
    }
}
