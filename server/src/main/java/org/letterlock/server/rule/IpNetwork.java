package org.letterlock.server.rule;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An IPv4 or IPv6 network in CIDR notation, or one address. RFC 4632, 3.1; RFC 4291, 2.3. Never asks DNS. */
public final class IpNetwork {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private final byte[] first;
    private final int bits;

    private IpNetwork(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /** @throws IllegalArgumentException saying what does not fit */
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int most = address.length * 8;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1), most, text);
        var network = address.clone();
        for (int bit = bits; bit < most; bit++) network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        if (!Arrays.equals(network, address)) {
            throw new IllegalArgumentException(
                    text + " has bits behind its first " + bits + "; the network is " + text(network) + "/" + bits);
        }
        return new IpNetwork(network, bits);
    }

    /** An address, written out. */
    public static InetAddress address(String text) {
        if (V4.matcher(text).matches()
                || (text.indexOf(':') >= 0 && V6.matcher(text).matches())) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                // said below
            }
        }
        throw new IllegalArgumentException(text
                + " is no address; expected one such as 192.0.2.7 or 2001:db8::7, or a network such as 192.0.2.0/24");
    }

    private static int bits(String text, int most, String whole) {
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= most) return Integer.parseInt(text);
        throw new IllegalArgumentException(whole + ": behind the slash stands a number from 0 to " + most);
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 or 16 octets
        }
    }

    public boolean contains(InetAddress address) {
        var octets = address.getAddress();
        if (octets.length != first.length) return false;
        for (int i = 0; i < bits / 8; i++) if (octets[i] != first[i]) return false;
        int rest = bits % 8;
        return rest == 0 || ((octets[bits / 8] ^ first[bits / 8]) & (0xff00 >> rest)) == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpNetwork network && bits == network.bits && Arrays.equals(first, network.first);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + bits;
    }
}
