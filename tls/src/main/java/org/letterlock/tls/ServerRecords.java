package org.letterlock.tls;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ByteQueueInputStream;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.ServerHello;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one connection: bctls in its non-blocking mode, with its output and its plaintext led past its queues.
 */
final class ServerRecords extends TlsServerProtocol implements Records {
    private static final int REFUSALS = 3;
    private final ServerPeer peer;
    private final Optional<KeyLog> keyLog;
    private final Sink sink;
    private int refusals;
    private boolean inputEnded;
    private int earlyData; // that much more is thrown away

    ServerRecords(ServerPeer peer, Optional<KeyLog> keyLog, Sink sink) {
        super(InputStream.nullInputStream(), sink);
        this.peer = peer;
        this.keyLog = keyLog;
        this.sink = sink;
        blocking = false; // the constructor with streams says otherwise; only its output stream is used
        inputBuffers = new ByteQueueInputStream();
    }

    @Override
    public void begin() throws IOException {
        accept(peer);
    }

    @Override
    public void receive(byte[] record, int from, int length) throws IOException {
        // after a HelloRetryRequest, application data can only be early data. RFC 8446, 4.2.10
        if (earlyData > 0
                && connection_state == CS_SERVER_HELLO_RETRY_REQUEST
                && record[from] == RecordFrame.APPLICATION_DATA) earlyData -= length;
        else offerInput(record, from, length);
    }

    /** The policy may hang on the host asked for, and everything below on the policy. */
    @Override
    protected ServerHello generateServerHello(ClientHello hello, HandshakeMessageInput message) throws IOException {
        peer.choosePolicy(hello.getExtensions());
        if (EarlyData.offered(hello.getExtensions())) earlyData = EarlyData.MOST;
        return super.generateServerHello(hello, message);
    }

    @Override
    protected void send13ServerHelloCoda(ServerHello hello, boolean again) throws IOException {
        super.send13ServerHelloCoda(hello, again);
        keyLog.ifPresent(log -> log.tls13(peer.parameters()));
    }

    @Override
    protected void completeHandshake() throws IOException {
        keyLog.ifPresent(log -> log.complete(peer.parameters()));
        super.completeHandshake();
    }

    @Override
    protected void processRecord(short type, byte[] octets, int from, int length) throws IOException {
        if (type == ContentType.application_data && peer.facts() != null) {
            if (length > 0) sink.plaintext(octets, from, length);
        } else {
            super.processRecord(type, octets, from, length);
        }
    }

    /** Never renegotiates; who keeps asking is shown out. RFC 5746, 4.5. */
    @Override
    protected void refuseRenegotiation() throws IOException {
        if (++refusals > REFUSALS)
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "asks for renegotiation again and again");
        super.refuseRenegotiation();
    }

    /** From TLS 1.3 on, close_notify ends one direction only; bctls would end both, as before. RFC 8446, 6.1. */
    @Override
    protected void handleAlertWarningMessage(short description) throws IOException {
        if (description == AlertDescription.close_notify && peer.facts() != null && TlsUtils.isTLSv13(getContext()))
            inputEnded = true;
        else super.handleAlertWarningMessage(description);
    }

    @Override
    public boolean inputEnded() {
        return inputEnded;
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
    public boolean isNearlyDone() {
        return peer.isNearlyDone();
    }
}
