package org.letterlock.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.mailbox.mime.DecodedPart;

/** Writes parts without their transfer encoding, piece by piece. RFC 3516, 4.3. */
final class BinaryWriter {
    static final Completion UNKNOWN_CTE = Completion.no("UNKNOWN-CTE", "Not all of it can be decoded");
    private static final int PIECE = 8192;
    private final ResponseWriter w;
    private @Nullable InputStream octets; // being written
    private long left;
    private boolean foundUnknown;

    BinaryWriter(ResponseWriter w) {
        this.w = w;
    }

    /** Whether some part had an encoding that nobody knows: then the command fails. RFC 3516, 4.3. */
    boolean foundUnknown() {
        return foundUnknown;
    }

    boolean isWriting() {
        return octets != null;
    }

    /** The size of a part; 0 where there is none or where it cannot be told. */
    void size(Optional<Optional<DecodedPart>> part) {
        w.number(known(part).map(DecodedPart::size).orElse(0L));
    }

    /** What stands before the octets of a part, or NIL. RFC 3516, 4.3: literal8 only where there is a NUL. */
    void begin(FetchItem.Binary item, Optional<Optional<DecodedPart>> part) {
        var known = known(part);
        if (known.isEmpty()) {
            w.nil();
            return;
        }
        var decoded = known.get();
        long from = Math.min(Math.max(item.origin(), 0), decoded.size());
        left = item.origin() < 0 ? decoded.size() : Math.min(item.count(), decoded.size() - from);
        if (decoded.hasNul()) w.text("~");
        w.literalHeader(left);
        if (left == 0) return;
        var in = decoded.read();
        try {
            in.skipNBytes(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        octets = in;
    }

    private Optional<DecodedPart> known(Optional<Optional<DecodedPart>> part) {
        if (part.isEmpty()) return Optional.empty();
        if (part.get().isEmpty()) foundUnknown = true;
        return part.get();
    }

    void writePiece() {
        var in = octets;
        if (in == null) throw new IllegalStateException("nothing to write");
        var piece = new byte[(int) Math.min(PIECE, left)];
        try {
            int n = in.read(piece);
            if (n <= 0) throw new IllegalStateException("a part is shorter than it was");
            w.out().bytes(piece, 0, n);
            left -= n;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (left == 0) octets = null;
    }
}
