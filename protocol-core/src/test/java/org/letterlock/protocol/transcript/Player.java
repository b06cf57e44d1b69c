package org.letterlock.protocol.transcript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.letterlock.protocol.transcript.Transcript.Act;
import org.letterlock.protocol.transcript.Transcript.Step;

/** Plays one transcript once, and says where it went otherwise. */
final class Player {
    /** Opens a connection. */
    interface Opener {
        Wire open(int number) throws IOException;
    }

    private final Transcript transcript;
    private final Opener opener;
    private final Map<Integer, Wire> wires = new TreeMap<>();
    private final Set<Integer> anything = new HashSet<>(); // connections on which any number of lines may come next
    private final List<String> dialogue = new ArrayList<>();
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private int sending;
    private String file;
    private int line;

    Player(Transcript transcript, Opener opener) {
        this.transcript = transcript;
        this.opener = opener;
        this.file = transcript.file();
    }

    /** Plays {@code before} and then the transcript. */
    void play(List<String> before) throws IOException {
        try {
            file = "given (" + transcript.file() + ")";
            for (var step : Transcript.steps(file, before)) play(step);
            sendGathered();
            file = transcript.file();
            for (var step : transcript.steps()) play(step);
            sendGathered();
            for (var number : wires.keySet()) nothingLeft(number);
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(message(e.toString()), e);
        } finally {
            for (var wire : wires.values()) wire.close();
        }
    }

    private void play(Step step) throws IOException {
        line = step.line();
        var act = step.act();
        if (act instanceof Act.Send send) {
            dialogue.add(step.text());
            if (send.connection() != sending) sendGathered();
            sending = send.connection();
            gathered.writeBytes(send.octets());
            return;
        }
        sendGathered();
        if (act instanceof Act.Expect expect) {
            expect(expect);
        } else if (act instanceof Act.ExpectAny any) {
            wire(any.connection());
            anything.add(any.connection());
        } else if (act instanceof Act.StartTls tls) {
            dialogue.add(step.text());
            skipOrFail(tls.connection());
            wire(tls.connection()).startTls();
        } else if (act instanceof Act.Close close) {
            dialogue.add(step.text());
            wire(close.connection()).close();
        } else if (act instanceof Act.Eof eof) {
            eof(eof.connection());
            dialogue.add(step.text());
        } else if (act instanceof Act.Advance advance) {
            dialogue.add(step.text());
            for (var wire : wires.values()) {
                wire.advance(advance.time());
                break; // time passes for all at once
            }
        }
    }

    /** Steps of the client that follow each other go out together, as a pipelining client sends them. */
    private void sendGathered() throws IOException {
        if (gathered.size() == 0) return;
        var octets = gathered.toByteArray();
        gathered.reset();
        wire(sending).send(octets);
    }

    private Wire wire(int number) throws IOException {
        var wire = wires.get(number);
        if (wire == null) {
            wire = opener.open(number);
            wires.put(number, wire);
        }
        return wire;
    }

    private void expect(Act.Expect expect) throws IOException {
        int number = expect.connection();
        var wire = wire(number);
        while (true) {
            var octets = wire.line();
            if (octets == null) {
                var rest = text(wire.rest());
                var got = rest.isEmpty()
                        ? (wire.closed() ? "the end of the connection" : "nothing")
                        : rest + " without CRLF";
                Assertions.fail(message("expected " + expect.pattern() + "\n       got " + got));
                return;
            }
            var got = text(octets);
            dialogue.add("S" + number + ": " + got);
            if (matches(expect.pattern(), got)) {
                anything.remove(number);
                return;
            }
            if (!anything.contains(number)) {
                Assertions.fail(message("expected " + expect.pattern() + "\n       got " + got));
            }
        }
    }

    private void eof(int number) throws IOException {
        var wire = wire(number);
        for (var octets = wire.line(); octets != null; octets = wire.line()) {
            dialogue.add("S" + number + ": " + text(octets));
            if (!anything.contains(number))
                Assertions.fail(message("expected the end of the connection\n       got " + text(octets)));
        }
        if (!wire.closed()) Assertions.fail(message("expected the end of the connection; it is open"));
        if (wire.rest().length > 0 && !anything.contains(number)) {
            Assertions.fail(message("expected the end of the connection\n       got " + text(wire.rest())));
        }
    }

    private void nothingLeft(int number) throws IOException {
        var rest = wire(number).rest();
        if (rest.length > 0 && !anything.contains(number)) {
            Assertions.fail(message(
                    "nobody expected what the server said at the end on connection " + number + ":\n" + text(rest)));
        }
    }

    private void skipOrFail(int number) throws IOException {
        if (anything.remove(number)) throw new IllegalStateException("…* may not stand before TLS");
        nothingLeft(number);
    }

    private String message(String what) {
        return file + ":" + line + ": " + what + "\nthe dialogue so far:\n  " + String.join("\n  ", dialogue);
    }

    /** Whether {@code line} is {@code pattern}, in which … stands for any run of characters. */
    static boolean matches(String pattern, String line) {
        var parts = pattern.split("…", -1);
        if (parts.length == 1) return pattern.equals(line);
        var first = parts[0];
        var last = parts[parts.length - 1];
        if (!line.startsWith(first) || !line.endsWith(last)) return false;
        int at = first.length();
        int end = line.length() - last.length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = line.indexOf(parts[i], at);
            if (found < 0) return false;
            at = found + parts[i].length();
        }
        return at <= end;
    }

    /** UTF-8 where it is; control characters, and octets that are not UTF-8, as \xHH. */
    static String text(byte[] octets) {
        String decoded;
        boolean utf8 = true;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            decoded = new String(octets, ISO_8859_1);
            utf8 = false;
        }
        var text = new StringBuilder(decoded.length());
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c < ' ' || c == 0x7F || (!utf8 && c > 0x7F)) text.append(String.format("\\x%02X", (int) c));
            else text.append(c);
        }
        return text.toString();
    }
}
