package org.letterlock.protocol.transcript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One dialogue.
 *
 * <pre>
 * # RFC 9051, 6.4.2: UNSELECT leaves without expunging     comment; the first one is the title
 * given  ann logged in on 1 and 2; INBOX with 2 messages   for the stage to interpret, before anything is opened
 * only   whole                                             not octet by octet; "only memory": not over sockets
 * C1: a1 SELECT INBOX                                      the client sends a line on connection 1; "C:" is "C1:"
 * C1| raw\r\n\x00 \(9000*ab)                               the client sends octets: \r \n \t \0 \\ \xHH, repetition
 * S1: * 2 EXISTS                                           the server's line; … is any run of characters in it
 * S1: …*                                                   any number of lines
 * TLS1                                                     both sides step into TLS
 * CLOSE1                                                   the client closes
 * EOF1                                                     the server has closed
 * ADVANCE 5m                                               time passes (only in memory)
 * ---                                                      the next transcript in the same file
 * </pre>
 *
 * A connection is opened where it is first mentioned. Everything the server says has to be written down.
 */
public record Transcript(
        String file,
        int line,
        String title,
        List<String> given,
        List<Step> steps,
        boolean onlyWhole,
        boolean onlyMemory) {
    private static final Pattern STEP = Pattern.compile("([CS])(\\d*)([:|]) ?(.*)", Pattern.DOTALL);
    private static final Pattern ACT = Pattern.compile("(TLS|CLOSE|EOF)(\\d*)");
    private static final Pattern TIME = Pattern.compile("ADVANCE\\s+(\\d+)(ms|s|m|h|d)");
    private static final Pattern REPEATED = Pattern.compile("(\\d+)\\*(.*)", Pattern.DOTALL);

    /** One line of a transcript. {@code line}: where it stands; {@code text}: as it is written. */
    public record Step(int line, String text, Act act) {}

    /** What a step does. */
    public sealed interface Act {
        record Send(int connection, byte[] octets) implements Act {}

        record Expect(int connection, String pattern) implements Act {}

        record ExpectAny(int connection) implements Act {}

        record StartTls(int connection) implements Act {}

        record Close(int connection) implements Act {}

        record Eof(int connection) implements Act {}

        record Advance(Duration time) implements Act {}
    }

    /** All transcripts of a file. */
    public static List<Transcript> read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All transcripts in {@code text}; {@code file} is for messages. */
    public static List<Transcript> parse(String file, String text) {
        var all = new ArrayList<Transcript>();
        var lines = text.split("\r?\n", -1);
        int start = 0;
        for (int i = 0; i <= lines.length; i++) {
            if (i == lines.length || lines[i].strip().equals("---")) {
                var one = parse(file, lines, start, i);
                if (!one.steps.isEmpty()) all.add(one);
                start = i + 1;
            }
        }
        return all;
    }

    /** The steps in {@code lines}, such as a stage plays before the transcript itself. */
    static List<Step> steps(String file, List<String> lines) {
        return parse(file, lines.toArray(String[]::new), 0, lines.size()).steps;
    }

    private static Transcript parse(String file, String[] lines, int from, int to) {
        var title = "";
        int first = from + 1;
        var given = new ArrayList<String>();
        var steps = new ArrayList<Step>();
        boolean whole = false;
        boolean memory = false;
        for (int i = from; i < to; i++) {
            var line = lines[i];
            if (line.isBlank()) continue;
            if (line.startsWith("#")) {
                if (title.isEmpty()) {
                    title = line.substring(1).strip();
                    first = i + 1;
                }
            } else if (line.startsWith("given ")) {
                given.add(line.substring(6).strip());
            } else if (line.startsWith("only ")) {
                switch (line.substring(5).strip()) {
                    case "whole" -> whole = true;
                    case "memory" -> memory = true;
                    default -> throw new IllegalArgumentException(file + ":" + (i + 1) + ": only whole, only memory");
                }
            } else {
                var act = act(file, i + 1, line);
                memory |= act instanceof Act.Advance;
                steps.add(new Step(i + 1, line, act));
            }
        }
        return new Transcript(file, first, title, List.copyOf(given), List.copyOf(steps), whole, memory);
    }

    private static Act act(String file, int number, String line) {
        var step = STEP.matcher(line);
        if (step.matches()) {
            int connection = connection(step.group(2));
            boolean client = step.group(1).equals("C");
            boolean raw = step.group(3).equals("|");
            var text = step.group(4);
            if (client) return new Act.Send(connection, raw ? octets(file, number, text) : utf8(text + "\r\n"));
            if (!raw)
                return text.strip().equals("…*") ? new Act.ExpectAny(connection) : new Act.Expect(connection, text);
        }
        var act = ACT.matcher(line.strip());
        if (act.matches()) {
            int connection = connection(act.group(2));
            return switch (act.group(1)) {
                case "TLS" -> new Act.StartTls(connection);
                case "CLOSE" -> new Act.Close(connection);
                default -> new Act.Eof(connection);
            };
        }
        var time = TIME.matcher(line.strip());
        if (time.matches()) {
            long n = Long.parseLong(time.group(1));
            return new Act.Advance(
                    switch (time.group(2)) {
                        case "ms" -> Duration.ofMillis(n);
                        case "s" -> Duration.ofSeconds(n);
                        case "m" -> Duration.ofMinutes(n);
                        case "h" -> Duration.ofHours(n);
                        default -> Duration.ofDays(n);
                    });
        }
        throw new IllegalArgumentException(file + ":" + number + ": not a step of a transcript: " + line);
    }

    private static int connection(String digits) {
        return digits.isEmpty() ? 1 : Integer.parseInt(digits);
    }

    private static byte[] octets(String file, int line, String escaped) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); ) {
            int c = escaped.codePointAt(i);
            i += Character.charCount(c);
            if (c != '\\') {
                out.writeBytes(utf8(Character.toString(c)));
                continue;
            }
            char escape = i < escaped.length() ? escaped.charAt(i++) : ' ';
            switch (escape) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case '\\' -> out.write('\\');
                case 'x' -> {
                    out.write(Integer.parseInt(escaped.substring(i, i + 2).toLowerCase(Locale.ROOT), 16));
                    i += 2;
                }
                case '(' -> {
                    int end = escaped.indexOf(')', i);
                    var repeated = REPEATED.matcher(escaped.substring(i, Math.max(i, end)));
                    if (!repeated.matches()) throw new IllegalArgumentException(file + ":" + line + ": \\(9*text)");
                    var piece = octets(file, line, repeated.group(2));
                    for (int n = Integer.parseInt(repeated.group(1)); n > 0; n--) out.writeBytes(piece);
                    i = end + 1;
                }
                default -> throw new IllegalArgumentException(file + ":" + line + ": \\" + escape);
            }
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The client's octets, one array for each step: seeds for fuzzing. */
    public List<byte[]> clientOctets() {
        return steps.stream()
                .filter(s -> s.act() instanceof Act.Send)
                .map(s -> ((Act.Send) s.act()).octets())
                .toList();
    }

    /** The same in one piece, all connections together. */
    public byte[] conversation() {
        var all = new ByteArrayOutputStream();
        clientOctets().forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Override
    public String toString() {
        return file + ":" + line + " " + title;
    }
}
