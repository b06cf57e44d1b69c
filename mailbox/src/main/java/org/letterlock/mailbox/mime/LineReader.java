package org.letterlock.mailbox.mime;

import java.util.Arrays;
import org.letterlock.mailbox.Body;

/**
 * The lines of a range of a body, read in chunks. CRLF or LF ends a line, a CR alone does not. Of each line it knows where
 * it is and its first {@value #HEAD} octets, however long it is.
 */
final class LineReader {
    static final int HEAD = 1024;
    private final Body body;
    private final long limit;
    private final byte[] chunk;
    private final byte[] head = new byte[HEAD];
    private long chunkEnd; // offset in the body behind what is in chunk
    private int at;
    private int filled;
    private int headLength;
    private long start;
    private long length;
    private int terminator;

    /** Reads {@code piece} octets at once. */
    LineReader(Body body, ByteRange range, int piece) {
        this.body = body;
        this.limit = range.end();
        this.chunk = new byte[(int) Math.min(piece, Math.max(1, range.length()))];
        this.chunkEnd = range.offset();
    }

    /** Goes to the next line; false when there is none. */
    boolean next() {
        if (at == filled && !fill()) return false;
        start = chunkEnd - filled + at;
        headLength = 0;
        int last = 0; // the octet before the one at hand
        while (true) {
            int from = at;
            while (at < filled && chunk[at] != '\n') at++;
            int n = Math.min(at - from, HEAD - headLength);
            System.arraycopy(chunk, from, head, headLength, n);
            headLength += n;
            if (at > from) last = chunk[at - 1];
            if (at < filled) break; // at LF
            if (!fill()) {
                length = limit - start;
                terminator = 0;
                return true;
            }
        }
        at++;
        terminator = last == '\r' ? 2 : 1;
        length = end() - start - terminator;
        if (length < headLength) headLength = (int) length; // the CR is not of the line
        return true;
    }

    private boolean fill() {
        if (chunkEnd >= limit) return false;
        var some = body.read(chunkEnd, (int) Math.min(chunk.length, limit - chunkEnd));
        filled = some.remaining();
        some.get(chunk, 0, filled);
        chunkEnd += filled;
        at = 0;
        return true;
    }

    /** Offset of the line's first octet. */
    long start() {
        return start;
    }

    /** Octets of the line without what ends it. */
    long length() {
        return length;
    }

    /** How many octets end it: 2 for CRLF, 1 for LF, 0 at the end of the range. */
    int terminator() {
        return terminator;
    }

    /** Offset behind the line and what ends it. */
    long end() {
        return chunkEnd - filled + at;
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean startsWith(char octet) {
        return headLength > 0 && head[0] == octet;
    }

    boolean startsWith(byte[] octets) {
        return has(0, octets);
    }

    /** The octets from {@code index} on that are known of the line. */
    byte[] headFrom(int index) {
        return Arrays.copyOfRange(head, Math.min(index, headLength), headLength);
    }

    /** Whether the line goes on with {@code octets} at {@code index}. */
    boolean has(int index, byte[] octets) {
        if (index + octets.length > headLength) return false;
        for (int i = 0; i < octets.length; i++) if (head[index + i] != octets[i]) return false;
        return true;
    }

    /** Whether it continues the field of the line before. RFC 5322, 2.2.3. */
    boolean isFolded() {
        return startsWith(' ') || startsWith('\t');
    }

    /**
     * The field name before the colon, as octets; empty when the line begins no field. White space before the colon is
     * obsolete and taken (RFC 5322, 4.5). A name longer than {@value #HEAD} is cut.
     */
    String fieldName() {
        int end = 0;
        while (end < headLength && head[end] != ':' && (head[end] < 0 || head[end] > ' ')) end++;
        int colon = end;
        while (colon < headLength && (head[colon] == ' ' || head[colon] == '\t')) colon++;
        boolean found = colon < headLength ? head[colon] == ':' : length > HEAD && end == HEAD;
        return found ? new String(head, 0, 0, end) : "";
    }
}
