package org.letterlock.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.letterlock.server.NamedQuotas;
import org.letterlock.server.OutboundPlan;
import org.letterlock.server.ServerPlan;
import org.letterlock.server.StoragePlan;
import org.letterlock.tls.TlsServerSettings;

/**
 * Keeps the TLS of a running server as its files have it: when a certificate, key or other file of TLS has changed and then stood
 * still, or when somebody asks for the whole configuration anew; then its quotas, too. What cannot be used is said, and nothing changes. Ends with
 * {@link #close}. Thread-safe.
 */
public final class TlsRenewal implements AutoCloseable {
    private static final Duration REMINDER = Duration.ofDays(1);

    private final ServerPlan started;
    private final StoragePlan storage;
    private final Renewed renew;
    private final Consumer<NamedQuotas> quotas;
    private final Consumer<String> say;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private ServeConfig running;
    private Map<Path, String> taken; // how the files were when they were last read
    private Map<Path, String> seen; // and when they were last looked at
    private NamedQuotas quotasNow;
    private Instant reminded;
    private List<String> unusable = List.of(); // what was said last of what cannot be used
    private boolean wanted;
    private boolean closed;

    /** A running server, as far as its TLS can be renewed. */
    @FunctionalInterface
    public interface Renewed {
        /** @throws IllegalArgumentException when it cannot be; then nothing is changed */
        void renew(Map<String, TlsServerSettings> listeners, Optional<OutboundPlan> deliveries);
    }

    /**
     * For a server that was started with {@code running}.
     *
     * @param renew gives its listeners and its deliveries other TLS, or says that it cannot be
     * @param quotas gives its store other quotas
     * @param say told of what was done and what was not
     */
    public TlsRenewal(ServeConfig running, Renewed renew, Consumer<NamedQuotas> quotas, Consumer<String> say) {
        this.running = running;
        this.renew = renew;
        this.quotas = quotas;
        this.say = say;
        started = running.plan();
        storage = running.storage();
        quotasNow = storage.quotas();
        taken = looks(running);
        seen = taken;
        reminded = started.clock().instant();
    }

    /** Looks at the files from now on, on a thread of its own. */
    public void start(ThreadFactory threads) {
        threads.newThread(this::watch).start();
    }

    /** Asks for the whole configuration to be read again, soon and on that thread. */
    public void ask() {
        lock.lock();
        try {
            wanted = true;
            asked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            asked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        lock.lock();
        try {
            while (!closed) {
                if (!wanted) await(running.sources().check());
                if (closed) return;
                remind();
                boolean whole = wanted;
                wanted = false;
                try {
                    if (whole) reload();
                    else if (!running.sources().check().isZero()) look();
                } catch (RuntimeException e) { // of whatever was read; who watches goes on
                    refused(List.of(e.toString()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void await(Duration check) throws InterruptedException {
        var atMost = check.isZero() ? REMINDER : check;
        asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says once a day which certificates are out of their time or soon will be: nobody reads what a start said months ago. */
    void remind() {
        lock.lock();
        try {
            var now = started.clock().instant();
            if (now.isBefore(reminded.plus(REMINDER))) return;
            reminded = now;
            for (var time : running.sources().times())
                time.warning(now).ifPresent(warning -> say.accept("warning: " + warning));
        } finally {
            lock.unlock();
        }
    }

    /** Reads the whole configuration again: its TLS and quotas hold from now on, what else has changed is said to need a restart. */
    void reload() {
        lock.lock();
        try {
            unusable = List.of(); // who asks is told, though it be again
            var before = looks(running);
            var next = ServeConfig.read(running.sources().file(), started.clock(), started.random());
            var parts = new ArrayList<>(started.differences(next.plan()));
            if (!next.sources().accounts().equals(running.sources().accounts())) parts.add("accounts");
            if (!next.storage().withoutQuotas().equals(storage.withoutQuotas()) && !parts.contains("storage"))
                parts.add("storage");
            if (!next.adminSocket().equals(running.adminSocket())) parts.add("admin");
            if (adopt(next)) {
                taken = before.keySet().equals(running.sources().tls()) ? before : looks(running);
                say.accept("TLS is as the configuration has it now");
                renewQuotas(next.storage().quotas());
            }
            for (var part : parts) say.accept(part + " changed: that needs a restart");
        } catch (ConfigProblems e) {
            refused(e.lines());
        } finally {
            lock.unlock();
        }
    }

    private void renewQuotas(NamedQuotas next) {
        if (next.equals(quotasNow)) return;
        quotas.accept(next);
        quotasNow = next;
        say.accept("quotas are as the configuration has them now");
    }

    /** Takes changed files when they look as they did the last time: whoever writes a pair is done then. */
    void look() {
        lock.lock();
        try {
            var now = looks(running);
            boolean still = now.equals(seen);
            seen = now;
            if (!still || now.equals(taken)) return;
            if (!adopt(running.again())) return;
            taken = now;
            say.accept("TLS has new certificates");
        } catch (ConfigProblems e) {
            refused(e.lines());
        } finally {
            lock.unlock();
        }
    }

    private boolean adopt(ServeConfig next) {
        var settings = new HashMap<>(next.plan().tls());
        settings.keySet().retainAll(started.tls().keySet());
        try {
            renew.renew(settings, next.plan().outbound());
        } catch (IllegalArgumentException e) {
            refused(List.of(String.valueOf(e.getMessage())));
            return false;
        }
        running.sources().dhParameters().forEach((file, group) -> {
            if (!next.sources().dhParameters().containsKey(file))
                say.accept("warning: " + file + ": the DH PARAMETERS that stood behind the certificate (" + group
                        + ") are gone, so DHE uses what tls.dh-group says; append them again (dh-params-lost)");
        });
        for (var warning : next.warnings())
            if (!running.warnings().contains(warning)) say.accept("warning: " + warning);
        running = next;
        unusable = List.of();
        return true;
    }

    /** It is tried again each time the files are looked at, and said once. */
    private void refused(List<String> lines) {
        if (lines.equals(unusable)) return;
        unusable = lines;
        for (var line : lines) say.accept(line);
        say.accept("TLS stays as it was; what is new is taken when it can be used");
    }

    /** What tells a file that was written from one that was not. */
    private static Map<Path, String> looks(ServeConfig config) {
        var looks = new HashMap<Path, String>();
        for (var file : config.sources().tls()) {
            try {
                var a = Files.readAttributes(file, BasicFileAttributes.class);
                looks.put(file, a.size() + " " + a.lastModifiedTime().toMillis() + " " + a.fileKey());
            } catch (IOException e) {
                looks.put(file, "");
            }
        }
        return looks;
    }
}
