package org.letterlock.smtp.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** An address in brackets where a domain could stand. RFC 5321, 4.1.3. */
public final class AddressLiteral {
    private static final Pattern IPV4 = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]+(?:(?:\\d{1,3}\\.){3}\\d{1,3})?");
    private static final String IPV6_TAG = "IPv6:";

    private AddressLiteral() {}

    /** How {@code address} is written, with brackets. */
    public static String of(InetAddress address) {
        var text = address.getHostAddress();
        int zone = text.indexOf('%');
        if (zone >= 0) text = text.substring(0, zone);
        return address instanceof Inet6Address ? "[" + IPV6_TAG + text + "]" : "[" + text + "]";
    }

    /** Whether {@code literal}, with brackets, names an IPv4 or IPv6 address. No other tag is registered. */
    static boolean isValid(String literal) {
        var inside = literal.substring(1, literal.length() - 1);
        return inside.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length())
                ? isIpv6(inside.substring(IPV6_TAG.length()))
                : isIpv4(inside);
    }

    private static boolean isIpv4(String text) {
        if (!IPV4.matcher(text).matches()) return false;
        for (var part : text.split("\\.", -1)) if (Integer.parseInt(part) > 255) return false;
        return true;
    }

    private static boolean isIpv6(String text) {
        if (text.length() > 45 || !IPV6.matcher(text).matches()) return false;
        if (text.indexOf('.') >= 0) { // the last two groups as an IPv4 address
            int behindColon = text.lastIndexOf(':') + 1;
            if (!isIpv4(text.substring(behindColon))) return false;
            text = text.substring(0, behindColon) + "0:0";
        }
        int gap = text.indexOf("::");
        if (gap < 0) return countGroups(text) == 8;
        var before = text.substring(0, gap);
        var behind = text.substring(gap + 2);
        int left = before.isEmpty() ? 0 : countGroups(before);
        int right = behind.isEmpty() ? 0 : countGroups(behind);
        return left >= 0 && right >= 0 && left + right < 8;
    }

    /** How many groups of hexadecimal digits there are; -1000 when one of them is none. */
    private static int countGroups(String text) {
        int count = 0;
        for (var group : text.split(":", -1)) {
            if (group.isEmpty() || group.length() > 4) return -1000;
            count++;
        }
        return count;
    }
}
