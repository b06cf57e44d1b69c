package org.letterlock.imap.response;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.protocol.TestOutput;

class ResponseWriterTest {
    private final TestOutput output = new TestOutput();
    private final ResponseWriter w = new ResponseWriter(output.output());

    @Test
    void quotesWhereItCan() {
        assertEquals("\"\"", written(w.string("")));
        assertEquals("\"a \\\"b\\\" \\\\\"", written(w.string("a \"b\" \\")));
        assertEquals("{4}\r\na\r\nb", written(w.string("a\r\nb")));
        assertEquals("{2}\r\n\u00c3\u00a9", written(w.string("é")));
        assertEquals("{1}\r\n\0", written(w.string("\0")));
        assertEquals("INBOX", written(w.astring("INBOX")));
        assertEquals("\"NIL\"", written(w.astring("NIL")));
        assertEquals("\"a b\"", written(w.astring("a b")));
        assertEquals("a]b", written(w.astring("a]b")));
        assertEquals("NIL", written(w.nstring(null)));
        assertEquals("{1025}\r\n" + "x".repeat(1025), written(w.string("x".repeat(1025))));
    }

    @Test
    void writesFlags() {
        assertEquals("()", written(w.flags(Flags.NONE, false)));
        assertEquals("(\\Recent)", written(w.flags(Flags.NONE, true)));
        assertEquals("(\\Seen \\Draft \\Recent)", written(w.flags(Flags.of(SystemFlag.SEEN, SystemFlag.DRAFT), true)));
        assertEquals("(a b)", written(w.flags(Flags.of(Set.of(), List.of("b", "a")), false)));
        assertEquals("(\\Seen a)", written(w.flags(Flags.of(Set.of(SystemFlag.SEEN), List.of("a")), false)));
    }

    @Test
    @DisplayName("S-I13 whatever a name or header contains, one string comes back and nothing is left")
    void sI13_roundTrip() throws Exception {
        for (int seed = 0; seed < 5000; seed++) {
            var random = new Random(seed);
            var octets = new byte[random.nextInt(20)];
            var alphabet = "ab \"\\\r\n(){}*%\t]\u007f\u00e9\u0001NIL";
            for (int i = 0; i < octets.length; i++)
                octets[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            w.string(octets);
            var wire = output.take();
            if (wire[0] != '{')
                for (byte b : wire)
                    assertTrue(b >= ' ' || b == '\t', "seed " + seed + ": control or 8-bit when quoted");
            var in = new ImapReader(wire, 0);
            assertArrayEquals(octets, in.string(), "seed " + seed);
            in.end();
        }
    }

    @Test
    @DisplayName("S-I13 mailbox names come back as they were")
    void sI13_mailboxNames() throws Exception {
        for (int seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var name = new StringBuilder("x");
            for (int n = random.nextInt(20); n > 0; n--) {
                char c = "ab \"\\()*%&/]é日".charAt(random.nextInt(14));
                if (c != '/' || name.charAt(name.length() - 1) != '/') name.append(c);
            }
            if (name.charAt(name.length() - 1) == '/') name.append('y');
            w.mailbox(new MailboxName(name.toString()));
            var in = new ImapReader(output.take(), 0);
            assertEquals(name.toString(), in.mailbox().text(), "seed " + seed);
            in.end();
        }
    }

    @Test
    @DisplayName("S-G1 no text of ours carries control characters")
    void sG1_textIsPrintable() {
        w.untagged("OK", "a\r\n* BYE \u0007é");
        assertEquals("* OK a??* BYE ??\r\n", new String(output.take(), StandardCharsets.ISO_8859_1));
        w.tagged(new byte[] {'a'}, 1, Completion.no("x\r\ny"));
        assertEquals("a NO x??y\r\n", new String(output.take(), StandardCharsets.ISO_8859_1));
    }

    private String written(ResponseWriter same) {
        assertEquals(w, same);
        return new String(output.take(), StandardCharsets.ISO_8859_1);
    }
}
