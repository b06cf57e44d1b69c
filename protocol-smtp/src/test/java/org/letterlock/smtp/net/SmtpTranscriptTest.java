package org.letterlock.smtp.net;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.letterlock.protocol.transcript.Transcripts;

class SmtpTranscriptTest {
    @TestFactory
    Stream<DynamicTest> transcripts() {
        return Transcripts.inMemory(Path.of("src/test/transcripts"), SmtpStage::new);
    }
}
