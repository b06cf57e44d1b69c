package org.letterlock.imap.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.mailbox.InternalDate;

class ImapDateTest {
    private static ImapReader in(String text) {
        return new ImapReader(text.getBytes(StandardCharsets.US_ASCII), 0);
    }

    @Test
    void asRfc3501WritesIt() throws SyntaxException {
        var date = ImapDate.dateTime(in("\"17-Jul-1996 02:44:25 -0700\""));
        assertEquals(new InternalDate(837596665, -420), date);
        assertEquals("17-Jul-1996 02:44:25 -0700", ImapDate.text(date));
        assertEquals(
                " 1-Feb-2000 00:00:00 +0000", ImapDate.text(ImapDate.dateTime(in("\" 1-feb-2000 00:00:00 +0000\""))));
        assertEquals(LocalDate.of(1994, 2, 1), ImapDate.date(in("1-Feb-1994")));
        assertEquals(LocalDate.of(1994, 2, 1), ImapDate.date(in("\"01-FEB-1994\"")));
    }

    @Test
    void whatIsWrittenIsRead() throws SyntaxException {
        for (int seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var date = new InternalDate(
                    (long) (random.nextDouble() * 2e11) - 60000000000L, random.nextInt(24 * 60) - 12 * 60);
            assertEquals(date, ImapDate.dateTime(in('"' + ImapDate.text(date) + '"')), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"1-Jul-1996 02:44:25 -0700\"",
                "\"32-Jul-1996 02:44:25 -0700\"",
                "\"31-Feb-1996 02:44:25 -0700\"",
                "\"17-Xxx-1996 02:44:25 -0700\"",
                "\"17-Jul-1996 24:44:25 -0700\"",
                "\"17-Jul-1996 02:44:61 -0700\"",
                "\"17-Jul-1996 02:44:25 -0760\"",
                "\"17-Jul-1996 02:44:25 +9900\"",
                "\"17-Jul-1996 02:44:25\"",
                "\"17-Jul-199602:44:25 -0700"
            })
    void refusesWhatIsNone(String text) {
        assertThrows(SyntaxException.class, () -> ImapDate.dateTime(in(text)));
    }
}
