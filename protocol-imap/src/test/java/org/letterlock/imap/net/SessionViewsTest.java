package org.letterlock.imap.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several sessions on one mailbox do what comes to mind; each client keeps its own picture from what it is told, and at
 * any moment of rest every picture is the store. A run that fails is told with as few steps as still fail. RFC 3501,
 * 7.4.1; RFC 9051, 5.5 and 7.5.1; RFC 7162; RFC 9586.
 */
class SessionViewsTest {
    private static final int STEPS = 150;
    private static final int REST_EVERY = 12;

    /** Which client does something, and where what it does is drawn from: meaningful whatever was done before. */
    private record Step(int client, long seed) {}

    private record Failure(Throwable why, List<String> log) {}

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("S-I14 every client's picture is the store")
    void sI14_everyPictureIsTheStore(int seed) {
        var random = new Random(seed);
        var kinds = new ArrayList<ClientPicture.Kind>();
        for (int i = 0; i < 4; i++) kinds.add(kind(random));
        int messages = random.nextInt(6);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < STEPS; i++) steps.add(new Step(random.nextInt(kinds.size()), random.nextLong()));
        var failure = play(kinds, messages, steps);
        if (failure == null) return;
        var shortest = shrink(kinds, messages, steps, failure);
        throw new AssertionError(
                "seed " + seed + "\n" + String.join("\n", shortest.log()) + "\n"
                        + shortest.why().getMessage(),
                shortest.why());
    }

    private static ClientPicture.Kind kind(Random random) {
        var kinds = ClientPicture.Kind.values();
        return kinds[random.nextInt(kinds.length)];
    }

    /** Leaves out what the failure does not need: halves first, single steps last. */
    private static Failure shrink(List<ClientPicture.Kind> kinds, int messages, List<Step> steps, Failure failure) {
        var shortest = failure;
        var left = new ArrayList<>(steps);
        for (int size = left.size() / 2; size > 0; size /= 2) {
            for (int from = 0; from < left.size(); ) {
                var without = new ArrayList<>(left);
                without.subList(from, Math.min(left.size(), from + size)).clear();
                var still = play(kinds, messages, without);
                if (still == null) {
                    from += size;
                } else {
                    shortest = still;
                    left = without;
                }
            }
        }
        return shortest;
    }

    private static @Nullable Failure play(List<ClientPicture.Kind> kinds, int messages, List<Step> steps) {
        var stage = new ImapStage();
        stage.given("mailbox other");
        stage.given(messages + " messages in INBOX");
        var channels = new ArrayList<TestClient>();
        var log = new ArrayList<String>();
        Map<Long, String> recentTo = new HashMap<>();
        try {
            var clients = new ArrayList<ClientPicture>();
            for (var kind : kinds)
                clients.add(new ClientPicture(kind + " " + clients.size(), kind, stage, channels, log));
            int sinceRest = 0;
            for (var step : steps) {
                clients.get(step.client()).doSomething(new Random(step.seed()));
                if (++sinceRest == REST_EVERY) {
                    sinceRest = 0;
                    for (var client : clients) client.compare(recentTo);
                }
            }
            for (var client : clients) client.compare(recentTo);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return new Failure(e, log);
        } finally {
            channels.forEach(TestClient::close);
        }
    }
}
