package org.letterlock.protocol.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The transcripts of a folder as tests.
 *
 * <pre>
 * &#64;TestFactory
 * Stream&lt;DynamicTest&gt; transcripts() {
 *     return Transcripts.inMemory(Path.of("src/test/transcripts"), ImapStage::new);
 * }
 * </pre>
 */
public final class Transcripts {
    private Transcripts() {}

    /** Each transcript below {@code folder} whole and octet by octet, each time on a new stage. */
    public static Stream<DynamicTest> inMemory(Path folder, Supplier<? extends Stage> stages) {
        return all(folder).stream().flatMap(transcript -> {
            var whole = test(transcript, "whole", () -> playInMemory(transcript, stages, false));
            if (transcript.onlyWhole()) return Stream.of(whole);
            return Stream.of(whole, test(transcript, "octet by octet", () -> playInMemory(transcript, stages, true)));
        });
    }

    /** Each transcript below {@code folder} that does not need virtual time and is {@code wanted}, over sockets, each time on a new stage. */
    public static Stream<DynamicTest> overSockets(
            Path folder, Supplier<? extends SocketStage> stages, Predicate<? super Transcript> wanted) {
        return all(folder).stream()
                .filter(transcript -> !transcript.onlyMemory() && wanted.test(transcript))
                .map(transcript -> test(transcript, "sockets", () -> playOverSockets(transcript, stages)));
    }

    /** All transcripts below {@code folder}, in the order of their names. */
    public static List<Transcript> all(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".txt"))
                    .sorted()
                    .flatMap(f -> Transcript.read(f).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Seeds for fuzzing: what the clients say in each transcript below {@code folder}, a transcript in one piece. Left out
     * is what has {@code most} octets or more: it was written for its size.
     *
     * <pre>
     * &#64;MethodSource("conversations")
     * &#64;FuzzTest // the last of the two, or Jazzer refuses
     * void decoder(byte[] octets) {
     * </pre>
     */
    public static Stream<byte[]> conversations(Path folder, int most) {
        return all(folder).stream().map(Transcript::conversation).filter(octets -> octets.length < most);
    }

    /** As {@link #conversations}, one step of a client at a time, each once: for what reads a line. */
    public static Stream<byte[]> sayings(Path folder, int most) {
        return all(folder).stream()
                .flatMap(transcript -> transcript.clientOctets().stream())
                .filter(octets -> octets.length < most)
                .map(ByteBuffer::wrap)
                .distinct()
                .map(ByteBuffer::array);
    }

    static void playInMemory(Transcript transcript, Supplier<? extends Stage> stages, boolean octetByOctet)
            throws IOException {
        try (var stage = stages.get()) {
            var before = new ArrayList<String>();
            for (var given : transcript.given()) before.addAll(stage.given(given));
            var wires = new ArrayList<MemoryWire>();
            new Player(transcript, number -> new MemoryWire(stage, number, wires, octetByOctet)).play(before);
        }
    }

    static void playOverSockets(Transcript transcript, Supplier<? extends SocketStage> stages) throws IOException {
        try (var stage = stages.get()) {
            var before = new ArrayList<String>();
            for (var given : transcript.given()) before.addAll(stage.given(given));
            new Player(transcript, number -> new SocketWire(stage, number)).play(before);
        }
    }

    private interface Playing {
        void play() throws IOException;
    }

    private static DynamicTest test(Transcript transcript, String how, Playing playing) {
        var file = Path.of(transcript.file());
        return DynamicTest.dynamicTest(
                file.getFileName() + ":" + transcript.line() + " " + transcript.title() + " (" + how + ")",
                file.toUri(),
                playing::play);
    }
}
