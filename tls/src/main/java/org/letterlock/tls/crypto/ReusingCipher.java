package org.letterlock.tls.crypto;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.jspecify.annotations.Nullable;

/**
 * The records of TLS 1.3 as bctls makes them, but what the application sends is sealed in a buffer that is used again: bctls makes a new
 * array for each record, which costs a third of what sealing it does. The octets of a result hold until the same thread
 * seals the next. RFC 8446, 5.2; docs/decisions/0125.
 */
final class ReusingCipher implements TlsCipher {
    private static final int TAG = 16;
    private static final int HEADER = 5;
    /** What the buffer must hold: a record of 2^14 octets. */
    static final int LONGEST = HEADER + (1 << 14) + 1 + TAG;

    private final TlsCipher records;
    private final JdkAead sealing;
    private final ThreadLocal<byte[]> buffers;
    private byte @Nullable [] vector; // of the key that is in use; null until bctls has made a record with it

    /** @param sealing what {@code records} encrypts with */
    ReusingCipher(TlsCipher records, JdkAead sealing, ThreadLocal<byte[]> buffers) {
        this.records = records;
        this.sealing = sealing;
        this.buffers = buffers;
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long number, short type, ProtocolVersion version, int header, byte[] plaintext, int from, int length)
            throws IOException {
        var known = vector;
        if (known == null || type != ContentType.application_data || header + length + 1 + TAG > LONGEST) {
            var encoded = records.encodePlaintext(number, type, version, header, plaintext, from, length);
            vector = withNumber(number, sealing.nonce());
            return encoded;
        }
        int sealed = length + 1 + TAG;
        byte[] additional = {ContentType.application_data, 0, 0, 0, 0};
        TlsUtils.writeVersion(version, additional, 1);
        TlsUtils.writeUint16(sealed, additional, 3);
        byte[] buffer = buffers.get();
        System.arraycopy(plaintext, from, buffer, header, length);
        buffer[header + length] = (byte) type;
        sealing.init(withNumber(number, known), TAG);
        if (sealing.doFinal(additional, buffer, header, length + 1, buffer, header) != sealed)
            throw new TlsFatalAlert(AlertDescription.internal_error);
        return new TlsEncodeResult(buffer, 0, header + sealed, ContentType.application_data);
    }

    /** The nonce of a record from the vector, and the other way round. RFC 8446, 5.3. */
    private static byte[] withNumber(long number, byte[] octets) {
        byte[] both = octets.clone();
        for (int i = 0; i < 8; i++) both[both.length - 1 - i] ^= (byte) (number >>> 8 * i);
        return both;
    }

    /** RFC 8446, 7.2. */
    @Override
    public void rekeyEncoder() throws IOException {
        vector = null;
        records.rekeyEncoder();
    }

    @Override
    public void rekeyDecoder() throws IOException {
        records.rekeyDecoder();
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long number, short type, ProtocolVersion version, byte[] ciphertext, int from, int length)
            throws IOException {
        return records.decodeCiphertext(number, type, version, ciphertext, from, length);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return records.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return records.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return records.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return records.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return records.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return records.usesOpaqueRecordTypeEncode();
    }
}
