package org.letterlock.smtp.net;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.letterlock.protocol.CrlfLine;
import org.letterlock.protocol.DotUnstuffer;
import org.letterlock.protocol.FrameDecoder;
import org.letterlock.protocol.Line;
import org.letterlock.smtp.BareNewlines;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.command.Bdat;
import org.letterlock.smtp.command.SmtpCommand.Verb;

/**
 * Cuts the stream into commands, messages and chunks. Stops behind DATA, AUTH and STARTTLS, where only the session knows
 * what comes next; a chunk's size it reads itself, since the octets come whether they are wanted or not (RFC 3030, 2).
 */
final class SmtpDecoder extends FrameDecoder {
    /** How much of one line is thrown away before the client is. */
    private static final int ENDLESS = 64 << 10;

    private static final byte[] AUTH = "AUTH".getBytes(StandardCharsets.US_ASCII);

    private enum Next {
        COMMAND,
        RESPONSE,
        MESSAGE,
        CHUNK,
        /** What is here came too early. */
        NOTHING
    }

    private final int commandLimit;
    private final int authLimit;
    private final DotUnstuffer.Strays strays;
    private final CrlfLine lines;
    private Next next = Next.COMMAND;
    private DotUnstuffer message;
    private long chunkLeft;
    private long discarded;

    SmtpDecoder(SmtpConfig config) {
        commandLimit = config.limits().commandLine();
        authLimit = config.limits().authLine();
        strays = config.bareNewlines() == BareNewlines.REFUSE
                ? DotUnstuffer.Strays.REFUSE
                : DotUnstuffer.Strays.NORMALISE;
        lines = new CrlfLine(commandLimit);
        message = new DotUnstuffer(strays);
    }

    /** Whether the client has sent more than was cut so far. */
    boolean hasBuffered() {
        return actualReadableBytes() > 0;
    }

    /** A command comes next. */
    void expectCommand() {
        next = Next.COMMAND;
        resume();
    }

    /** A response of SASL comes next. */
    void expectResponse() {
        next = Next.RESPONSE;
        resume();
    }

    /** A message up to its dot comes next. */
    void expectMessage() {
        next = Next.MESSAGE;
        message = new DotUnstuffer(strays);
        resume();
    }

    /** What has come already is reported, and nothing more is read. */
    void refuseBuffered() {
        next = Next.NOTHING;
        resume();
    }

    @Override
    protected void frame(ByteBuf in, List<Object> out) {
        switch (next) {
            case COMMAND -> command(in, out);
            case RESPONSE -> {
                var line = lines.cut(in, authLimit);
                if (line == null) return;
                pause();
                out.add(new SmtpFrame.Command(line, true));
            }
            case MESSAGE -> {
                var unstuffer = message;
                Consumer<ByteBuf> octets = chunk -> out.add(new SmtpFrame.Octets(chunk, false));
                if (unstuffer.read(in, octets)) {
                    next = Next.COMMAND;
                    out.add(new SmtpFrame.Dot(unstuffer.bareCr(), unstuffer.bareLf(), unstuffer.nul()));
                }
            }
            case CHUNK -> chunk(in, out);
            case NOTHING -> {
                in.skipBytes(in.readableBytes());
                stop();
                out.add(SmtpFrame.Signal.OUT_OF_STEP);
            }
        }
    }

    @Override
    protected void reset() {
        next = Next.COMMAND;
        lines.reset();
        discarded = 0;
    }

    private void command(ByteBuf in, List<Object> out) {
        int before = in.readerIndex();
        var line = lines.cut(in, isAuth(in) ? authLimit : commandLimit);
        boolean tooLong = line != null && line.flaw() == Line.Flaw.TOO_LONG;
        discarded = line == null || tooLong ? discarded + in.readerIndex() - before : 0;
        if (discarded > ENDLESS) {
            stop();
            out.add(SmtpFrame.Signal.ENDLESS_LINE);
            return;
        }
        if (line == null) return;
        if (Verb.BDAT.begins(line.octets())) {
            bdat(line, out);
            return;
        }
        boolean last = line.sound()
                && (Verb.DATA.begins(line.octets())
                        || Verb.STARTTLS.begins(line.octets())
                        || Verb.AUTH.begins(line.octets()));
        if (last) pause();
        out.add(new SmtpFrame.Command(line, last));
    }

    private void bdat(Line line, List<Object> out) {
        try {
            if (line.sound()) {
                chunkLeft = ((Bdat) Verb.BDAT.parse(line.octets())).octets();
                out.add(new SmtpFrame.Command(line, false));
                if (chunkLeft > 0) next = Next.CHUNK;
                else out.add(SmtpFrame.Signal.CHUNK_END);
                return;
            }
        } catch (SyntaxException e) {
            // the session says what is wrong, from the same line
        }
        stop();
        out.add(new SmtpFrame.Unframed(line));
    }

    private void chunk(ByteBuf in, List<Object> out) {
        int length = (int) Math.min(chunkLeft, in.readableBytes());
        chunkLeft -= length;
        out.add(new SmtpFrame.Octets(in.readRetainedSlice(length), true));
        if (chunkLeft == 0) {
            next = Next.COMMAND;
            out.add(SmtpFrame.Signal.CHUNK_END);
        }
    }

    private static boolean isAuth(ByteBuf in) {
        if (in.readableBytes() <= AUTH.length) return false;
        for (int i = 0; i < AUTH.length; i++) {
            int c = in.getByte(in.readerIndex() + i);
            if ((c >= 'a' && c <= 'z' ? c - 0x20 : c) != AUTH[i]) return false;
        }
        int behind = in.getByte(in.readerIndex() + AUTH.length);
        return behind == ' ' || behind == '\t';
    }
}
