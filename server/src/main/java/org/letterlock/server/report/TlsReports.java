package org.letterlock.server.report;

import java.io.IOException;
import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.letterlock.server.keep.OwnersFolder;
import org.letterlock.server.queue.Attempt;
import org.letterlock.server.queue.OutboundQueue;
import org.letterlock.server.queue.QueuedMail;
import org.letterlock.server.route.Dns;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.PathReader;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.tls.TlsPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what TLS came to in deliveries, and tells each domain that asks for it once a day: by mail, signed, and over HTTPS. Counts are
 * kept in a file each time {@link #look} runs, so a crash forgets no more than what came since; a report that could not be handed over
 * is tried again for two days, also by the next process. Thread-safe. RFC 8460.
 */
public final class TlsReports {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReports.class);
    private static final String FILE = "tls-counts";
    private static final int MAX_DOMAINS = 10_000;
    private static final int MAX_ADDRESSES = 5;
    private static final Duration SPREAD = Duration.ofHours(4); // RFC 8460, 4.1
    private static final Duration LONGEST = Duration.ofDays(2); // behind the end of the day
    private static final Pattern RECORD = Pattern.compile("v=TLSRPTv1\\s*;\\s*rua=([^;]+?)\\s*(?:;.*)?");

    private final String hostname;
    private final Optional<DkimSigner> signer;
    private final Dns dns;
    private final Post post;
    private final Web web;
    private final Optional<OwnersFolder> folder;
    private final Clock clock;
    private final Random random;
    private Map<String, DailyCount> counts = new LinkedHashMap<>();
    private final Map<String, PendingReport> pending = new LinkedHashMap<>(); // by id
    private LocalDate day;
    private boolean changed;

    /** Puts a report into the queue. */
    @FunctionalInterface
    public interface Post {
        /** Completes when the queue has it for good, or exceptionally. */
        CompletionStage<Boolean> send(String id, Mailbox to, byte[] message);
    }

    /** Posts a report to a web server. */
    @FunctionalInterface
    public interface Web {
        /** Completes when the server has taken it, or exceptionally. */
        CompletionStage<Boolean> post(URI to, String type, byte[] report);
    }

    /**
     * @param signer without one no report goes by mail, since none would be believed (RFC 8460, 3)
     * @param folder where counts, pending reports and copies of those that were told outlive this process
     */
    public TlsReports(
            String hostname,
            Optional<DkimSigner> signer,
            Dns dns,
            Post post,
            Web web,
            Optional<OwnersFolder> folder,
            Clock clock,
            Random random) {
        this.hostname = hostname;
        this.signer = signer;
        this.dns = dns;
        this.post = post;
        this.web = web;
        this.folder = folder;
        this.clock = clock;
        this.random = random;
        day = today();
        folder.ifPresent(this::read);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    // ---------------------------------------------------------------- counting

    /** Counts one attempt; reports themselves are not counted. RFC 8460, 3. */
    public synchronized void count(OutboundQueue.Attempted attempted) {
        if (attempted.kind() == QueuedMail.Kind.REPORT) return;
        for (var tried : attempted.tried()) count(attempted.domain(), tried);
        attempted
                .result()
                .nowhere()
                .flatMap(n -> n.verdict())
                .ifPresent(v -> v.failure()
                        .ifPresent(
                                type -> of(attempted.domain()).failure(v, new DailyCount.Failure(type, "", "", ""))));
        changed = true;
    }

    private void count(String domain, Attempt.Tried tried) {
        var protection = tried.protection();
        var verdict = tried.step().verdict();
        var hop = tried.step().hop();
        var address = hop.address().getAddress().getHostAddress();
        var peer = protection.facts().map(f -> f.peer().verdict()).flatMap(TlsReports::unbelieved);
        if (protection.failure().isPresent()) {
            var failure = protection.failure().get();
            of(domain)
                    .failure(
                            verdict,
                            new DailyCount.Failure(failure.kind().text(), hop.name(), address, failure.text()));
        } else if (verdict.failure().isPresent()) {
            of(domain).failure(verdict, new DailyCount.Failure(verdict.failure().get(), hop.name(), address, ""));
        } else if (verdict.type().equals("sts") && peer.isPresent()) { // mode testing: RFC 8461, 5
            of(domain).failure(verdict, new DailyCount.Failure(peer.get(), hop.name(), address, ""));
        } else if (protection.reached() != TlsLevel.NONE) {
            of(domain).success(verdict);
        }
    }

    /** What a report calls a certificate that only mode {@code enforce} would have refused. RFC 8460, 4.3.1. */
    private static Optional<String> unbelieved(TlsPeer.Verdict verdict) {
        return switch (verdict) {
            case VERIFIED, NONE -> Optional.empty();
            case WRONG_NAME -> Optional.of("certificate-host-mismatch");
            case EXPIRED -> Optional.of("certificate-expired");
            default -> Optional.of("certificate-not-trusted");
        };
    }

    private DailyCount of(String domain) {
        return counts.size() < MAX_DOMAINS || counts.containsKey(domain)
                ? counts.computeIfAbsent(domain, d -> new DailyCount())
                : new DailyCount(); // nobody hears of it
    }

    // ---------------------------------------------------------------- telling

    /** Tells of days that are over, and keeps what was counted. To be called every minute, not on an event loop. */
    public void look() {
        var now = clock.instant();
        List<PendingReport> due;
        synchronized (this) {
            if (today().isAfter(day)) endDay(now);
            pending.values().removeIf(r -> r.isDone() || isTooOld(r, now));
            due = pending.values().stream().filter(r -> !r.due().isAfter(now)).toList();
        }
        for (var report : due) tell(report);
        write();
    }

    private void endDay(Instant now) {
        counts.forEach((domain, count) -> {
            var id = day + "." + Long.toHexString(random.nextLong());
            var first = now.plusSeconds(random.nextInt((int) SPREAD.toSeconds()));
            pending.put(id, new PendingReport(domain, day, id, count, false, List.of(), 0, first));
        });
        counts = new LinkedHashMap<>();
        day = today();
        changed = true;
    }

    private boolean isTooOld(PendingReport report, Instant now) {
        var end = report.day()
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .plus(LONGEST);
        if (!now.isAfter(end)) return false;
        changed = true;
        if (report.asked())
            LOG.warn("tls-report domain={} id={} given up, not told: {}", report.domain(), report.id(), report.left());
        return true;
    }

    private void tell(PendingReport report) {
        if (report.asked()) {
            hand(report);
            return;
        }
        dns.txt("_smtp._tls." + report.domain()).thenAccept(answer -> {
            if (answer.failed()) {
                replace(report.later(clock.instant()));
                return;
            }
            var asked = report.to(destinations(answer.records(), signer.isPresent()));
            replace(asked);
            if (!asked.isDone()) hand(asked);
        });
    }

    /** To each who has not got it; who could not be reached is tried later. */
    private void hand(PendingReport report) {
        var text = new ReportText(hostname, ascii(report.domain()), report.day(), report.id(), report.count());
        keepCopy(report, text);
        replace(report.later(clock.instant())); // unless somebody takes it now
        for (var uri : report.left())
            hand(uri, report, text).whenComplete((taken, failure) -> {
                if (failure == null && taken) {
                    taken(report.id(), uri);
                    LOG.info("tls-report domain={} to={} id={}", report.domain(), uri, report.id());
                } else {
                    LOG.warn(
                            "tls-report domain={} to={} id={} not taken, tried again later: {}",
                            report.domain(),
                            uri,
                            report.id(),
                            failure == null ? "refused" : String.valueOf(failure));
                }
            });
    }

    private CompletionStage<Boolean> hand(String uri, PendingReport report, ReportText text) {
        try {
            if (isMail(uri)) {
                var to = mailbox(uri).orElseThrow();
                var unique = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
                return post.send(report.id(), to, text.message(to, signer, unique, clock.instant()));
            }
            return web.post(URI.create(uri), ReportText.TYPE, text.packed());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }

    private synchronized void replace(PendingReport report) {
        pending.replace(report.id(), report);
        changed = true;
    }

    private synchronized void taken(String id, String uri) {
        pending.computeIfPresent(id, (i, report) -> report.without(uri));
        changed = true;
    }

    /**
     * Those that {@code rua} names, of mail and of the web; there has to be one record. RFC 8460, 3.
     *
     * @param mail whether those of mail count
     */
    static List<String> destinations(List<String> texts, boolean mail) {
        var records = texts.stream().filter(t -> t.startsWith("v=TLSRPTv1")).toList();
        if (records.size() != 1) return List.of();
        var record = RECORD.matcher(records.get(0).strip());
        if (!record.matches()) return List.of();
        var found = new ArrayList<String>();
        for (var uri : record.group(1).split(",", -1)) {
            var text = uri.strip();
            if (found.size() < MAX_ADDRESSES
                    && (isMail(text) ? mail && mailbox(text).isPresent() : isWeb(text))) found.add(text);
        }
        return found;
    }

    private static boolean isMail(String uri) {
        return uri.toLowerCase(Locale.ROOT).startsWith("mailto:");
    }

    private static boolean isWeb(String uri) {
        try {
            return uri.length() <= 1000
                    && "https".equalsIgnoreCase(URI.create(uri).getScheme())
                    && URI.create(uri).getHost() != null;
        } catch (IllegalArgumentException e) {
            LOG.debug("no address in a domain's record: {}", uri);
            return false;
        }
    }

    private static Optional<Mailbox> mailbox(String uri) {
        var address = uri.substring("mailto:".length()).replaceFirst("[?!].*", "");
        try {
            return Optional.of(new PathReader(address.getBytes(StandardCharsets.UTF_8), 0).mailbox());
        } catch (SyntaxException e) {
            LOG.debug("no address in a domain's record: {}", uri);
            return Optional.empty();
        }
    }

    // ---------------------------------------------------------------- the files

    private void read(OwnersFolder from) {
        try {
            var text = from.text(FILE);
            if (text.isEmpty()) return;
            var kept = CountsText.read(text.get());
            for (var report : kept.pending()) pending.put(report.id(), report);
            counts = new LinkedHashMap<>(kept.counts());
            if (!kept.day().isAfter(day)) day = kept.day(); // one that is over ends when somebody looks
        } catch (IOException e) {
            LOG.warn("{}: what was counted before is forgotten", from.file(FILE), e);
        }
    }

    /** Keeps what was counted, if there is a folder and something has changed. */
    public synchronized void write() {
        if (folder.isEmpty() || !changed) return;
        changed = false;
        try {
            folder.get().write(FILE, new CountsText(day, counts, List.copyOf(pending.values())).text());
        } catch (IOException e) {
            changed = true;
            LOG.warn(
                    "{}: cannot be written; what is counted ends with this process",
                    folder.get().file(FILE),
                    e);
        }
    }

    /** What was told, for the operator: of one day and domain, written over by the next try. */
    private void keepCopy(PendingReport report, ReportText text) {
        if (folder.isEmpty()) return;
        try {
            ReportCopies.in(folder.get()).keep(report.day(), text.domain(), text.json());
        } catch (IOException e) {
            LOG.warn("tls-report domain={} id={} is told and not kept", report.domain(), report.id(), e);
        }
    }
}
