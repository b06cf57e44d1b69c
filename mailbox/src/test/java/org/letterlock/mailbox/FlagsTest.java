package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FlagsTest {
    @Test
    @DisplayName("S-T12 flags have an order, the same in all ways as their equality, on which hash tables fall back")
    void sT12_orderAgreesWithEquality() {
        var random = new Random(12);
        for (int n = 0; n < 200_000; n++) {
            var a = some(random);
            var b = some(random);
            assertEquals(a.equals(b), a.compareTo(b) == 0, a + " and " + b);
            assertEquals(Integer.signum(a.compareTo(b)), -Integer.signum(b.compareTo(a)), a + " and " + b);
            if (a.equals(b)) assertEquals(a.hashCode(), b.hashCode());
        }
        var sorted = new TreeSet<Flags>();
        for (int n = 0; n < 5000; n++) sorted.add(some(random));
        var list = new ArrayList<>(sorted);
        for (int n = 0; n < 5000; n++) {
            int i = random.nextInt(list.size());
            int j = random.nextInt(list.size());
            assertEquals(Integer.compare(i, j), Integer.signum(list.get(i).compareTo(list.get(j))));
        }
    }

    private static Flags some(Random random) {
        var system = random.nextInt(3) == 0 ? Set.of(SystemFlag.SEEN) : Set.<SystemFlag>of();
        var words = new ArrayList<String>();
        while (random.nextInt(3) > 0)
            words.add(List.of("a", "A", "b", "ab", "aB", "c").get(random.nextInt(6)));
        return Flags.of(system, words);
    }
}
