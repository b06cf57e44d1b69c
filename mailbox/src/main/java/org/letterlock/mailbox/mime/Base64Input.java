package org.letterlock.mailbox.mime;

import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes base64 as it comes: what is not of its alphabet is passed over, missing padding is taken as given, and behind
 * padding it goes on. RFC 2045, 6.8.
 */
final class Base64Input extends InputStream {
    private static final int CHUNK = 4096;
    private final InputStream encoded;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int filled;
    private int bits;
    private int held;

    Base64Input(InputStream encoded) {
        this.encoded = encoded;
    }

    @Override
    public int read() throws IOException {
        while (held < 8) {
            if (at == filled) {
                filled = encoded.read(chunk, 0, CHUNK);
                at = 0;
                if (filled <= 0) {
                    filled = 0;
                    return -1;
                }
            }
            char c = (char) (chunk[at++] & 0xff);
            int value = EncodedWords.sextet(c);
            if (value >= 0) {
                bits = (bits << 6 | value) & 0xffff;
                held += 6;
            } else if (c == '=') {
                held = 0; // what is left over of the last group is not data
            }
        }
        held -= 8;
        return bits >> held & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = 0;
        while (n < length) {
            int octet = read();
            if (octet < 0) break;
            into[offset + n++] = (byte) octet;
        }
        return n == 0 && length > 0 ? -1 : n;
    }
}
