package org.letterlock.server.spelling;

import java.util.Collection;
import java.util.Optional;

/** What somebody meant who wrote a name that does not exist. */
public final class Nearest {
    private Nearest() {}

    /** The one that differs least from {@code written}, if it does not differ too much: half of it has to be the same. */
    public static Optional<String> of(String written, Collection<String> valid) {
        String best = null;
        int least = Math.max(1, written.length() / 2) + 1;
        for (var name : valid) {
            int distance = distance(written, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that make one of the other. */
    private static int distance(String a, String b) {
        if (a.length() > 100 || b.length() > 100) return Integer.MAX_VALUE;
        var d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) d[i][0] = i;
        for (int j = 0; j <= b.length(); j++) d[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1))
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
        return d[a.length()][b.length()];
    }
}
