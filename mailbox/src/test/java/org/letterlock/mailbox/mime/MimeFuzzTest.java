package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets are a message: nothing is thrown, and what {@link MimePropertyTest} says holds. */
class MimeFuzzTest {
    /** Random ones, beside the samples in the resource directory. */
    static Stream<byte[]> messages() {
        return LongStream.rangeClosed(1, 50).mapToObj(seed -> MimePropertyTest.message(new Random(seed)));
    }

    @MethodSource("messages")
    @FuzzTest
    void anyOctetsAreAMessage(byte[] octets) {
        var body = new TestBody(octets, Integer.MAX_VALUE);
        var mime = MimeStructure.of(body);
        MimePropertyTest.check(body, mime, "fuzzed");
        assertEquals(mime.root(), MimeStructure.of(body.inPiecesOf(3)).root());
        var sent = mime.envelope().sent();
        assertTrue(sent.isEmpty() || mime.envelope().date() != null);
        Search.bodyContains(body, mime, "no such text");
        Search.textContains(body, mime, "\u00e9");
        Search.headerContains(body, mime, "Subject", "x");
    }

    @FuzzTest
    void anyOctetsAreAnAddressList(byte[] octets) {
        var text = new String(octets, StandardCharsets.ISO_8859_1);
        for (int most : new int[] {0, 1, 3, 1000}) {
            var addresses = new ArrayList<Address>();
            AddressParser.parse(text, addresses, most);
            assertTrue(addresses.size() <= most);
            boolean open = false;
            for (var a : addresses) {
                if (a.isGroupStart()) {
                    assertTrue(!open);
                    open = true;
                } else if (a.isGroupEnd()) {
                    assertTrue(open);
                    open = false;
                }
            }
            assertTrue(!open);
        }
        StructuredField.items(text);
        var field = StructuredField.parse(text);
        assertTrue(field.parameters().size() <= MimeStructure.MAX_PARAMETERS);
        assertTrue(EncodedWords.decode(text).length() <= Math.max(text.length(), 1) * 4L);
        SentDate.parse(text);
        assertEquals(List.of(), StructuredField.items(""));
    }
}
