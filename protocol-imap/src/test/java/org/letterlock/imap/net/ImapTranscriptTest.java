package org.letterlock.imap.net;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.letterlock.protocol.transcript.Transcripts;

/** Each command as the RFCs write it. */
class ImapTranscriptTest {
    @TestFactory
    Stream<DynamicTest> transcripts() {
        return Transcripts.inMemory(Path.of("src/test/transcripts"), ImapStage::new);
    }
}
