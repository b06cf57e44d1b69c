package org.letterlock.imap.search;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.ModSequence;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.mime.MimeCache;

class SearchProgramTest {
    private static SearchProgram parse(String keys) throws SyntaxException {
        var in = new ImapReader(keys.getBytes(StandardCharsets.US_ASCII), 0);
        var program = SearchProgram.parse(in, 100, 1000);
        in.end();
        return program;
    }

    @Test
    @DisplayName("S-I4 nesting: 100 levels are understood, 101 are refused")
    void sI4_depth() throws SyntaxException {
        parse("(".repeat(100) + "ALL" + ")".repeat(100));
        parse("NOT ".repeat(100) + "ALL");
        assertThrows(SyntaxException.class, () -> parse("(".repeat(101) + "ALL" + ")".repeat(101)));
        assertThrows(SyntaxException.class, () -> parse("NOT ".repeat(101) + "ALL"));
        assertThrows(SyntaxException.class, () -> parse("FUZZY ".repeat(101) + "ALL"));
        assertThrows(SyntaxException.class, () -> parse("OR ".repeat(101) + "ALL".repeat(102)));
        assertThrows(SyntaxException.class, () -> parse("(".repeat(60000)));
    }

    @Test
    @DisplayName("S-I4 keys: 1000 are understood, 1001 are refused")
    void sI4_keys() throws SyntaxException {
        parse("ALL " + "SEEN ".repeat(998) + "ALL");
        assertThrows(SyntaxException.class, () -> parse("ALL " + "SEEN ".repeat(999) + "ALL"));
        assertThrows(SyntaxException.class, () -> parse("NOT NOT ".repeat(40) + "ALL" + " SEEN".repeat(1000)));
    }

    @Test
    void meansWhatItsTreeMeans() throws SyntaxException {
        for (int seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            var meaning = keys(random, 4, text);
            var program = parse(text.toString());
            for (int flags = 0; flags < 8; flags++) {
                var message = message(flags);
                boolean expected = meaning.test(message);
                boolean actual = program.matches(new Candidate(0, message, false, new MimeCache(0)));
                assertEquals(expected, actual, "seed " + seed + ": " + text + " on " + message.flags());
            }
        }
    }

    @Test
    void olderAndYoungerBothHaveTheEdge() {
        var candidate = new Candidate(0, message(1), false, new MimeCache(0));
        long arrived = message(1).internalDate().epochSecond();
        assertEquals(true, new SearchKey.Arrived(arrived, true).test(candidate));
        assertEquals(true, new SearchKey.Arrived(arrived, false).test(candidate));
        assertEquals(false, new SearchKey.Arrived(arrived - 1, true).test(candidate));
        assertEquals(false, new SearchKey.Arrived(arrived + 1, false).test(candidate));
    }

    @Test
    void readsNoBodyWhereTheIndexTells() {
        assertDoesNotThrow(() -> {
            var candidate = new Candidate(0, message(1), false, new MimeCache(0)); // whose body cannot be read
            assertEquals(false, parse("UNSEEN BODY x").matches(candidate));
            assertEquals(true, parse("OR BODY x SEEN").matches(candidate));
            assertEquals(false, parse("NOT (OR BODY x SEEN)").matches(candidate));
        });
    }

    private static Predicate<Message> keys(Random random, int depth, StringBuilder text) {
        var all = new ArrayList<Predicate<Message>>();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            if (!all.isEmpty()) text.append(' ');
            all.add(key(random, depth, text));
        }
        return m -> all.stream().allMatch(k -> k.test(m));
    }

    private static Predicate<Message> key(Random random, int depth, StringBuilder text) {
        switch (depth == 0 ? 3 : random.nextInt(5)) {
            case 0 -> {
                text.append("NOT ");
                return key(random, depth - 1, text).negate();
            }
            case 1 -> {
                text.append("OR ");
                var a = key(random, depth - 1, text);
                text.append(' ');
                return a.or(key(random, depth - 1, text));
            }
            case 2 -> {
                text.append('(');
                var inside = keys(random, depth - 1, text);
                text.append(')');
                return inside;
            }
            default -> {
                var flag = List.of(SystemFlag.SEEN, SystemFlag.ANSWERED, SystemFlag.FLAGGED)
                        .get(random.nextInt(3));
                boolean set = random.nextBoolean();
                text.append(set ? "" : "UN").append(flag.name());
                return m -> m.flags().has(flag) == set;
            }
        }
    }

    private static Message message(int bits) {
        var flags = Flags.NONE;
        if ((bits & 1) != 0) flags = flags.plus(Flags.of(SystemFlag.SEEN));
        if ((bits & 2) != 0) flags = flags.plus(Flags.of(SystemFlag.ANSWERED));
        if ((bits & 4) != 0) flags = flags.plus(Flags.of(SystemFlag.FLAGGED));
        var date = new InternalDate(0, 0);
        return new Message(new Uid(1), ModSequence.FIRST, flags, date, date, new Unreadable());
    }

    private static final class Unreadable implements Body {
        @Override
        public long size() {
            return 10;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            throw new AssertionError("the body was read");
        }
    }
}
