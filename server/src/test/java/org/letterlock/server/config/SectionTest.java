package org.letterlock.server.config;

import static org.junit.jupiter.api.Assertions.*;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SectionTest {
    private enum Colour {
        DARK_RED,
        BLUE
    }

    private final Problems problems = new Problems("test.conf");

    @Test
    void readsEachKind() {
        var s = section("""
                name = letter
                size = 50 MiB
                time = 5 minutes
                count = 7
                yes = true
                colour = dark-red
                colours = [ blue, dark-red ]
                list = [ a, b ]
                one = a
                inner { x = 1 }
                named { first { port = 1 }, second { port = 2 } }
                many = [ { a = 1 }, { a = 2 } ]
                table { "a@b" = c, d = [ e, f ] }
                """);
        assertEquals("letter", s.text("name"));
        assertEquals(50 << 20, s.size("size", 1));
        assertEquals(Duration.ofMinutes(5), s.duration("time", Duration.ZERO));
        assertEquals(7, s.count("count", 1, 0, 10));
        assertTrue(s.flag("yes", false));
        assertEquals(Colour.DARK_RED, s.choice("colour", Colour.class, Colour.BLUE));
        assertEquals(List.of(Colour.BLUE, Colour.DARK_RED), s.choices("colours", Colour.class, List.of()));
        assertEquals(List.of("a", "b"), s.texts("list", List.of()));
        assertEquals(List.of("a"), s.texts("one", List.of()));
        assertEquals(1, s.section("inner").count("x", 0, 0, 9));
        assertEquals(List.of("first", "second"), List.copyOf(s.sections("named").keySet()));
        s.sections("named").values().forEach(n -> n.count("port", 0, 0, 9));
        assertEquals(2, s.list("many").get(1).count("a", 0, 0, 9));
        s.list("many").forEach(n -> n.count("a", 0, 0, 9));
        assertEquals(Map.of("a@b", List.of("c"), "d", List.of("e", "f")), s.table("table"));
        assertEquals("default", s.text("missing", "default"));
        assertEquals(List.of(), problems.lines());
    }

    @Test
    @DisplayName("S-G6 an unknown key is named with file, line and what was meant")
    void s_G6_unknownKeys() {
        var s = section("hostnam = x\ninner {\n  prot = 1\n}\nfoo.bar = 3\n");
        s.text("hostname", "");
        s.section("inner").count("port", 1, 0, 9);
        s.end();
        assertEquals(
                List.of(
                        "test.conf:1: unknown key hostnam; did you mean hostname?",
                        "test.conf:3: unknown key inner.prot; did you mean inner.port?",
                        "test.conf:5: unknown key foo; known here: hostname, inner"),
                problems.lines().stream().sorted().toList());
    }

    @Test
    void valuesThatDoNotFit() {
        var s = section("""
                size = many
                time = 5
                count = 70000
                half = 1.5
                yes = maybe
                colour = dark-rad
                list = { a = 1 }
                inner = 3
                """);
        assertEquals(9, s.size("size", 9));
        assertEquals(Duration.ZERO, s.duration("time", Duration.ZERO));
        assertEquals(1, s.count("count", 1, 1, 65535));
        s.count("half", 1, 1, 65535);
        s.flag("yes", false);
        s.choice("colour", Colour.class, Colour.BLUE);
        s.texts("list", List.of());
        s.section("inner");
        s.text("gone");
        assertEquals(
                List.of(
                        "test.conf:1: size is many; it takes a size such as 64 KiB or 50 MiB",
                        "test.conf:2: time is 5; it takes a time with its unit, such as 30 s or 5 minutes",
                        "test.conf:3: count is 70000; it takes a whole number from 1 to 65535",
                        "test.conf:4: half is 1.5; it takes a whole number from 1 to 65535",
                        "test.conf:5: yes takes true or false",
                        "test.conf:6: colour is \"dark-rad\"; it takes one of dark-red, blue; did you mean dark-red?",
                        "test.conf:7: list takes a list of texts",
                        "test.conf:8: inner takes a section: inner { … }",
                        "test.conf:1: gone is missing"),
                problems.lines());
    }

    @Test
    @DisplayName("S-G6 a key set twice is found, however it is written")
    void s_G6_duplicateKeys() {
        var text = """
                # a = 1
                a = 1 // a = 2
                b { c = "x = }" , d = [ { e = 1 }, { e = 2 } ], "q k" = 1 }
                b.c = 2
                long = \"""
                  a = 5
                \"""
                b {
                  "q k" = 2
                  f = ${a}
                }
                a : 3
                g = [1]
                g = [2]
                h = [1]
                h += 2
                """;
        assertEquals(
                List.of(
                        new DuplicateKeys.Found("b.c", 4, 3),
                        new DuplicateKeys.Found("b.q k", 9, 3),
                        new DuplicateKeys.Found("a", 12, 2),
                        new DuplicateKeys.Found("g", 14, 13)),
                DuplicateKeys.in(text));
    }

    private Section section(String text) {
        var config =
                ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("test.conf"));
        return new Section("", config.root(), problems);
    }
}
