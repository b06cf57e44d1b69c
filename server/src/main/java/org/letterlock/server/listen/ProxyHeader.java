package org.letterlock.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.rule.IpNetwork;

/**
 * What a proxy says of the connection it passes on: the PROXY protocol, version 1 in a line of text, version 2 in binary (HAProxy,
 * doc/proxy-protocol.txt).
 *
 * @param source who is behind it; empty when it speaks for itself (LOCAL) or does not know (UNKNOWN, UNSPEC)
 * @param tls the TLS its client speaks with it
 */
record ProxyHeader(Optional<InetSocketAddress> source, Optional<ClientTls> tls) {
    /** The whole of version 1, CR LF included. Section 2.1. */
    static final int LONGEST_V1 = 107;
    /** What follows the first 16 octets of version 2; a sender's is far below this, to go into one segment. Section 2.2. */
    static final int LONGEST_V2 = 4096;

    private static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] V2 = {0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int FIXED_V2 = 16;
    private static final int LOCAL_SOCKET = 108;
    private static final Pattern DOTTED = Pattern.compile("[0-9.]{7,15}");
    private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]+");
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

    /**
     * TLS between the client and the proxy.
     *
     * @param version as OpenSSL spells it, such as {@code TLSv1.3}
     * @param cipher the suite, as OpenSSL spells it
     * @param serverName the name the client asked for
     * @param certificate the common name in a client's certificate that the proxy verified
     */
    record ClientTls(
            String version,
            Optional<String> cipher,
            Optional<String> serverName,
            Optional<String> alpn,
            Optional<String> certificate) {}

    /** What came is no PROXY header. Without a stack trace: anybody can cause it. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why, null, false, false);
        }
    }

    /** How {@code octets}, beginning with octet {@code from}, go on a header's signature: 0 not, 1 as far as they go, 2 to its end. */
    static int resembles(ByteBuf octets, int from) {
        return Math.max(resembles(octets, from, V1), resembles(octets, from, V2));
    }

    private static int resembles(ByteBuf octets, int from, byte[] signature) {
        int there = Math.min(signature.length, octets.writerIndex() - from);
        for (int i = 0; i < there; i++) if (octets.getByte(from + i) != signature[i]) return 0;
        return there == signature.length ? 2 : 1;
    }

    /** Reads a header; null: it is not all there yet, and nothing is read. */
    static @Nullable ProxyHeader read(ByteBuf in) throws Malformed {
        int first = in.readerIndex();
        if (!in.isReadable()) return null;
        if (resembles(in, first) == 0) throw new Malformed("does not begin with a PROXY header");
        return in.getByte(first) == V1[0] ? readLine(in) : readBinary(in);
    }

    // ---------------------------------------------------------------- version 1

    private static @Nullable ProxyHeader readLine(ByteBuf in) throws Malformed {
        int length = in.bytesBefore(Math.min(in.readableBytes(), LONGEST_V1), (byte) '\n') + 1;
        if (length == 0) {
            if (in.readableBytes() >= LONGEST_V1) throw new Malformed("a PROXY line without end");
            return null;
        }
        var line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
        if (!line.endsWith("\r\n")) throw new Malformed("a PROXY line that ends with LF alone");
        var words = line.substring(0, line.length() - 2).split(" ", -1);
        if (words[1].equals("UNKNOWN")) return new ProxyHeader(Optional.empty(), Optional.empty());
        if (words.length != 6) throw new Malformed("a PROXY line of " + words.length + " words");
        var shape = switch (words[1]) {
            case "TCP4" -> DOTTED;
            case "TCP6" -> COLONS;
            default -> throw new Malformed("neither TCP4 nor TCP6 nor UNKNOWN");
        };
        address(words[3], shape);
        port(words[5]);
        return new ProxyHeader(
                Optional.of(new InetSocketAddress(address(words[2], shape), port(words[4]))), Optional.empty());
    }

    private static InetAddress address(String text, Pattern shape) throws Malformed {
        try {
            if (shape.matcher(text).matches()) return IpNetwork.address(text);
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Malformed("an address that is none");
    }

    private static int port(String text) throws Malformed {
        if (!PORT.matcher(text).matches() || Integer.parseInt(text) > 65535) throw new Malformed("a port that is none");
        return Integer.parseInt(text);
    }

    // ---------------------------------------------------------------- version 2

    private static @Nullable ProxyHeader readBinary(ByteBuf in) throws Malformed {
        int first = in.readerIndex();
        if (in.readableBytes() < FIXED_V2) return null;
        int command = in.getUnsignedByte(first + 12);
        int family = in.getUnsignedByte(first + 13);
        int length = in.getUnsignedShort(first + 14);
        if (command >> 4 != 2) throw new Malformed("version " + (command >> 4) + " of a binary PROXY header");
        if ((command & 0x0F) > 1) throw new Malformed("command " + (command & 0x0F) + " of a PROXY header");
        if (length > LONGEST_V2) throw new Malformed("a PROXY header of " + length + " octets");
        if (in.readableBytes() < FIXED_V2 + length) return null;
        var header = in.readSlice(FIXED_V2 + length);
        var body = header.slice(FIXED_V2, length);
        if ((command & 0x0F) == 0) return new ProxyHeader(Optional.empty(), Optional.empty()); // LOCAL: a health check
        var source = source(family, body);
        return new ProxyHeader(source, tls(body, header));
    }

    /** The source address; afterwards {@code body} stands behind both addresses. */
    private static Optional<InetSocketAddress> source(int family, ByteBuf body) throws Malformed {
        int octets = switch (family) {
            case 0x00 -> 0; // UNSPEC
            case 0x11 -> 4;
            case 0x21 -> 16;
            case 0x31 -> LOCAL_SOCKET;
            default -> throw new Malformed("address family and protocol " + Integer.toHexString(family));
        };
        int ports = octets == 4 || octets == 16 ? 4 : 0;
        if (body.readableBytes() < 2 * octets + ports)
            throw new Malformed("a PROXY header too short for its addresses");
        byte[] address = new byte[octets];
        body.getBytes(0, address);
        int port = ports == 0 ? 0 : body.getUnsignedShort(2 * octets);
        body.skipBytes(2 * octets + ports);
        if (ports == 0) return Optional.empty(); // nothing that says who it is
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
        } catch (UnknownHostException e) {
            throw new Malformed("an address that is none");
        }
    }

    /** The extensions behind the addresses. Sections 2.2.1 to 2.2.6. */
    private static Optional<ClientTls> tls(ByteBuf body, ByteBuf header) throws Malformed {
        Optional<String> alpn = Optional.empty();
        Optional<String> authority = Optional.empty();
        ByteBuf ssl = null;
        while (body.isReadable()) {
            int type = Extension.type(body);
            var value = Extension.value(body);
            switch (type) {
                case 0x01 -> alpn = text(value);
                case 0x02 -> authority = text(value);
                case 0x03 -> checksum(value, header, FIXED_V2 + body.readerIndex() - 4);
                case 0x20 -> ssl = value;
                default -> {}
            }
        }
        if (ssl == null) return Optional.empty();
        if (ssl.readableBytes() < 5) throw new Malformed("a TLS extension too short");
        int client = ssl.readUnsignedByte();
        boolean unverified = ssl.readInt() != 0;
        Optional<String> version = Optional.empty();
        Optional<String> name = Optional.empty();
        Optional<String> cipher = Optional.empty();
        while (ssl.isReadable()) {
            int type = Extension.type(ssl);
            var value = Extension.value(ssl);
            switch (type) {
                case 0x21 -> version = text(value);
                case 0x22 -> name = text(value);
                case 0x23 -> cipher = text(value);
                default -> {}
            }
        }
        if ((client & 1) == 0 || version.isEmpty()) return Optional.empty();
        boolean shown = (client & 6) != 0;
        return Optional.of(
                new ClientTls(version.get(), cipher, authority, alpn, shown && !unverified ? name : Optional.empty()));
    }

    /** Printable ASCII, as all these are; empty where it is not. */
    private static Optional<String> text(ByteBuf value) {
        var text = value.toString(StandardCharsets.UTF_8);
        return text.isEmpty() || text.length() > 255 || text.chars().anyMatch(c -> c < ' ' || c >= 127)
                ? Optional.empty()
                : Optional.of(text);
    }

    /** The sum over the whole header, its own four octets, at {@code at}, taken as zero. Section 2.2.3. */
    private static void checksum(ByteBuf value, ByteBuf header, int at) throws Malformed {
        if (value.readableBytes() != 4) throw new Malformed("a checksum of " + value.readableBytes() + " octets");
        byte[] whole = ByteBufUtil.getBytes(header);
        for (int i = 0; i < 4; i++) whole[at + i] = 0;
        var sum = new CRC32C();
        sum.update(whole);
        if (sum.getValue() != value.getUnsignedInt(0)) throw new Malformed("a PROXY header whose checksum is wrong");
    }

    /** Type, length, value. Section 2.2. */
    private static final class Extension {
        private Extension() {}

        static int type(ByteBuf in) throws Malformed {
            if (in.readableBytes() < 3) throw new Malformed("an extension of a PROXY header that is cut off");
            return in.readUnsignedByte();
        }

        static ByteBuf value(ByteBuf in) throws Malformed {
            int length = in.readUnsignedShort();
            if (length > in.readableBytes()) throw new Malformed("an extension longer than its PROXY header");
            return in.readSlice(length);
        }
    }
}
