package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is left of a part without its transfer encoding: RFC 2045, 6. */
class DecodedPartTest {
    private static DecodedPart decoded(TestBody body) {
        return DecodedPart.of(body, MimeStructure.of(body).root()).orElseThrow();
    }

    private static String text(String encoding, String... lines) throws IOException {
        var all = new String[lines.length + 2];
        all[0] = "Content-Transfer-Encoding: " + encoding;
        all[1] = "";
        System.arraycopy(lines, 0, all, 2, lines.length);
        var part = decoded(TestBody.lines(all));
        var octets = part.read().readAllBytes();
        assertEquals(octets.length, part.size());
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Test
    void eachEncodingIsTakenOff() throws IOException {
        assertEquals("hello", text("base64", "aGVs", "bG8="));
        assertEquals("a=bc\r\n", text("Quoted-Printable", "a=3Db=", "c"));
        assertEquals("as it is\r\n", text("8BIT", "as it is"));
        assertEquals("as it is\r\n", text("", "as it is"));
    }

    @Test
    @DisplayName("S-M6 broken base64 and quoted-printable are decoded as far as they go")
    void s_M6_brokenEncodings() throws IOException {
        assertEquals("hello", text("base64", "!aG*Vs", "bG8"));
        assertEquals("hellohello", text("base64", "aGVsbG8=aGVsbG8="));
        assertEquals("", text("base64", "====", "*"));
        assertEquals("", text("base64"));
        var random = new Random(7);
        for (int i = 0; i < 300; i++) { // the size that is announced is the number of octets that come
            var octets = new byte[random.nextInt(300)];
            for (int k = 0; k < octets.length; k++)
                octets[k] = (byte) "=ABCab01+/ \r\n*\0\u00ff".charAt(random.nextInt(16));
            var junk = new String(octets, StandardCharsets.ISO_8859_1);
            text("base64", junk);
            text("quoted-printable", junk);
        }
    }

    @Test
    void nulIsFound() {
        var nul = Base64.getEncoder().encodeToString(new byte[] {'a', 0, 'b'});
        assertTrue(decoded(TestBody.lines("Content-Transfer-Encoding: base64", "", nul))
                .hasNul());
        assertFalse(decoded(TestBody.lines("Content-Transfer-Encoding: base64", "", "YWJj"))
                .hasNul());
    }

    @Test
    void whatHoldsPartsIsNotEncodedAndAnUnknownEncodingIsNone() throws IOException {
        assertEquals(
                "--b\r\n\r\nx\r\n--b--\r\n",
                text("base64\r\nContent-Type: multipart/mixed; boundary=b", "--b", "", "x", "--b--"));
        var unknown = TestBody.lines("Content-Transfer-Encoding: x-own", "", "x");
        assertTrue(DecodedPart.of(unknown, MimeStructure.of(unknown).root()).isEmpty());
    }
}
