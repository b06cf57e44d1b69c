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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.ConnectionFacts;
import org.letterlock.tls.TlsHandshake;
import org.letterlock.tls.TlsListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what TLS did on all listeners of one server: a line for each handshake and each log-in, failures by one client
 * no more often than {@link Repeats} lets them. Who tells of something goes on at once; a thread of this log's own makes the
 * lines and waits for the disk. Thread-safe.
 */
public final class TlsLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.letterlock.tls.handshake");

    private final TlsRecording recording;
    private final Clock clock;
    private final Repeats repeats;
    /** What waits for a slow disk at most; what comes then is counted and left out. */
    static final int WAITING = 10_000;

    /** How long the end waits for what is still to be written. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    /** How long lines may gather before somebody looks. */
    private static final Duration MOMENT = Duration.ofMillis(20);

    private final @Nullable BufferedWriter file;
    private final BlockingQueue<Optional<Line>> waiting = new ArrayBlockingQueue<>(WAITING); // empty: the end
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;
    private boolean broken; // the writer's

    /** @param wanted whether it is for the reader of the log, rather than for who looks for a fault */
    private record Line(TlsEvent event, boolean wanted) {}

    /**
     * @param nanos for measuring time
     * @param threads makes the thread that writes
     * @throws IOException when the file cannot be written
     */
    public TlsLog(TlsRecording recording, Clock clock, LongSupplier nanos, ThreadFactory threads) throws IOException {
        this.recording = recording;
        this.clock = clock;
        repeats = new Repeats(nanos);
        file = recording.file().isPresent() ? open(recording.file().get()) : null;
        writer = threads.newThread(this::writeAll);
        writer.start();
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

    private void write(TlsEvent event, boolean wanted) {
        if (closed || !waiting.offer(Optional.of(new Line(event, wanted)))) leftOut.incrementAndGet();
    }

    // ---------------------------------------------------------------- the writer

    private void writeAll() {
        try {
            for (var line = waiting.take(); line.isPresent(); line = next()) {
                write(line.get());
                long missing = leftOut.getAndSet(0);
                if (missing > 0) LOG.warn("{} lines about TLS were left out: there were too many to write", missing);
            }
        } catch (InterruptedException e) {
            LOG.error("nothing is written about TLS any more: interrupted");
        }
        finish();
    }

    /**
     * Flushes before it waits, and not before. A moment after each flush nobody needs to wake this thread: where connections come
     * one after the other, waking it for each costs as much as the line.
     */
    private Optional<Line> next() throws InterruptedException {
        var line = waiting.poll();
        if (line != null) return line;
        flush();
        TimeUnit.MILLISECONDS.sleep(MOMENT.toMillis());
        line = waiting.poll();
        return line != null ? line : waiting.take();
    }

    private void write(Line line) {
        var own = file;
        if (own == null || !line.wanted) {
            var text = recording.format().line(line.event);
            if (line.wanted) LOG.info("{}", text);
            else LOG.debug("{}", text);
            return;
        }
        try {
            own.write(recording.format().stamped(line.event, recording.hostname()));
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

    private void finish() {
        var own = file;
        if (own == null) return;
        try {
            own.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Writes what there is to write, and ends; a disk that does not answer is waited for no longer than {@link #LAST_LINES}. */
    @Override
    public void close() {
        closed = true;
        try {
            if (waiting.offer(Optional.empty(), LAST_LINES.toMillis(), TimeUnit.MILLISECONDS))
                writer.join(LAST_LINES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
