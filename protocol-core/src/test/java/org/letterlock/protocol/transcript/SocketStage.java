package org.letterlock.protocol.transcript;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Where a transcript is played over sockets: a running server. */
public interface SocketStage extends AutoCloseable {
    /** As {@link Stage#given}. */
    List<String> given(String text) throws IOException;

    /** A new connection; on a port with implicit TLS an {@link SSLSocket}. */
    Socket open(int connection) throws IOException;

    /** What the client trusts. */
    SSLContext clientTls();

    /** The name that the server's certificate has to carry. */
    String hostName();

    /** The client's half of STARTTLS. */
    default Socket startTls(Socket plain) throws IOException {
        var tls = (SSLSocket) clientTls().getSocketFactory().createSocket(plain, hostName(), plain.getPort(), true);
        var parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 7817, 3: as for HTTPS, the SAN names the host
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    @Override
    default void close() throws IOException {}
}
