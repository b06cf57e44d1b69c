package org.letterlock.server.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.keep.OwnersFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MTA-STS policies that are known, asked for where they are not. A policy holds for its time, whatever DNS or the web server say
 * or do not say meanwhile: that is what it is for. Kept in a file where there is one. Thread-safe. RFC 8461, 3.1 and 3.3.
 */
public final class KnownPolicies implements StsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(KnownPolicies.class);
    private static final Pattern RECORD = Pattern.compile("v=STSv1\\s*;(?:.*;)?\\s*id=([A-Za-z0-9]{1,32})\\s*(?:;.*)?");
    private static final Duration AGAIN = Duration.ofMinutes(5); // RFC 8461, 3.3: no more often
    private static final Duration REFRESH = Duration.ofDays(1);
    private static final int MAX_KNOWN = 10_000;
    private static final String FILE = "mta-sts";
    private static final String TITLE = "letterlock-mta-sts 1";

    private final Dns dns;
    private final Function<String, CompletionStage<byte[]>> fetch;
    private final Optional<OwnersFolder> folder;
    private final Executor executor;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, Failed> failed = new ConcurrentHashMap<>();
    private volatile boolean changed;

    /** A policy, the id under which it was announced, and when it was fetched. */
    private record Known(StsPolicy policy, String id, Instant fetched) {
        boolean holds(Instant now) {
            return now.isBefore(fetched.plus(policy.maxAge()));
        }
    }

    /** A policy that could not be had, when, and what a report calls that. RFC 8460, 4.3.2.2. */
    private record Failed(Instant at, String resultType) {}

    /**
     * @param fetch the text for a domain, or a failure
     * @param folder where policies outlive this process, in the file {@code mta-sts}; what cannot be read of it is forgotten
     * @param executor where the file is written
     */
    public KnownPolicies(
            Dns dns,
            Function<String, CompletionStage<byte[]>> fetch,
            Optional<OwnersFolder> folder,
            Executor executor,
            Clock clock) {
        this.dns = dns;
        this.fetch = fetch;
        this.folder = folder;
        this.executor = executor;
        this.clock = clock;
        folder.ifPresent(this::read);
    }

    @Override
    public CompletionStage<Finding> of(String domain) {
        return dns.txt("_mta-sts." + domain)
                .thenCompose(answer -> {
                    var now = clock.instant();
                    var before = Optional.ofNullable(known.get(domain)).filter(k -> k.holds(now));
                    var id = announced(answer);
                    boolean same = before.isPresent()
                            && id.filter(i -> !i.equals(before.get().id())).isEmpty();
                    if (id.isEmpty()) failed.remove(domain);
                    if (id.isEmpty() || same || failedLately(domain, now))
                        return CompletableFuture.completedStage(before);
                    return fetched(domain, id.get(), before);
                })
                .thenApply(found -> finding(domain, found));
    }

    private Finding finding(String domain, Optional<Known> found) {
        if (found.isPresent())
            return found.get().policy().mode() == StsPolicy.Mode.NONE
                    ? Finding.NOTHING
                    : Finding.of(found.get().policy());
        var why = failed.get(domain);
        return why == null ? Finding.NOTHING : Finding.failed(why.resultType());
    }

    /** The id, if there is one record and it is one. RFC 8461, 3.1. */
    private static Optional<String> announced(DnsAnswer<String> answer) {
        var records =
                answer.records().stream().filter(t -> t.startsWith("v=STSv1")).toList();
        if (records.size() != 1) return Optional.empty();
        var record = RECORD.matcher(records.get(0).strip());
        return record.matches() ? Optional.of(record.group(1)) : Optional.empty();
    }

    private boolean failedLately(String domain, Instant now) {
        var last = failed.get(domain);
        if (last == null) return false;
        if (Duration.between(last.at(), now).abs().compareTo(AGAIN) < 0) return true;
        failed.remove(domain);
        return false;
    }

    private CompletionStage<Optional<Known>> fetched(String domain, String id, Optional<Known> before) {
        return fetch.apply(domain).handle((octets, failure) -> {
            var now = clock.instant();
            if (octets != null) {
                var policy = StsPolicy.read(domain, octets);
                if (policy.isPresent()) {
                    if (known.size() >= MAX_KNOWN) known.values().removeIf(k -> !k.holds(now));
                    var fresh = new Known(policy.get(), id, now);
                    if (known.size() < MAX_KNOWN || known.containsKey(domain)) known.put(domain, fresh);
                    changed = true;
                    executor.execute(this::write); // a policy that a crash forgets is a downgrade
                    failed.remove(domain);
                    return Optional.of(fresh);
                }
            }
            if (failed.size() >= MAX_KNOWN) failed.clear();
            failed.put(domain, new Failed(now, resultType(octets != null, failure)));
            LOG.warn(
                    "domain={} mta-sts: its policy {}; {}",
                    domain,
                    octets == null ? "cannot be fetched" : "is none",
                    before.isPresent() ? "the one from before holds" : "there is none from before",
                    failure);
            return before;
        });
    }

    private static String resultType(boolean came, @Nullable Throwable failure) {
        if (came) return "sts-policy-invalid";
        for (var cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof PolicyUnavailable known) return known.resultType();
        return "sts-policy-fetch-error";
    }

    /** Fetches again what is older than a day, so that nobody wins who waits until a policy is too old; writes what has changed. */
    public void refresh() {
        var now = clock.instant();
        known.forEach((domain, k) -> {
            if (!k.holds(now)) {
                known.remove(domain, k);
                changed = true;
            } else if (k.fetched().plus(REFRESH).isBefore(now) && !failedLately(domain, now)) {
                fetched(domain, k.id(), Optional.of(k));
            }
        });
        write();
    }

    // ---------------------------------------------------------------- the file

    private void read(OwnersFolder from) {
        try {
            var kept = from.text(FILE);
            if (kept.isEmpty()) return; // the first start
            var lines = kept.get().lines().toList();
            if (lines.isEmpty() || !lines.get(0).equals(TITLE)) throw new IOException("not of this version");
            for (int at = 1; at < lines.size(); ) {
                var head = lines.get(at++).split(" ");
                int count = Integer.parseInt(head[3]);
                var text = String.join("\n", lines.subList(at, at + count));
                at += count;
                var policy = StsPolicy.read(head[0], text.getBytes(StandardCharsets.UTF_8));
                policy.ifPresent(p ->
                        known.put(head[0], new Known(p, head[1], Instant.ofEpochSecond(Long.parseLong(head[2])))));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: the policies in it are forgotten", from.file(FILE), e);
        }
    }

    /** Writes the file, if there is one and something has changed. */
    public synchronized void write() {
        if (folder.isEmpty() || !changed) return;
        changed = false;
        var text = new StringBuilder(TITLE).append('\n');
        new LinkedHashMap<>(known).forEach((domain, k) -> {
            text.append(domain)
                    .append(' ')
                    .append(k.id())
                    .append(' ')
                    .append(k.fetched().getEpochSecond());
            text.append(' ').append(k.policy().lines().size()).append('\n');
            for (var line : k.policy().lines()) text.append(line).append('\n');
        });
        try {
            folder.get().write(FILE, text.toString());
        } catch (IOException e) {
            changed = true;
            LOG.warn(
                    "{}: cannot be written; policies are known until the end of this process only",
                    folder.get().file(FILE),
                    e);
        }
    }
}
