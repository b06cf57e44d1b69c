package org.letterlock.imap.net;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.letterlock.imap.grammar.LiteralMark;
import org.letterlock.protocol.CrlfLine;
import org.letterlock.protocol.FrameDecoder;
import org.letterlock.protocol.Line;

/**
 * Cuts the stream into lines and literals. Knows CRLF and sizes, no grammar: behind a line that announces a literal, or
 * ends with STARTTLS, it waits until the session says what comes. RFC 3501, 4.3.
 */
final class ImapFrameDecoder extends FrameDecoder {
    private static final byte[] STARTTLS = {'S', 'T', 'A', 'R', 'T', 'T', 'L', 'S'};
    private final CrlfLine lines;
    private volatile int maxLine;
    private long literalLeft; // 0: a line is next

    ImapFrameDecoder(int maxLine) {
        this.maxLine = maxLine;
        this.lines = new CrlfLine(maxLine);
    }

    /** Lines may be so long from now on. Any thread. */
    void maxLine(int octets) {
        maxLine = octets;
    }

    /** What comes next is a literal of {@code octets}, at least one. On the event loop. */
    void literal(long octets) {
        literalLeft = octets;
        resume();
    }

    @Override
    protected void frame(ByteBuf in, List<Object> out) {
        if (literalLeft > 0) {
            int length = (int) Math.min(literalLeft, in.readableBytes());
            if (length == 0) return;
            literalLeft -= length;
            out.add(new ImapFrame.Octets(in.readRetainedSlice(length), literalLeft == 0));
            return;
        }
        var line = lines.cut(in, maxLine);
        if (line == null) return;
        var mark = endIsKnown(line) ? LiteralMark.at(line.octets()) : null;
        boolean pause = mark != null || endsWithStartTls(line.octets());
        if (pause) pause();
        out.add(new ImapFrame.Line(line, mark, pause));
    }

    /** Whether {@code line} is all there: of one too long, or with a bare LF, only the beginning is kept. */
    static boolean endIsKnown(Line line) {
        return line.flaw() != Line.Flaw.TOO_LONG && line.flaw() != Line.Flaw.BARE_LF;
    }

    private static boolean endsWithStartTls(byte[] line) {
        int from = line.length - STARTTLS.length;
        if (from < 2) return false;
        for (int i = 0; i < STARTTLS.length; i++) if ((line[from + i] & 0xdf) != STARTTLS[i]) return false;
        return true;
    }

    @Override
    protected void reset() {
        literalLeft = 0;
        lines.reset();
    }
}
