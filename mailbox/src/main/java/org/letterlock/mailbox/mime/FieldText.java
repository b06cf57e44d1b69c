package org.letterlock.mailbox.mime;

import java.nio.charset.StandardCharsets;
import org.letterlock.mailbox.Body;

/** The text of one header field: unfolded, octets as characters. RFC 5322, 2.2.3. */
final class FieldText {
    private FieldText() {}

    /** What stands behind the colon in {@code field}, all of it when there is none; of the field at most {@code most} octets are read. */
    static String read(Body body, ByteRange field, int most) {
        int wanted = (int) Math.min(field.length(), most);
        var octets = new byte[wanted];
        int n = 0;
        while (n < wanted) {
            var some = body.read(field.offset() + n, wanted - n);
            int count = some.remaining();
            some.get(octets, n, count);
            n += count;
        }
        int from = 0;
        while (from < n && octets[from] != ':') from++;
        return unfold(octets, from < n ? from + 1 : 0, n);
    }

    private static String unfold(byte[] octets, int from, int to) {
        int n = from;
        for (int i = from; i < to; i++) {
            byte b = octets[i];
            if (b == '\n' || (b == '\r' && (i + 1 == to || octets[i + 1] == '\n'))) continue;
            if (b == '\r') b = ' ';
            if (b == 0) b = '?';
            octets[n++] = b;
        }
        while (n > from && (octets[n - 1] == ' ' || octets[n - 1] == '\t')) n--;
        while (from < n && (octets[from] == ' ' || octets[from] == '\t')) from++;
        return new String(octets, from, n - from, StandardCharsets.ISO_8859_1);
    }
}
