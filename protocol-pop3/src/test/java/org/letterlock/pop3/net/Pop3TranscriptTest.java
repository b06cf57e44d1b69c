package org.letterlock.pop3.net;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.letterlock.protocol.transcript.Transcripts;

/** Each command as the RFCs write it; the attacks are in {@link Pop3SecurityTest}. */
class Pop3TranscriptTest {
    @TestFactory
    Stream<DynamicTest> transcripts() {
        return Transcripts.inMemory(Path.of("src/test/transcripts/commands"), Pop3Stage::new);
    }
}
