package org.letterlock.server.log;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.TlsHandshake;
import org.letterlock.tls.TlsListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what TLS did on all listeners of one server: a line for each handshake and each log-in, failures by one client
 * no more often than {@link Repeats} lets them. Thread-safe.
 */
public final class TlsLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.letterlock.tls.handshake");

    private final TlsRecording recording;
    private final Clock clock;
    private final Repeats repeats;
    private final @Nullable BufferedWriter file;
    private boolean broken; // guarded by file

    /**
     * @param nanos for measuring time
     * @throws IOException when the file cannot be written
     */
    public TlsLog(TlsRecording recording, Clock clock, LongSupplier nanos) throws IOException {
        this.recording = recording;
        this.clock = clock;
        repeats = new Repeats(nanos);
        file = recording.file().isPresent() ? open(recording.file().get()) : null;
    }

    private static BufferedWriter open(Path path) throws IOException {
        return Files.newBufferedWriter(
                path, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Listens for one listener. */
    public TlsListener of(String listener) {
        return new TlsListener() {
            @Override
            public void ended(TlsHandshake handshake) {
                TlsLog.this.ended(listener, handshake);
            }

            @Override
            public void loggingIn(ConnectionFacts facts, Optional<String> unmet) {
                TlsLog.this.loggingIn(facts, unmet);
            }
        };
    }

    private void ended(String listener, TlsHandshake handshake) {
        if (handshake.outcome() instanceof TlsHandshake.Done done) {
            if (recording.everything() || LOG.isDebugEnabled())
                write(
                        event(listener, handshake, new TlsEvent.Done(done.facts(), handshake.took())),
                        recording.everything());
            return;
        }
        var address = handshake.remote().map(r -> r.getAddress());
        int unsaid = repeats.admit(address.orElse(null));
        if (unsaid < 0) return;
        write(
                event(
                        listener,
                        handshake,
                        new TlsEvent.Failed((TlsHandshake.Failed) handshake.outcome(), handshake.took(), unsaid)),
                true);
    }

    private TlsEvent event(String listener, TlsHandshake handshake, TlsEvent.What what) {
        return new TlsEvent(
                clock.instant(),
                listener,
                TlsEvent.host(handshake.remote()),
                handshake.remote().map(r -> r.getPort()).orElse(0),
                handshake.local().map(l -> l.getPort()).orElse(0),
                what);
    }

    private void loggingIn(ConnectionFacts facts, Optional<String> unmet) {
        boolean wanted = recording.everything() || unmet.isPresent();
        if (!wanted && !LOG.isDebugEnabled()) return;
        var what = new TlsEvent.LogIn(facts.tls().orElseThrow(), facts.account().orElseThrow(), facts.helo(), unmet);
        var remote = facts.remote()
                .map(a -> a.getHostAddress().replaceFirst("%.*", ""))
                .orElse("unknown");
        write(new TlsEvent(clock.instant(), facts.listener(), remote, 0, facts.localPort(), what), wanted);
    }

    private void write(TlsEvent event, boolean wanted) {
        var own = file;
        if (own == null || !wanted) {
            var line = recording.format().line(event);
            if (wanted) LOG.info("{}", line);
            else LOG.debug("{}", line);
            return;
        }
        var line = recording.format().stamped(event, recording.hostname());
        synchronized (own) {
            try {
                own.write(line);
                own.write('\n');
                own.flush();
                broken = false;
            } catch (IOException e) {
                if (!broken)
                    LOG.error("{}: cannot be written: {}", recording.file().orElseThrow(), e.toString());
                broken = true;
            }
        }
    }

    @Override
    public void close() throws IOException {
        var own = file;
        if (own == null) return;
        synchronized (own) {
            own.close();
        }
    }
}
