package org.letterlock.mailbox.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.letterlock.mailbox.Body;

/**
 * The body of a part without its Content-Transfer-Encoding. RFC 2045, 6. What is broken is decoded as far as it goes. What
 * holds other parts is not encoded (RFC 2045, 6.4), whatever it says. Memory does not grow with the part.
 */
public final class DecodedPart {
    private static final int CHUNK = 8192;
    private final Body body;
    private final ByteRange range;
    private final String encoding;
    private long size = -1;
    private boolean hasNul;

    private DecodedPart(Body body, ByteRange range, String encoding) {
        this.body = body;
        this.range = range;
        this.encoding = encoding;
    }

    /** All octets of {@code body}. */
    public static DecodedPart whole(Body body) {
        return new DecodedPart(body, new ByteRange(0, body.size()), "binary");
    }

    /** Empty when the encoding of {@code part} is not known here. */
    public static Optional<DecodedPart> of(Body body, MimePart part) {
        var encoding = part.inside().isEmpty() ? part.encoding().toLowerCase(Locale.ROOT) : "binary";
        return switch (encoding) {
            case "7bit", "8bit", "binary", "base64", "quoted-printable" ->
                Optional.of(new DecodedPart(body, part.body(), encoding));
            default -> Optional.empty();
        };
    }

    /** As of {@link #of}; octets in an encoding that is not known stand for themselves. */
    static InputStream read(Body body, MimePart part) {
        return of(body, part).map(DecodedPart::read).orElseGet(() -> new BodyInput(body, part.body()));
    }

    /** The octets. Their number is {@link #size}. */
    public InputStream read() {
        var octets = new BodyInput(body, range);
        return switch (encoding) {
            case "base64" -> new Base64Input(octets);
            case "quoted-printable" -> new QuotedPrintableInputStream(octets, DecodeMonitor.SILENT);
            default -> octets;
        };
    }

    /** How many octets there are. Decodes all of them, the first time. */
    public long size() {
        measure();
        return size;
    }

    /** Whether one of them is NUL. */
    public boolean hasNul() {
        measure();
        return hasNul;
    }

    private void measure() {
        if (size >= 0) return;
        size = 0;
        var chunk = new byte[CHUNK];
        try (var in = read()) {
            for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
                size += n;
                for (int i = 0; i < n && !hasNul; i++) hasNul = chunk[i] == 0;
            }
        } catch (IOException e) { // the decoder gave up: what came before is what there is
            return;
        }
    }
}
