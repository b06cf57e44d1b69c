package org.letterlock.imap.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.imap.grammar.ImapReader;

/** RFC 9394, 3.1: from either end, in either order, beyond either end. */
class PartialRangeTest {
    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "1:3, 10, 1, 3",
        "3:1, 10, 1, 3",
        "9:4294967295, 10, 9, 10",
        "11:12, 10, 11, 10",
        "-1:-3, 10, 8, 10",
        "-3:-1, 10, 8, 10",
        "-9:-4294967295, 10, 1, 2",
        "-11:-12, 10, 1, 0",
        "-1:-1, 0, 1, 0",
        "1:1, 0, 1, 0"
    })
    void whichOnes(String written, long count, long first, long last) throws Exception {
        var range = PartialRange.parse(new ImapReader(written.getBytes(StandardCharsets.US_ASCII), 0));
        assertEquals(written, range.toString());
        assertEquals(first, range.first(count));
        assertEquals(last, Math.max(0, Math.min(count, range.last(count))));
    }
}
