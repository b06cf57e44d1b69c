package org.letterlock.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Ways to cut the same octets, for properties of the form "any cutting gives the same". */
final class Cuttings {
    private Cuttings() {}

    /** Whole, octet by octet, and {@code n} random ones. */
    static List<List<byte[]>> of(byte[] octets, Random random, int n) {
        var all = new ArrayList<List<byte[]>>();
        all.add(List.of(octets));
        var single = new ArrayList<byte[]>();
        for (byte octet : octets) single.add(new byte[] {octet});
        all.add(single);
        for (int i = 0; i < n; i++) {
            var cut = new ArrayList<byte[]>();
            int mean = 1 + random.nextInt(20);
            for (int at = 0; at < octets.length; ) {
                int to = Math.min(octets.length, at + 1 + random.nextInt(2 * mean));
                cut.add(Arrays.copyOfRange(octets, at, to));
                at = to;
            }
            all.add(cut);
        }
        return all;
    }

    /** Octets from a small alphabet, so that what is rare on the wire is common here. */
    static byte[] random(Random random, String alphabet, int length) {
        var octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        return octets;
    }
}
