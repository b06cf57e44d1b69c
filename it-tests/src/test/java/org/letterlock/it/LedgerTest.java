package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/policy-ledger.md: every rule has one row, and every test that a row names is there. */
class LedgerTest {
    private static final Map<String, Integer> RULES = Map.of("G", 17, "D", 7, "C", 10, "P", 9, "E", 20);
    private static final Pattern RULE = Pattern.compile("[GDCPE]\\d{1,2}");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?(?:\\*)?`");
    private static final Path ROOT = RfcLedgerTest.root();

    private record Row(String section, List<String> rules, String text) {}

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        var section = "";
        for (var line : Files.readAllLines(ROOT.resolve("docs/policy-ledger.md"))) {
            if (line.startsWith("## ")) section = line.substring(3).strip();
            if (!line.startsWith("| ") || line.startsWith("| rule")) continue;
            var rules = List.of(line.split("\\|")[1].strip().split(", "));
            rules.forEach(rule -> assertTrue(RULE.matcher(rule).matches(), line));
            rows.add(new Row(section, rules, line));
        }
        return rows;
    }

    @Test
    void everyRuleHasOneRow() throws IOException {
        var expected = new TreeSet<String>();
        RULES.forEach((letter, last) -> {
            for (int i = 1; i <= last; i++) expected.add(letter + i);
        });
        var found = new ArrayList<String>();
        for (var row : rows()) found.addAll(row.rules());
        assertEquals(expected, new TreeSet<>(found));
        assertEquals(expected.size(), found.size(), "a rule has two rows");
    }

    @Test
    void whatIsHeldIsShownByATestAndWhatIsNotSaysWhen() throws IOException {
        for (var row : rows()) {
            switch (row.section()) {
                case "Held today" -> assertTrue(TEST.matcher(row.text()).find(), row.text());
                case "Later" -> assertTrue(row.text().contains("| later issue: "), row.text());
                default -> throw new AssertionError("no section " + row.section());
            }
        }
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        var classes = new HashSet<String>();
        var methods = new HashSet<String>();
        try (var files = Files.walk(ROOT)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                var name = file.getFileName().toString().replace(".java", "");
                classes.add(name);
                var method = Pattern.compile("void (\\w+)\\(").matcher(Files.readString(file));
                while (method.find()) methods.add(name + "." + method.group(1));
            }
        }
        var missing = new TreeSet<String>();
        for (var document : List.of("docs/policy-ledger.md", "docs/refusals.md")) {
            var test = TEST.matcher(Files.readString(ROOT.resolve(document)).replace("`PolicyXTest`", ""));
            while (test.find()) {
                if (!classes.contains(test.group(1))) missing.add(test.group(1));
                else if (test.group(2) != null && !methods.contains(test.group(1) + "." + test.group(2)))
                    missing.add(test.group(1) + "." + test.group(2));
            }
        }
        assertEquals(Set.of(), missing, "named in docs/policy-ledger.md or docs/refusals.md, and not there");
    }
}
