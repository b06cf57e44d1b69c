package org.letterlock.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Hashtable;
import java.util.Optional;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.crypto.TlsCrypto;

/**
 * What a ticket says when it is open: all that is needed to go on with a session of TLS 1.2 or before that nobody has kept.
 * It tells of no client certificate, because a session with one is given no ticket. RFC 5077, 4.
 *
 * @param version as on the wire
 * @param madeAt by the clock of the house
 * @param certificate the fingerprint of the server's
 */
record Ticket(
        int version,
        int suite,
        boolean encryptThenMac,
        long madeAt,
        byte[] masterSecret,
        byte[] certificate,
        String group,
        Optional<String> serverName) {

    /** Longer ones are not ours: a host name has 255 octets at most, all else together less than 200. */
    static final int LONGEST = 1024;

    byte[] encoded() {
        var octets = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(octets)) {
            out.writeShort(version);
            out.writeShort(suite);
            out.writeBoolean(encryptThenMac);
            out.writeLong(madeAt);
            out.writeByte(masterSecret.length);
            out.write(masterSecret);
            out.writeByte(certificate.length);
            out.write(certificate);
            out.writeUTF(group);
            out.writeUTF(serverName.orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    /** @param octets what {@link #encoded} gave: nobody else can seal */
    static Ticket of(byte[] octets) {
        try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
            return new Ticket(
                    in.readUnsignedShort(),
                    in.readUnsignedShort(),
                    in.readBoolean(),
                    in.readLong(),
                    in.readNBytes(in.readUnsignedByte()),
                    in.readNBytes(in.readUnsignedByte()),
                    in.readUTF(),
                    Optional.of(in.readUTF()).filter(name -> !name.isEmpty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The session that goes on.
     *
     * @param id the client's, which it wants to hear again. RFC 5077, 3.4
     */
    TlsSession session(byte[] id, TlsCrypto crypto) throws IOException {
        var extensions = new Hashtable<Integer, byte[]>();
        if (encryptThenMac) TlsExtensionsUtils.addEncryptThenMACExtension(extensions);
        var parameters = new SessionParameters.Builder()
                .setNegotiatedVersion(ProtocolVersion.get(version >> 8, version & 0xff))
                .setCipherSuite(suite)
                .setExtendedMasterSecret(true)
                .setMasterSecret(crypto.createSecret(masterSecret))
                .setServerExtensions(extensions)
                .build();
        return new Session(id.clone(), parameters);
    }

    /** bctls' own may not be resumed without an id, which a client with a ticket need not have. */
    private record Session(byte[] id, SessionParameters parameters) implements TlsSession {
        @Override
        public SessionParameters exportSessionParameters() {
            return parameters.copy();
        }

        @Override
        public byte[] getSessionID() {
            return id;
        }

        @Override
        public void invalidate() {
            parameters.clear();
        }

        @Override
        public boolean isResumable() {
            return true;
        }
    }
}
