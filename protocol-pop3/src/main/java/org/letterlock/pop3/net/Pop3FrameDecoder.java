package org.letterlock.pop3.net;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.protocol.CrlfLine;
import org.letterlock.protocol.FrameDecoder;
import org.letterlock.protocol.Line;

/**
 * Cuts the stream into lines, and pauses behind those that may change what comes next: STLS, AUTH, and each response of a
 * SASL exchange. Knows no grammar. RFC 1939, 3; lengths: RFC 2449, 4.
 */
final class Pop3FrameDecoder extends FrameDecoder {
    /** How much of a line that is too long is read away before the connection ends. */
    static final int FLOOD = 64 * 1024;

    private static final int VERB = 4;
    private static final Line NOTHING = new Line(new byte[0], Line.Flaw.TOO_LONG);

    private final int maxCommand;
    private final int maxResponse;
    private final CrlfLine lines;
    private boolean response; // a SASL response is next
    private int skipped;

    Pop3FrameDecoder(Pop3Config config) {
        maxCommand = config.maxLine() - 2;
        maxResponse = config.maxAuthLine() - 2;
        lines = new CrlfLine(maxCommand);
    }

    /** Cuts on: a SASL response is next, or a command. */
    void resume(boolean response) {
        this.response = response;
        resume();
    }

    @Override
    protected void frame(ByteBuf in, List<Object> out) {
        int before = in.readableBytes();
        var line = lines.cut(in, response ? maxResponse : maxCommand);
        if (line != null) {
            boolean pause = response || mayChangeWhatFollows(line.octets());
            if (pause) pause();
            out.add(new Pop3Frame(line, pause, false));
            skipped = 0;
        }
        if (line == null || line.flaw() == Line.Flaw.TOO_LONG) skipped += before - in.readableBytes();
        if (skipped > FLOOD) {
            stop();
            out.add(new Pop3Frame(NOTHING, false, true));
            skipped = 0;
        }
    }

    @Override
    protected void reset() {
        lines.reset();
        response = false;
        skipped = 0;
    }

    private static boolean mayChangeWhatFollows(byte[] line) {
        return startsWith(line, "STLS") || startsWith(line, "AUTH");
    }

    private static boolean startsWith(byte[] line, String verb) {
        if (line.length < VERB) return false;
        for (int i = 0; i < VERB; i++) if ((line[i] & ~0x20) != verb.charAt(i)) return false;
        return true;
    }
}
