package org.letterlock.protocol;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The part of an Internet address that stands for one party: of IPv6 never more than /64, since who has one address has
 * the whole of that. What limits by source go by.
 */
public record Network(boolean v6, long prefix) {
    /** The network of {@code address}: so many bits of an IPv4 address, /64 of an IPv6 address. */
    public static Network of(InetAddress address, int bitsOfV4) {
        var octets = ByteBuffer.wrap(address.getAddress());
        return octets.capacity() == 4
                ? new Network(false, Integer.toUnsignedLong(octets.getInt()) >>> (32 - bitsOfV4))
                : new Network(true, octets.getLong());
    }
}
