package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an mbox into messages. One begins with a From_ line that has a date and stands at the beginning of the file or behind
 * an empty line; that empty line is none of the message's. {@code Content-Length} is not believed. Of the file no more is in
 * memory than 64 KiB. RFC 4155, appendix A.
 */
final class MboxReader {
    private static final int BUFFER = 64 * 1024;
    private final InputStream in;
    private final String file;
    private final ZoneId zone;
    private final Messages messages;
    private final byte[] buffer = new byte[BUFFER];
    private int at; // the next octet in buffer
    private int end;
    private boolean ended; // nothing is left in the file
    private long line = 1;

    /** What is done with what comes. */
    interface Messages {
        /** A message begins. */
        void begin(Instant date, long line) throws IOException, TransferException;

        /** Octets of it as they stand in the file. */
        void octets(byte[] octets, int from, int to) throws IOException, TransferException;

        /** It is whole. */
        void end() throws IOException, TransferException;

        /** A line of the message's that would begin another if an empty one were before it. */
        void unseparated(long line);
    }

    private MboxReader(InputStream in, String file, ZoneId zone, Messages messages) {
        this.in = in;
        this.file = file;
        this.zone = zone;
        this.messages = messages;
    }

    static void read(InputStream in, String file, ZoneId zone, Messages messages)
            throws IOException, TransferException {
        new MboxReader(in, file, zone, messages).read();
    }

    private void read() throws IOException, TransferException {
        boolean open = false;
        int blank = 0; // octets of an empty line that waits for what comes: 1 for LF, 2 for CRLF
        for (; fill(); line++) {
            int lineEnd = lineEnd();
            var date = fromLine(lineEnd);
            if (date != null && (!open || blank > 0)) {
                if (open) messages.end();
                messages.begin(date, line);
                open = true;
                blank = 0;
                at = lineEnd;
                continue;
            }
            if (!open) throw new TransferException(file + ":1: does not begin with a From_ line: no mbox");
            if (date != null) messages.unseparated(line);
            writeBlank(blank);
            blank = blankLine(lineEnd);
            if (blank > 0) at = lineEnd;
            else pass(lineEnd);
        }
        if (open) messages.end();
    }

    private void writeBlank(int octets) throws IOException, TransferException {
        if (octets == 2) messages.octets(new byte[] {'\r', '\n'}, 0, 2);
        if (octets == 1) messages.octets(new byte[] {'\n'}, 0, 1);
    }

    private int blankLine(int lineEnd) {
        if (lineEnd < 0 || buffer[lineEnd - 1] != '\n') return 0;
        int n = lineEnd - at;
        return n == 1 || (n == 2 && buffer[at] == '\r') ? n : 0;
    }

    /** Passes the line on, however long it is. */
    private void pass(int lineEnd) throws IOException, TransferException {
        int to = lineEnd;
        while (to < 0) {
            messages.octets(buffer, at, end);
            at = end;
            if (!fill()) return;
            to = lineEnd();
        }
        messages.octets(buffer, at, to);
        at = to;
    }

    /** Has at least {@link FromLine#LONGEST} octets of the file in the buffer, or all that is left; false when that is none. */
    private boolean fill() throws IOException {
        if (end - at < FromLine.LONGEST && !ended) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
            while (end < BUFFER && !ended) {
                int n = in.read(buffer, end, BUFFER - end);
                if (n < 0) ended = true;
                else end += n;
            }
        }
        return at < end;
    }

    /** Behind the LF of the line that begins at {@link #at}; negative when the buffer has none. */
    private int lineEnd() {
        for (int i = at; i < end; i++) if (buffer[i] == '\n') return i + 1;
        return ended ? end : -1;
    }

    private @Nullable Instant fromLine(int lineEnd) {
        if (lineEnd < 0 || lineEnd - at > FromLine.LONGEST || buffer[at] != 'F') return null;
        int to = lineEnd;
        while (to > at && (buffer[to - 1] == '\n' || buffer[to - 1] == '\r')) to--;
        return FromLine.date(new String(buffer, at, to - at, StandardCharsets.ISO_8859_1), zone)
                .orElse(null);
    }
}
