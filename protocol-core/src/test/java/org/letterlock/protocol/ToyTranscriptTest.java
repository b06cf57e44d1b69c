package org.letterlock.protocol;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.protocol.transcript.Stage;
import org.letterlock.protocol.transcript.TestChannel;
import org.letterlock.protocol.transcript.Transcripts;

/** The player, the session and the decoder together. */
class ToyTranscriptTest {
    /** {@code given NAME logged in}: what the name says. */
    static final class ToyStage implements Stage {
        @Override
        public List<String> given(String text) {
            var name = text.substring(0, text.indexOf(' '));
            return List.of("S: HELLO", "C: LOGIN " + name, "S: OK …");
        }

        @Override
        public EmbeddedChannel open(int connection) {
            var channel = new TestChannel();
            var toy = new Toy(Runnable::run);
            channel.pipeline().addLast(toy.decoder, toy);
            return channel;
        }
    }

    @TestFactory
    Stream<DynamicTest> transcripts() {
        return Transcripts.inMemory(Path.of("src/test/transcripts"), ToyStage::new);
    }

    @Test
    void aFailureSaysWhereAndWhat(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("t.txt"), "# t\nS: HELLO\nC: ECHO a\nS: b\n");
        var whole = Transcripts.inMemory(folder, ToyStage::new).findFirst().orElseThrow();
        var failure =
                assertThrows(AssertionError.class, () -> whole.getExecutable().execute());
        assertTrue(failure.getMessage().contains("t.txt:4: expected b\n       got a"), failure.getMessage());
        assertTrue(failure.getMessage().contains("C: ECHO a"), failure.getMessage());
    }
}
