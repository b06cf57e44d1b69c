package org.letterlock.smtp.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathReaderTest {
    private static Mailbox read(String path) throws SyntaxException {
        return new PathReader(path.getBytes(StandardCharsets.UTF_8), 0)
                .forwardPath()
                .mailbox();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "<a@b.example>|a|b.example",
                "<A.b+c@B.Example>|A.b+c|b.example",
                "<!#$%&*+-/=?^_`{}~@b.example>|!#$%&*+-/=?^_`{}~|b.example",
                "<\"a b\"@b.example>|a b|b.example",
                "<\"a\\\"b\\\\c\"@b.example>|a\"b\\c|b.example",
                "<\"a@b\"@c.example>|a@b|c.example",
                "<\"a>b\"@c.example>|a>b|c.example",
                "<@x.example:a@b.example>|a|b.example",
                "<@x.example,@y.example:a@b.example>|a|b.example",
                "<a@[192.0.2.1]>|a|[192.0.2.1]",
                "<a@[IPv6:2001:DB8::1]>|a|[ipv6:2001:db8::1]",
                "<a@[ipv6:::ffff:192.0.2.1]>|a|[ipv6:::ffff:192.0.2.1]",
                "<a@[IPv6:1:2:3:4:5:6:7:8]>|a|[ipv6:1:2:3:4:5:6:7:8]",
                "<größe@bücher.example>|größe|bücher.example",
                "<\"ü\"@b.example>|ü|b.example",
                "<a@1-2.3>|a|1-2.3",
                "<postmaster>|postmaster|''",
                "<PostMaster>|PostMaster|''",
            })
    @DisplayName("RFC 5321, 4.1.2: what an address may be")
    void addresses(String path, String localPart, String domain) throws SyntaxException {
        assertEquals(new Mailbox(localPart, domain), read(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a@b.example",
                "<a@b.example",
                "<>",
                "<@>",
                "<a@>",
                "<@b.example>",
                "<a>",
                "<.a@b.example>",
                "<a.@b.example>",
                "<a..b@b.example>",
                "<a b@b.example>",
                "<a@b..example>",
                "<a@.example>",
                "<a@b.>",
                "<a@-b.example>",
                "<a@b-.example>",
                "<a@b_c.example>",
                "<\"a@b.example>",
                "<\"a\"b@b.example>",
                "<\"\"@b.example>",
                "<\"a\\\u0007\"@b.example>",
                "<a@[]>",
                "<a@[192.0.2]>",
                "<a@[192.0.2.256]>",
                "<a@[192.0.2.1>",
                "<a@[2001:db8::1]>",
                "<a@[IPv6:1:2:3:4:5:6:7:8:9]>",
                "<a@[IPv6:1::2::3]>",
                "<a@[IPv6:12345::]>",
                "<a@[IPv6:1:2:3:4:5:6:7]>",
                "<a@[IPv6:192.0.2.1]>",
                "<a@[tag:x]>",
                "<a@b.example@c.example>",
                "<@x.example a@b.example>",
                "<@x.example,a@b.example>",
                "<@x.example:>",
                "<a(c)@b.example>",
                "<a@(c)b.example>",
                "<\u0001@b.example>",
                "<a\u007F@b.example>",
            })
    @DisplayName("S-P12: what is none, and says so")
    void sP12_noAddresses(String path) {
        assertThrows(SyntaxException.class, () -> read(path), path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a\u0085X-Evil: 1@b.example>",
                "<a\u0085b@b.example>",
                "<a\u009bb@b.example>",
                "<a\u2028b@b.example>",
                "<a\u2029b@b.example>",
                "<\"a\u0085b\"@b.example>",
                "<\"a\u2028b\"@b.example>",
                "<a@b\u0085.example>",
                "<a@b\u2028.example>",
                "<a@b\u00a0c.example>",
                "<a@b\u202ec.example>",
                "<a@b\u200bc.example>",
                "<a@b\uff0ec.example>",
                "<a@b\u3002example>",
                "<a@\ud83d\ude00.example>",
                "<@x\u0085.example:a@b.example>",
            })
    @DisplayName("S-P10: what ends or controls a line for somebody who reads Unicode is in no address")
    void sP10_noAddresses(String path) {
        assertThrows(SyntaxException.class, () -> read(path), path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b\u00fccher.example",
                "\u0939\u093f\u0928\u094d\u0926\u0940.example",
                "\u30ab\u30fb\u30ab.example",
                "\u0661.example"
            })
    @DisplayName("RFC 5892: letters, digits, marks in a domain")
    void domains(String domain) throws SyntaxException {
        assertEquals(new Mailbox("\ud83d\ude00", domain), read("<\ud83d\ude00@" + domain + ">"));
    }

    @Test
    @DisplayName("What is written is what was read")
    void writtenAndRead() throws SyntaxException {
        var alphabet = "abc.@\"\\ <>,:()[]!üß漢\uD83D\uDE00";
        for (int seed = 0; seed < 5000; seed++) {
            var random = new Random(seed);
            var local = new StringBuilder();
            int length = 1 + random.nextInt(10);
            for (int i = 0; i < length; i++) {
                int c = alphabet.codePointAt(
                        alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length()))));
                local.appendCodePoint(c);
            }
            var mailbox = new Mailbox(local.toString(), "b.example");
            assertEquals(mailbox, read("<" + mailbox + ">"), "seed " + seed + ": " + mailbox);
        }
    }

    @Test
    @DisplayName("Any octets are an address or a syntax error")
    void anyOctets() {
        var alphabet = "<<<>>>@@@::,,\"\"\\[]..-aAzZ09IPv6:1%!\u0000\u001b\u007f\u0080\u00c3\u00bc\u00ff ";
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++)
                octets[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            try {
                new PathReader(octets, 0).forwardPath();
            } catch (SyntaxException expected) {
                assertEquals(false, expected.what().isEmpty());
            }
        }
    }
}
