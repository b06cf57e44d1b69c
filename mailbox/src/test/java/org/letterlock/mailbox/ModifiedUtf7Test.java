package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModifiedUtf7Test {
    @Test
    void asRfc3501WritesIt() {
        assertEquals("~peter/mail/&U,BTFw-/&ZeVnLIqe-", ModifiedUtf7.encode("~peter/mail/台北/日本語"));
        assertEquals("R&-D", ModifiedUtf7.encode("R&D"));
        assertEquals("plain", ModifiedUtf7.encode("plain"));
        assertEquals(Optional.of("台北"), ModifiedUtf7.decode("&U,BTFw-"));
        assertEquals(Optional.of("&&"), ModifiedUtf7.decode("&-&-"));
    }

    @Test
    void whatIsEncodedIsDecoded() {
        for (int seed = 0; seed < 5000; seed++) {
            var name = name(new Random(seed));
            var wire = ModifiedUtf7.encode(name);
            assertTrue(wire.chars().allMatch(c -> c >= ' ' && c <= '~'), "seed " + seed + ": " + wire);
            assertEquals(Optional.of(name), ModifiedUtf7.decode(wire), "seed " + seed + ": " + wire);
        }
    }

    @Test
    @DisplayName("S-I12 what is decoded has one spelling")
    void sI12_oneSpelling() {
        for (int seed = 0; seed < 20000; seed++) {
            var random = new Random(seed);
            var wire = new StringBuilder();
            var alphabet = "&&&--aAZ09+,Uq=/~ ";
            for (int n = random.nextInt(10); n >= 0; n--)
                wire.append(alphabet.charAt(random.nextInt(alphabet.length())));
            var decoded = ModifiedUtf7.decode(wire.toString());
            if (decoded.isPresent()) assertEquals(wire.toString(), ModifiedUtf7.encode(decoded.get()), "seed " + seed);
        }
    }

    @ParameterizedTest
    @DisplayName("S-I12 invalid modified UTF-7 is refused")
    @ValueSource(
            strings = {
                "&",
                "&U",
                "&U,BTFw",
                "&AC8-",
                "&AEE-",
                "&AGEA-",
                "&2D0-",
                "&3gA-",
                "&2D0AQQ-",
                "&U,BTFx-",
                "&U,BTFw=-",
                "&U,BTFw-&ZeVnLIqe-",
                "&!-",
                "&A-",
                "\u00e9",
                "\u007f",
                "a\tb",
                "\0"
            })
    void sI12_refused(String wire) {
        assertEquals(Optional.empty(), ModifiedUtf7.decode(wire));
    }

    private static String name(Random random) {
        var name = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            switch (random.nextInt(5)) {
                case 0 -> name.append('&');
                case 1 -> name.append((char) (' ' + random.nextInt(95)));
                case 2 -> name.append((char) (0xa0 + random.nextInt(0x500)));
                case 3 -> name.append((char) (0x4e00 + random.nextInt(0x2000)));
                default -> name.appendCodePoint(0x1f300 + random.nextInt(0x300));
            }
        }
        return name.toString();
    }
}
