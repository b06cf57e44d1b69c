package org.letterlock.it;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.letterlock.protocol.transcript.Transcript;
import org.letterlock.protocol.transcript.Transcripts;

/**
 * The golden transcripts of the protocols, which their modules play in memory, against a running server over TCP and
 * TLS. What a transcript is given and a server that runs cannot be given (a store that fails, another limit) is played in
 * memory only; a given that neither knows fails here.
 */
class TranscriptsOverSocketsTest {
    @TestFactory
    Stream<DynamicTest> smtp() {
        return Transcripts.overSockets(
                transcripts("protocol-smtp"), SmtpScene::new, t -> canBeGiven(t, SmtpScene.ONLY_IN_MEMORY));
    }

    @TestFactory
    Stream<DynamicTest> imap() {
        return Transcripts.overSockets(
                transcripts("protocol-imap"), ImapScene::new, t -> canBeGiven(t, ImapScene.ONLY_IN_MEMORY));
    }

    @TestFactory
    Stream<DynamicTest> pop3() {
        return Transcripts.overSockets(
                transcripts("protocol-pop3"), Pop3Scene::new, t -> canBeGiven(t, Pop3Scene.ONLY_IN_MEMORY));
    }

    private static Path transcripts(String module) {
        return RunnableJar.ROOT.resolve(module).resolve("src/test/transcripts");
    }

    private static boolean canBeGiven(Transcript transcript, String onlyInMemory) {
        return transcript.given().stream().noneMatch(given -> given.matches(onlyInMemory));
    }
}
