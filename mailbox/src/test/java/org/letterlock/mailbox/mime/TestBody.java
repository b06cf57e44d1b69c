package org.letterlock.mailbox.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.letterlock.mailbox.Body;

/** A body of given octets that hands out at most so many at once and counts what was read of it. */
final class TestBody implements Body {
    private final byte[] octets;
    private final int most;
    private long read;

    TestBody(byte[] octets, int most) {
        this.octets = octets;
        this.most = most;
    }

    /** Characters are octets. */
    static TestBody of(String text) {
        return new TestBody(text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE);
    }

    /** Lines joined and ended with CRLF. */
    static TestBody lines(String... lines) {
        return of(String.join("\r\n", lines) + "\r\n");
    }

    TestBody inPiecesOf(int octetsAtMost) {
        return new TestBody(octets, octetsAtMost);
    }

    byte[] octets() {
        return octets;
    }

    long read() {
        return read;
    }

    String text(ByteRange range) {
        return new String(octets, (int) range.offset(), (int) range.length(), StandardCharsets.ISO_8859_1);
    }

    String text(Section section) {
        var s = new StringBuilder();
        for (var range : section.ranges()) s.append(text(range));
        return s.toString();
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        if (offset < 0 || offset >= octets.length || length <= 0) throw new IndexOutOfBoundsException();
        int n = (int) Math.min(Math.min(length, most), octets.length - offset);
        read += n;
        return ByteBuffer.wrap(octets, (int) offset, n).slice().asReadOnlyBuffer();
    }
}
