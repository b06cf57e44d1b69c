package org.letterlock.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A ClientHello octet by octet, for offers that no library makes, and what the server answered to it. RFC 5246, 7.4.1.2. */
final class RawHello {
    static final int HEARTBEAT = 15;
    static final int SUPPORTED_VERSIONS = 43;
    private static final int GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;

    private final int version;
    private final int[] suites;
    private byte[] compression = {0};
    private final Map<Integer, byte[]> extensions = new LinkedHashMap<>();

    /** Of TLS up to {@code version}, such as 0x0303, with P-256 and the signatures of its time. */
    RawHello(int version, int... suites) {
        this.version = version;
        this.suites = suites.clone();
        extensions.put(GROUPS, new byte[] {0, 2, 0, 23});
        if (version >= 0x0303) extensions.put(SIGNATURE_ALGORITHMS, new byte[] {0, 6, 4, 1, 4, 3, 2, 1});
    }

    RawHello compression(int... methods) {
        compression = new byte[methods.length];
        for (int i = 0; i < methods.length; i++) compression[i] = (byte) methods[i];
        return this;
    }

    RawHello extension(int type, int... octets) {
        byte[] data = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) data[i] = (byte) octets[i];
        extensions.put(type, data);
        return this;
    }

    /** In one record. */
    byte[] octets() {
        var body = Unpooled.buffer();
        body.writeShort(version).writeZero(32).writeByte(0);
        body.writeShort(2 * suites.length);
        for (int suite : suites) body.writeShort(suite);
        body.writeByte(compression.length).writeBytes(compression);
        int total =
                extensions.values().stream().mapToInt(data -> 4 + data.length).sum();
        body.writeShort(total);
        extensions.forEach(
                (type, data) -> body.writeShort(type).writeShort(data.length).writeBytes(data));
        var record = Unpooled.buffer();
        record.writeByte(22).writeShort(Math.min(version, 0x0301)).writeShort(4 + body.readableBytes());
        record.writeByte(1).writeMedium(body.readableBytes()).writeBytes(body);
        return ByteBufUtil.getBytes(record);
    }

    /** What {@code server} answers. */
    Answer to(EmbeddedChannel server) {
        server.writeInbound(Unpooled.wrappedBuffer(octets()));
        return answer(server);
    }

    /** What {@code server} has said and nobody has read yet. */
    static Answer answer(EmbeddedChannel server) {
        server.runPendingTasks();
        var all = Unpooled.buffer();
        for (ByteBuf some = server.readOutbound(); some != null; some = server.readOutbound()) {
            all.writeBytes(some);
            some.release();
        }
        return new Answer(ByteBufUtil.getBytes(all), !server.isActive());
    }

    /** Records of the server. */
    record Answer(byte[] octets, boolean closed) {
        private static final int SERVER_HELLO = 2;

        boolean isEmpty() {
            return octets.length == 0;
        }

        /** The alert it ends with, as {@code level.description}; empty: there is none. Only for plaintext records. */
        String alert() {
            for (int at = 0; at + 5 <= octets.length; at += 5 + length(at)) {
                if (octets[at] == 21) return (octets[at + 5] & 0xFF) + "." + (octets[at + 6] & 0xFF);
            }
            return "";
        }

        private int length(int record) {
            return (octets[record + 3] & 0xFF) << 8 | octets[record + 4] & 0xFF;
        }

        /** The handshake messages in the first records, without the records. */
        ByteBuf handshake() {
            var messages = Unpooled.buffer();
            for (int at = 0; at + 5 <= octets.length && octets[at] == 22; at += 5 + length(at))
                messages.writeBytes(octets, at + 5, length(at));
            return messages;
        }

        ServerHello serverHello() {
            var all = handshake();
            if (all.readUnsignedByte() != SERVER_HELLO) throw new AssertionError(ByteBufUtil.prettyHexDump(all));
            var in = all.readSlice(all.readUnsignedMedium());
            int version = in.readUnsignedShort();
            byte[] random = new byte[32];
            in.readBytes(random);
            in.skipBytes(in.readUnsignedByte());
            int suite = in.readUnsignedShort();
            int compression = in.readUnsignedByte();
            var extensions = new HashMap<Integer, byte[]>();
            int end = in.readableBytes() < 2 ? 0 : in.readUnsignedShort();
            for (end += in.readerIndex(); in.readerIndex() < end; ) {
                int type = in.readUnsignedShort();
                byte[] data = new byte[in.readUnsignedShort()];
                in.readBytes(data);
                extensions.put(type, data);
            }
            return new ServerHello(version, random, suite, compression, extensions);
        }
    }

    /** RFC 5246, 7.4.1.3. */
    record ServerHello(int version, byte[] random, int suite, int compression, Map<Integer, byte[]> extensions) {
        /** The last eight octets of the random value: where a downgrade shows. RFC 8446, 4.1.3. */
        String sentinel() {
            return ByteBufUtil.hexDump(random, 24, 8);
        }
    }
}
