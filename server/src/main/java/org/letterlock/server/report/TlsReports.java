package org.letterlock.server.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.letterlock.server.log.JsonObject;
import org.letterlock.server.queue.Attempt;
import org.letterlock.server.queue.OutboundQueue;
import org.letterlock.server.queue.QueuedMail;
import org.letterlock.server.route.Dns;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.PathReader;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.client.TlsLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what TLS came to in deliveries, and tells each domain that asks for it once a day: by mail to the addresses that it names.
 * Counts are in memory and end with the process. Thread-safe. RFC 8460.
 */
public final class TlsReports {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReports.class);
    private static final int MAX_DOMAINS = 10_000;
    private static final int MAX_ADDRESSES = 5;
    private static final Duration SPREAD = Duration.ofHours(4); // RFC 8460, 4.1
    private static final Pattern RECORD = Pattern.compile("v=TLSRPTv1\\s*;\\s*rua=([^;]+?)\\s*(?:;.*)?");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String hostname;
    private final Dns dns;
    private final Post post;
    private final Clock clock;
    private final Random random;
    private Map<String, DailyCount> domains = new LinkedHashMap<>();
    private LocalDate day;

    /** Puts a report into the queue. */
    @FunctionalInterface
    public interface Post {
        /** @param due no earlier than that */
        void send(String id, Mailbox to, byte[] message, Instant due);
    }

    public TlsReports(String hostname, Dns dns, Post post, Clock clock, Random random) {
        this.hostname = hostname;
        this.dns = dns;
        this.post = post;
        this.clock = clock;
        this.random = random;
        day = today();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

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
    }

    private void count(String domain, Attempt.Tried tried) {
        var protection = tried.protection();
        var verdict = tried.step().verdict();
        var hop = tried.step().hop();
        var address = hop.address().getAddress().getHostAddress();
        if (protection.failure().isPresent()) {
            var failure = protection.failure().get();
            of(domain)
                    .failure(
                            verdict,
                            new DailyCount.Failure(failure.kind().text(), hop.name(), address, failure.text()));
        } else if (verdict.failure().isPresent()) {
            of(domain).failure(verdict, new DailyCount.Failure(verdict.failure().get(), hop.name(), address, ""));
        } else if (protection.reached() != TlsLevel.NONE) {
            of(domain).success(verdict);
        }
    }

    private DailyCount of(String domain) {
        return domains.size() < MAX_DOMAINS || domains.containsKey(domain)
                ? domains.computeIfAbsent(domain, d -> new DailyCount())
                : new DailyCount(); // nobody hears of it
    }

    /** Sends the reports of a day that is over. To be called now and then. */
    public void look() {
        Map<String, DailyCount> over;
        LocalDate of;
        synchronized (this) {
            var today = today();
            if (!today.isAfter(day)) return;
            over = domains;
            of = day;
            domains = new LinkedHashMap<>();
            day = today;
        }
        over.forEach((domain, count) -> dns.txt("_smtp._tls." + domain).thenAccept(answer -> {
            var to = addresses(answer.records());
            if (!to.isEmpty()) report(domain, count, of, to);
        }));
    }

    /** Those of {@code rua} that are mail; there has to be one record. RFC 8460, 3. */
    static List<Mailbox> addresses(List<String> texts) {
        var records = texts.stream().filter(t -> t.startsWith("v=TLSRPTv1")).toList();
        if (records.size() != 1) return List.of();
        var record = RECORD.matcher(records.get(0).strip());
        if (!record.matches()) return List.of();
        var found = new ArrayList<Mailbox>();
        for (var uri : record.group(1).split(",", -1)) {
            var text = uri.strip();
            if (!text.toLowerCase(Locale.ROOT).startsWith("mailto:") || found.size() == MAX_ADDRESSES) continue;
            var address = text.substring("mailto:".length()).replaceFirst("[?!].*", "");
            try {
                found.add(new PathReader(address.getBytes(StandardCharsets.UTF_8), 0).mailbox());
            } catch (SyntaxException e) {
                LOG.debug("no address in a domain's record: {}", text);
            }
        }
        return found;
    }

    private void report(String domain, DailyCount count, LocalDate of, List<Mailbox> to) {
        var begin = of.atStartOfDay(ZoneOffset.UTC).toInstant();
        var end = begin.plus(Duration.ofDays(1)).minusSeconds(1);
        var id = begin.getEpochSecond() + "-" + Long.toHexString(random.nextLong());
        var json = new JsonObject()
                .put("organization-name", hostname)
                .put(
                        "date-range",
                        new JsonObject().put("start-datetime", begin.toString()).put("end-datetime", end.toString()))
                .put("contact-info", "postmaster@" + hostname)
                .put("report-id", id)
                .putAll("policies", count.policies());
        var name = hostname + "!" + domain + "!" + begin.getEpochSecond() + "!" + end.getEpochSecond() + ".json.gz";
        var gzip = gzip(json.toString());
        for (var one : to) {
            var due = clock.instant().plusSeconds(random.nextInt((int) SPREAD.toSeconds()));
            post.send(id, one, message(domain, one, id, name, gzip), due);
            LOG.info("tls-report domain={} to={} id={}", domain, one, id);
        }
    }

    private static byte[] gzip(String text) {
        var octets = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(octets)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    /** RFC 8460, 5.3. */
    private byte[] message(String domain, Mailbox to, String id, String name, byte[] gzip) {
        var boundary = "=_" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        var text = "Return-Path: <>\r\n"
                + "Date: " + DATE.format(clock.instant()) + "\r\n"
                + "From: TLS reports <postmaster@" + hostname + ">\r\n"
                + "To: " + to + "\r\n"
                + "Subject: Report Domain: " + domain + "\r\n\tSubmitter: " + hostname + "\r\n\tReport-ID: <" + id + "@"
                + hostname + ">\r\n"
                + "Message-ID: <" + id + "." + boundary.substring(2) + "@" + hostname + ">\r\n"
                + "TLS-Report-Domain: " + domain + "\r\n"
                + "TLS-Report-Submitter: " + hostname + "\r\n"
                + "Auto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=\"tlsrpt\";\r\n\tboundary=\"" + boundary + "\"\r\n\r\n"
                + "--" + boundary + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
                + "What TLS came to in a day's mail from " + hostname + " to " + domain
                + " is attached.\r\n\r\n--" + boundary + "\r\n"
                + "Content-Type: application/tlsrpt+gzip\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment;\r\n\tfilename=\"" + name + "\"\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(gzip) + "\r\n--" + boundary + "--\r\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
