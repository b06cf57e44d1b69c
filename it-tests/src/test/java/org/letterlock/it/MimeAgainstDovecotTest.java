package org.letterlock.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;
import org.letterlock.it.ImapAnswers.Answer;

/**
 * What Letterlock and the real Dovecot say of the messages of {@link MimeCorpus}. Each difference stands in {@code
 * docs/imap-differences.md} with its reason, and nothing stands there that is none.
 */
class MimeAgainstDovecotTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    private static final List<String> ENVELOPE =
            List.of("date", "subject", "from", "sender", "reply-to", "to", "cc", "bcc", "in-reply-to", "message-id");
    private static final List<String> SEARCHES = List.of(
            "SUBJECT long",
            literal("SUBJECT", "gr\u00fc\u00dfe"),
            "FROM ann",
            literal("FROM", "j\u00f6rg"),
            "TO example.org",
            "TO \"\"",
            "CC \"\"",
            "BCC other",
            "HEADER x-empty \"\"",
            "HEADER content-type boundary",
            "HEADER Message-ID example",
            "HEADER references 3@",
            "BODY text",
            "BODY one",
            "BODY inside",
            literal("BODY", "gr\u00fc\u00dfe"),
            "TEXT epilogue",
            "TEXT preamble",
            "TEXT \"hello, world\"",
            "TEXT rubbish",
            "TEXT \"a line of text\"",
            "SENTON 5-Jan-2026",
            "SENTBEFORE 1-Jan-2027",
            "SENTSINCE 1-Jan-1990",
            "LARGER 2000",
            "SMALLER 60",
            "OR SUBJECT hello NOT TEXT one");

    private static String literal(String key, String text) {
        var octets = new String(text.getBytes(UTF_8), ISO_8859_1);
        return key + " {" + octets.length() + "+}\r\n" + octets;
    }

    /** What both said of one thing, where it is not the same. */
    private record Difference(String message, String item, Object dovecot, Object letterlock) {
        @Override
        public String toString() {
            return message + " | " + item + "\n    D " + cut(dovecot) + "\n    L " + cut(letterlock);
        }

        private static String cut(Object said) {
            var text = String.valueOf(said).replace("\r", "\\r").replace("\n", "\\n");
            return text.length() > 600 ? text.substring(0, 600) + " …" : text;
        }
    }

    private final Map<String, byte[]> corpus = MimeCorpus.all();
    private final List<String> names = List.copyOf(corpus.keySet());
    private final List<Difference> differences = new ArrayList<>();
    private DovecotImap dovecot;

    @Test
    void everyDifferenceHasItsReason() throws IOException {
        assertTrue(names.size() >= 300, () -> "only " + names.size());
        DovecotImap.letIn(house.work().getParent());
        DovecotImap.letIn(house.work());
        dovecot = DovecotImap.in(house.work());
        append();

        var whole = both(
                "FETCH 1:* (RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT])");
        for (int n = 1; n <= names.size(); n++)
            whole(
                    n,
                    whole.dovecot().fetched().get(n),
                    whole.letterlock().fetched().get(n));
        parts(whole);
        searches();

        var justified = Justified.read();
        var unjustified = new ArrayList<Difference>();
        for (var difference : differences) if (!justified.covers(difference)) unjustified.add(difference);
        assertEquals(List.of(), unjustified, () -> report(unjustified));
        assertEquals(List.of(), justified.idle(), "rows of docs/imap-differences.md that are no differences");
    }

    private static String report(List<Difference> all) {
        var report = new StringBuilder(all.size() + " differences without a reason:\n");
        for (var difference : all) report.append(difference).append('\n');
        return report.toString();
    }

    // ---------------------------------------------------------------- asking both

    private record Both(Answer dovecot, Answer letterlock) {}

    private void append() {
        var commands = new StringBuilder();
        for (var name : names) {
            var message = new String(corpus.get(name), ISO_8859_1);
            commands.append("x APPEND INBOX {")
                    .append(message.length())
                    .append("+}\r\n")
                    .append(message)
                    .append("\r\n");
        }
        var z = "z LOGOUT\r\n";
        for (var said : List.of(dovecot.say(commands + z), letterlock(commands + z)))
            assertEquals(names.size(), said.split("x OK ", -1).length - 1, said);
    }

    private Both both(String command) {
        return both(List.of(command)).get(command);
    }

    /** Command by command. */
    private Map<String, Both> both(List<String> commands) {
        var all = new StringBuilder("x EXAMINE INBOX\r\n");
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i).startsWith("SEARCH")) all.append("x EXAMINE INBOX\r\n"); // Dovecot runs several at once
            all.append('t').append(i).append(' ').append(commands.get(i)).append("\r\n");
        }
        all.append("z LOGOUT\r\n");
        var theirs = ImapAnswers.parse(dovecot.say(all.toString()));
        var ours = ImapAnswers.parse(letterlock(all.toString()));
        var both = new LinkedHashMap<String, Both>();
        for (int i = 0; i < commands.size(); i++)
            both.put(
                    commands.get(i),
                    new Both(
                            Objects.requireNonNull(theirs.get("t" + i), "Dovecot: " + commands.get(i)),
                            Objects.requireNonNull(ours.get("t" + i), "Letterlock: " + commands.get(i))));
        return both;
    }

    private static String letterlock(String commands) {
        try (var imap =
                Wire.to(house.mail().endpoint(Listener.IMAPS), house.mail().clientTls())) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann " + MailHouse.ANN_PASSWORD).hear("a OK ");
            var writer = new Thread(() -> imap.raw(commands.getBytes(ISO_8859_1)), "commands");
            writer.start();
            return new String(imap.rest(), ISO_8859_1);
        }
    }

    // ---------------------------------------------------------------- comparing

    private void compare(int n, String item, Object theirs, Object ours) {
        if (!Objects.equals(theirs, ours)) differences.add(new Difference(names.get(n - 1), item, theirs, ours));
    }

    private void whole(int n, Map<String, Object> theirs, Map<String, Object> ours) {
        for (var item : List.of("RFC822.SIZE", "BODY[]", "BODY[HEADER]", "BODY[TEXT]"))
            compare(n, item, theirs.get(item), ours.get(item));
        for (int i = 0; i < ENVELOPE.size(); i++)
            compare(
                    n,
                    "ENVELOPE " + ENVELOPE.get(i),
                    ((List<?>) theirs.get("ENVELOPE")).get(i),
                    ((List<?>) ours.get("ENVELOPE")).get(i));
        compare(n, "BODY", structure(theirs.get("BODY")), structure(ours.get("BODY")));
        compare(n, "BODYSTRUCTURE", structure(theirs.get("BODYSTRUCTURE")), structure(ours.get("BODYSTRUCTURE")));
    }

    /** Names of types and encodings in lower case, parameters sorted: RFC 2045, 5.1 and 6.1. */
    private static Object structure(Object body) {
        if (!(body instanceof List<?> list)) return body;
        var out = new ArrayList<Object>();
        int parts = 0;
        for (; parts < list.size() && list.get(parts) instanceof List<?> part; parts++) out.add(structure(part));
        if (parts > 0) { // a multipart
            for (int i = parts; i < list.size(); i++)
                out.add(i == parts ? lower(list.get(i)) : parameters(list.get(i)));
            return out;
        }
        for (int i = 0; i < list.size(); i++) {
            var value = list.get(i);
            boolean inside = i == 8 && "message".equalsIgnoreCase(String.valueOf(list.get(0)));
            out.add(
                    inside
                            ? structure(value)
                            : i == 0 || i == 1 || i == 5 ? lower(value) : i == 7 ? value : parameters(value));
        }
        return out;
    }

    /** {@code (name value …)}, or the same inside a disposition; all else as it is. */
    private static Object parameters(Object value) {
        if (!(value instanceof List<?> list)) return value;
        if (list.size() == 2 && list.get(1) instanceof List<?> inside)
            return List.of(lower(list.get(0)), parameters(inside));
        if (list.size() % 2 != 0) return value;
        var named = new ArrayList<String>();
        for (int i = 0; i < list.size(); i += 2) {
            var name = String.valueOf(lower(list.get(i)));
            var said = list.get(i + 1);
            named.add(name + "=" + (name.equals("charset") ? lower(said) : said)); // RFC 2046, 4.1.2
        }
        Collections.sort(named);
        return named;
    }

    private static Object lower(Object text) {
        return text instanceof String s ? s.toLowerCase(Locale.ROOT) : text;
    }

    /** Every part that either of them knows. */
    private void parts(Both whole) {
        var commands = new ArrayList<String>();
        for (int n = 1; n <= names.size(); n++) {
            var paths = new TreeSet<String>();
            for (var answer : List.of(whole.dovecot(), whole.letterlock()))
                paths(answer.fetched().get(n).get("BODYSTRUCTURE"), "", paths);
            int asked = 0;
            for (var path : paths) {
                if (asked++ == 40) break; // of a message with hundreds
                var part = "[" + path;
                commands.add("FETCH " + n + " (BODY.PEEK" + part + "] BODY.PEEK" + part + ".MIME] BODY.PEEK" + part
                        + ".HEADER] BODY.PEEK" + part + ".TEXT])");
                if (!names.get(n - 1).matches("(encodings|nested|parameters|headers)-.*"))
                    continue; // what Dovecot cannot decode ends its session
                boolean leaf = paths.stream().noneMatch(other -> other.startsWith(path + "."));
                if (leaf) commands.add("FETCH " + n + " (BINARY.PEEK" + part + "] BINARY.SIZE" + part + "])");
            }
        }
        var theirs = new TreeMap<Integer, Map<String, Object>>(); // which of the commands told it does not matter
        var ours = new TreeMap<Integer, Map<String, Object>>();
        for (var both : both(commands).values()) {
            both.dovecot()
                    .fetched()
                    .forEach((n, items) ->
                            theirs.computeIfAbsent(n, x -> new TreeMap<>()).putAll(items));
            both.letterlock()
                    .fetched()
                    .forEach((n, items) ->
                            ours.computeIfAbsent(n, x -> new TreeMap<>()).putAll(items));
        }
        for (int n = 1; n <= names.size(); n++) {
            var items = new TreeSet<>(theirs.get(n).keySet());
            items.addAll(ours.get(n).keySet());
            for (var item : items)
                compare(n, item, theirs.get(n).get(item), ours.get(n).get(item));
        }
    }

    /** {@code 1.2} and the like, of all parts of a body structure. */
    private static void paths(Object body, String path, Set<String> into) {
        var list = (List<?>) body;
        if (list.get(0) instanceof List<?>) {
            for (int i = 0; i < list.size() && list.get(i) instanceof List<?>; i++)
                part(list.get(i), path + (i + 1), into);
        } else {
            part(body, path + "1", into);
        }
    }

    private static void part(Object part, String path, Set<String> into) {
        into.add(path);
        var list = (List<?>) part;
        if (list.get(0) instanceof List<?>) paths(part, path + ".", into);
        else if ("message".equalsIgnoreCase(list.get(0).toString())
                && list.size() > 8
                && list.get(8) instanceof List<?> inside) paths(inside, path + ".", into);
    }

    private void searches() {
        var commands = new ArrayList<String>();
        for (var search : SEARCHES) commands.add("SEARCH CHARSET UTF-8 " + search);
        var both = both(commands);
        for (int i = 0; i < commands.size(); i++) {
            var theirs = numbers(both.get(commands.get(i)).dovecot());
            var ours = numbers(both.get(commands.get(i)).letterlock());
            var item = "SEARCH " + new String(SEARCHES.get(i).getBytes(ISO_8859_1), UTF_8).replaceAll("\\{.*\r\n", "");
            for (int n = 1; n <= names.size(); n++) compare(n, item, theirs.contains(n), ours.contains(n));
        }
    }

    private static Set<Integer> numbers(Answer answer) {
        assertTrue(answer.completion().startsWith("OK"), answer::toString);
        var numbers = new LinkedHashSet<Integer>();
        assertEquals(1, answer.others().size(), answer::toString);
        for (var number : answer.others().get(0))
            if (!number.equals("SEARCH")) numbers.add(Integer.parseInt((String) number));
        return numbers;
    }

    // ---------------------------------------------------------------- reasons

    /** The table of docs/imap-differences.md: messages, items, what Dovecot and Letterlock say, why. */
    private record Justified(List<Row> rows, Set<Row> used) {
        /** {@code dovecot} and {@code letterlock}: the one value the row is about, if it names one. */
        private record Row(List<String> messages, List<String> items, List<String> dovecot, List<String> letterlock) {
            boolean fits(Difference difference) {
                return messages.stream().anyMatch(m -> glob(m, difference.message()))
                        && items.stream().anyMatch(i -> glob(i, difference.item()))
                        && says(dovecot, difference.dovecot())
                        && says(letterlock, difference.letterlock());
            }

            private static boolean says(List<String> values, Object value) {
                return values.isEmpty() || values.contains("".equals(value) ? "\"\"" : String.valueOf(value));
            }

            private static boolean glob(String pattern, String name) {
                var regex = new StringBuilder();
                for (var literal : pattern.split("\\*", -1))
                    regex.append(".*").append(java.util.regex.Pattern.quote(literal));
                return name.matches(regex.substring(2));
            }
        }

        static Justified read() {
            try {
                var rows = new ArrayList<Row>();
                for (var line : Files.readAllLines(
                        Path.of(System.getProperty("letterlock.root"), "docs", "imap-differences.md"))) {
                    var cells = line.split("\\|");
                    if (cells.length == 6 && cells[1].contains("`"))
                        rows.add(new Row(quoted(cells[1]), quoted(cells[2]), quoted(cells[3]), quoted(cells[4])));
                }
                return new Justified(rows, new LinkedHashSet<>());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> quoted(String cell) {
            var parts = cell.split("`");
            var quoted = new ArrayList<String>();
            for (int i = 1; i < parts.length; i += 2) quoted.add(parts[i]);
            return quoted;
        }

        boolean covers(Difference difference) {
            boolean covered = false;
            for (var row : rows) {
                if (!row.fits(difference)) continue;
                used.add(row);
                covered = true;
            }
            return covered;
        }

        List<Row> idle() {
            var idle = new ArrayList<>(rows);
            idle.removeAll(used);
            return idle;
        }
    }
}
