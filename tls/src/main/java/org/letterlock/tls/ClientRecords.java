package org.letterlock.tls;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.bouncycastle.tls.ByteQueueInputStream;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsClientProtocol;
import org.jspecify.annotations.Nullable;

/** The client's side of one connection; see {@link ServerRecords}. */
final class ClientRecords extends TlsClientProtocol implements Records {
    private final ClientPeer peer;
    private final Sink sink;

    ClientRecords(ClientPeer peer, Sink sink) {
        super(InputStream.nullInputStream(), sink);
        this.peer = peer;
        this.sink = sink;
        blocking = false; // the constructor with streams says otherwise; only its output stream is used
        inputBuffers = new ByteQueueInputStream();
    }

    @Override
    public void begin() throws IOException {
        connect(peer);
    }

    @Override
    public void receive(byte[] record, int from, int length) throws IOException {
        offerInput(record, from, length);
    }

    @Override
    protected void processRecord(short type, byte[] octets, int from, int length) throws IOException {
        if (type == ContentType.application_data && peer.facts() != null) {
            if (length > 0) sink.plaintext(octets, from, length);
        } else {
            super.processRecord(type, octets, from, length);
        }
    }

    @Override
    public void send(byte[] octets, int from, int length) throws IOException {
        writeApplicationData(octets, from, length);
    }

    @Override
    public @Nullable TlsFacts facts() {
        return peer.facts();
    }

    @Override
    public Optional<String> serverName() {
        return peer.serverName();
    }

    @Override
    public TlsPeer peer() {
        return peer.shown();
    }

    @Override
    public boolean isNearlyDone() {
        return false;
    }
}
