package org.letterlock.pop3.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.letterlock.protocol.transcript.FakeTls;

/** The client's end of a connection to a {@link Pop3Stage}. */
final class Client implements AutoCloseable {
    final EmbeddedChannel channel;

    Client(Pop3Stage stage) {
        channel = stage.open(1);
    }

    /** A client that has logged in as ann. */
    static Client loggedIn(Pop3Stage stage) {
        var client = new Client(stage);
        client.send("STLS\r\n");
        FakeTls.finishHandshake(client.channel);
        client.send("USER ann\r\nPASS secret\r\n");
        client.read();
        return client;
    }

    void send(String octets) {
        send(octets.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] octets) {
        if (channel.isOpen()) channel.writeInbound(Unpooled.copiedBuffer(octets));
        channel.runPendingTasks();
    }

    /** What the server has said since the last time. */
    String read() {
        return new String(octets(), StandardCharsets.UTF_8);
    }

    byte[] octets() {
        channel.runPendingTasks();
        var said = new ByteArrayOutputStream();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            var octets = new byte[out.readableBytes()];
            out.readBytes(octets);
            out.release();
            said.writeBytes(octets);
        }
        return said.toByteArray();
    }

    /** The client reads nothing any more, or reads again. */
    void reading(boolean reads) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, reads);
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        channel.runPendingTasks();
    }
}
