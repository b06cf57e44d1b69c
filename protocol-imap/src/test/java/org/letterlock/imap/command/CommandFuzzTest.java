package org.letterlock.imap.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.protocol.transcript.Transcripts;

/** Each verb reads its arguments from anything, or says what is wrong; the seeds are what the transcripts' clients say. */
class CommandFuzzTest {
    private static final ImapConfig CONFIG = ImapConfig.defaults();

    /** Without the CRLF at the end, as a command stands before its reader. */
    static Stream<byte[]> commands() {
        return Transcripts.sayings(Path.of("src/test/transcripts"), 4000).map(octets -> {
            int end = octets.length;
            return end >= 2 && octets[end - 2] == '\r' ? Arrays.copyOf(octets, end - 2) : octets;
        });
    }

    @MethodSource("commands")
    @FuzzTest
    void reader(byte[] command) {
        CommandLine.of(command);
        int verb = behindSpace(command, 0);
        int arguments = behindSpace(command, verb);
        read(command, verb, arguments, false);
        read(command, arguments, behindSpace(command, arguments), true);
    }

    private static void read(byte[] command, int from, int behind, boolean uid) {
        int to = Math.max(from, behind > 0 && command[behind - 1] == ' ' ? behind - 1 : behind);
        var verb = Verb.of(command, from, to);
        if (verb == null) return;
        for (boolean utf8 : new boolean[] {false, true}) read(verb, command, to, uid, utf8);
    }

    private static void read(Verb verb, byte[] command, int to, boolean uid, boolean utf8) {
        try {
            verb.read(command, to, uid, utf8, CONFIG);
        } catch (SyntaxException e) {
            assertEquals(0, e.getStackTrace().length);
            assertTrue(e.problem().chars().allMatch(c -> c >= ' ' && c <= '~'), e.problem());
        }
    }

    private static int behindSpace(byte[] command, int from) {
        for (int i = from; i < command.length; i++) if (command[i] == ' ') return i + 1;
        return command.length;
    }
}
