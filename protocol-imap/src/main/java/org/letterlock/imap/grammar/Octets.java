package org.letterlock.imap.grammar;

/** Which octets may stand where. RFC 3501, 9: CHAR, ATOM-CHAR, ASTRING-CHAR, list-char, tag. */
public final class Octets {
    private static final int ATOM = 1;
    private static final int ASTRING = 2;
    private static final int LIST = 4;
    private static final int TAG = 8;
    private static final int QUOTED = 16; // may stand in a quoted string, without a backslash
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 1; c < 0x80; c++) {
            int is = 0;
            boolean atom = c > ' ' && c != 0x7f && "(){%*\"\\]".indexOf(c) < 0;
            if (atom) is |= ATOM;
            if (atom || c == ']') is |= ASTRING;
            if (atom || c == ']' || c == '%' || c == '*') is |= LIST;
            if ((atom || c == ']') && c != '+') is |= TAG;
            if (c != '"' && c != '\\' && c != '\r' && c != '\n') is |= QUOTED;
            CLASS[c] = (byte) is;
        }
    }

    private Octets() {}

    public static boolean isAtom(int octet) {
        return (CLASS[octet & 0xff] & ATOM) != 0;
    }

    public static boolean isAstring(int octet) {
        return (CLASS[octet & 0xff] & ASTRING) != 0;
    }

    public static boolean isList(int octet) {
        return (CLASS[octet & 0xff] & LIST) != 0;
    }

    public static boolean isTag(int octet) {
        return (CLASS[octet & 0xff] & TAG) != 0;
    }

    /** TEXT-CHAR except quoted-specials. */
    public static boolean isQuoted(int octet) {
        return (CLASS[octet & 0xff] & QUOTED) != 0;
    }

    public static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    /** ASCII letters only; anything else as it is. */
    public static int upper(int octet) {
        return octet >= 'a' && octet <= 'z' ? octet - 32 : octet;
    }
}
