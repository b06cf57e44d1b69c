package org.letterlock.server.log;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
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
 * no more often than {@link Repeats} lets them. Who tells of something goes on at once: a {@link LogWriter} makes the lines.
 * Thread-safe.
 */
public final class TlsLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.letterlock.tls.handshake");

    private final TlsRecording recording;
    private final Clock clock;
    private final Repeats repeats;
    private final @Nullable BufferedWriter file;
    private final LogWriter writer;
    private boolean broken; // the writer's

    /**
     * @param nanos for measuring time
     * @param writer makes the lines and waits for them; closed before this is
     * @throws IOException when the file cannot be written
     */
    public TlsLog(TlsRecording recording, Clock clock, LongSupplier nanos, LogWriter writer) throws IOException {
        this.recording = recording;
        this.clock = clock;
        repeats = new Repeats(nanos);
        file = recording.file().isPresent() ? open(recording.file().get()) : null;
        this.writer = writer;
        writer.whenIdle(this::flush);
    }

    /** A new file is for its owner and whoever reads logs: it says who logs in from where. */
    private static BufferedWriter open(Path path) throws IOException {
        boolean posix =
                Files.getFileAttributeView(path.toAbsolutePath().getParent(), PosixFileAttributeView.class) != null;
        try {
            if (posix)
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException e) {
            // its mode is somebody's choice
        }
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
        var remote = facts.remote().map(TlsEvent::host).orElse("unknown");
        write(new TlsEvent(clock.instant(), facts.listener(), remote, 0, facts.localPort(), what), wanted);
    }

    /** @param wanted whether it is for the reader of the log, rather than for who looks for a fault */
    private void write(TlsEvent event, boolean wanted) {
        writer.execute(() -> line(event, wanted));
    }

    // ---------------------------------------------------------------- the writer

    private void line(TlsEvent event, boolean wanted) {
        var own = file;
        if (own == null || !wanted) {
            var text = recording.format().line(event);
            if (wanted) LOG.info("{}", text);
            else LOG.debug("{}", text);
            return;
        }
        try {
            own.write(recording.format().stamped(event, recording.hostname()));
            own.write('\n');
        } catch (IOException e) {
            failed(e);
        }
    }

    private void flush() {
        var own = file;
        if (own == null) return;
        try {
            own.flush();
            broken = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException why) {
        if (!broken) LOG.error("{}: cannot be written: {}", recording.file().orElseThrow(), why.toString());
        broken = true;
    }

    /** What was written is in the file, if one was named. */
    @Override
    public void close() {
        var own = file;
        if (own == null) return;
        try {
            own.close();
        } catch (IOException e) {
            failed(e);
        }
    }
}
