package org.letterlock.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.server.keep.OwnersFolder;
import org.letterlock.server.queue.Attempt;
import org.letterlock.server.queue.OutboundQueue;
import org.letterlock.server.queue.QueuedMail;
import org.letterlock.server.route.Route;
import org.letterlock.server.route.StubDns;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.tls.TlsDecision;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsPeer;

/** RFC 8460: what is counted, who is told, and how it looks. */
class TlsReportsTest {
    private static final Route.Verdict STS = new Route.Verdict(
            "sts", List.of("version: STSv1", "mode: testing"), "a.example", List.of("*.a.example"), Optional.empty());
    private static final Protection GOOD = new Protection(TlsLevel.SECURE, Optional.empty(), Optional.empty());
    private static final Protection EXPIRED = new Protection(
            TlsLevel.NONE,
            Optional.empty(),
            Optional.of(new Protection.Failure(Protection.Kind.CERTIFICATE_EXPIRED, "it expired")));

    private final StubDns dns =
            new StubDns().txt("_smtp._tls.a.example", "v=TLSRPTv1; rua=mailto:tls@r.example,https://r.example/x");
    private final List<String> posted = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T22:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @TempDir
    Path folder;

    private final List<String> uploaded = new ArrayList<>();
    private boolean webWorks = true;
    private boolean queueWorks = true;
    private TlsReports reports;

    @BeforeEach
    void start() throws Exception {
        reports = fresh(Optional.of(signer()));
    }

    private static DkimSigner signer() throws GeneralSecurityException {
        var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return new DkimSigner("mail.example.org", "tls", keys.getPrivate());
    }

    /** Another process. */
    private TlsReports fresh(Optional<DkimSigner> signer) throws IOException {
        return new TlsReports(
                "mail.example.org",
                signer,
                dns,
                (id, to, message) -> {
                    if (queueWorks) posted.add(to + "\n" + new String(message, StandardCharsets.UTF_8));
                    return CompletableFuture.completedStage(queueWorks);
                },
                (uri, type, report) -> {
                    assertEquals("application/tlsrpt+gzip", type);
                    if (webWorks) uploaded.add(uri + " " + unpacked(report));
                    return webWorks
                            ? CompletableFuture.completedStage(true)
                            : CompletableFuture.failedStage(new IOException("503"));
                },
                Optional.of(OwnersFolder.open(folder)),
                clock,
                new Random(1));
    }

    /** The day ends, and all that waits for the next one is due. */
    private void nextDay() {
        now = now.plus(Duration.ofHours(3));
        reports.look();
        assertEquals(List.of(), posted, "not everybody at midnight");
        now = now.plus(Duration.ofHours(4));
        reports.look();
    }

    private void count(QueuedMail.Kind kind, String domain, Route.Verdict verdict, Protection protection) {
        var hop = Hop.smtp(new InetSocketAddress(IpNetwork.address("198.51.100.1"), 25), "mx.a.example");
        var tried = List.of(new Attempt.Tried(new Route.Step(hop, TlsDemand.MAY, verdict), protection));
        reports.count(new OutboundQueue.Attempted(
                kind,
                domain,
                tried,
                new Attempt.Result(List.of(), false, tried, Set.of(), Optional.empty(), Optional.empty())));
    }

    private static String json(String message) throws IOException {
        var encoded = message.substring(message.indexOf("filename="));
        encoded = encoded.substring(encoded.indexOf("\r\n\r\n"), encoded.indexOf("\r\n--"));
        return unpacked(Base64.getMimeDecoder().decode(encoded));
    }

    private static String unpacked(byte[] gzip) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDayIsToldOnceWhenItIsOver() throws IOException {
        for (int i = 0; i < 3; i++) count(QueuedMail.Kind.MAIL, "a.example", STS, GOOD);
        for (int i = 0; i < 2; i++) count(QueuedMail.Kind.NOTICE, "a.example", STS, EXPIRED);
        count(QueuedMail.Kind.REPORT, "a.example", STS, EXPIRED);
        count(QueuedMail.Kind.MAIL, "a.example", Route.Verdict.none("a.example"), Protection.NONE);
        count(QueuedMail.Kind.MAIL, "silent.example", Route.Verdict.none("silent.example"), GOOD);
        reports.look();
        assertEquals(List.of(), posted);
        nextDay();
        reports.look();
        assertEquals(1, posted.size());
        var message = posted.get(0);
        assertTrue(
                message.startsWith("tls@r.example\nReturn-Path: <>\r\nDKIM-Signature: v=1; a=ed25519-sha256; "),
                message);
        assertTrue(message.contains("\r\nTLS-Report-Domain: a.example\r\nTLS-Report-Submitter: mail.example.org\r\n"));
        assertTrue(message.contains("filename=\"mail.example.org!a.example!1795392000!1795478399.json.gz\""), message);
        var json = json(message);
        assertTrue(
                json.startsWith("{\"organization-name\":\"mail.example.org\",\"date-range\":{\"start-datetime\":"
                        + "\"2026-11-23T00:00:00Z\",\"end-datetime\":\"2026-11-23T23:59:59Z\"},"),
                json);
        assertTrue(
                json.endsWith(
                        "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\","
                                + "\"mode: testing\"],\"policy-domain\":\"a.example\",\"mx-host\":[\"*.a.example\"]},"
                                + "\"summary\":{\"total-successful-session-count\":3,\"total-failure-session-count\":2},"
                                + "\"failure-details\":[{\"result-type\":\"certificate-expired\","
                                + "\"receiving-mx-hostname\":\"mx.a.example\",\"receiving-ip\":\"198.51.100.1\","
                                + "\"failed-session-count\":2,\"failure-reason-code\":\"it expired\"}]}]}"),
                json);
    }

    @Test
    @DisplayName("RFC 8460, 4: rua=https is posted to, and tried again until it is taken")
    void overHttps() throws IOException {
        count(QueuedMail.Kind.MAIL, "a.example", STS, GOOD);
        webWorks = false;
        nextDay();
        assertEquals(1, posted.size());
        assertEquals(List.of(), uploaded);
        webWorks = true;
        now = now.plus(Duration.ofMinutes(6));
        reports.look();
        reports.look();
        assertEquals(1, uploaded.size());
        assertEquals(
                "https://r.example/x " + json(posted.get(0)), uploaded.get(0), "the same report, with the same id");
        assertEquals(1, posted.size(), "who has it is not told again");
        now = now.plus(Duration.ofDays(3));
        reports.look();
        assertEquals(1, uploaded.size());
    }

    @Test
    @DisplayName("RFC 8460, 3: without a signature nothing goes by mail")
    void unsigned() throws IOException {
        reports = fresh(Optional.empty());
        count(QueuedMail.Kind.MAIL, "a.example", STS, GOOD);
        nextDay();
        assertEquals(List.of(), posted);
        assertEquals(1, uploaded.size());
    }

    @Test
    void anotherProcessGoesOn() throws Exception {
        count(QueuedMail.Kind.MAIL, "a.example", STS, GOOD);
        count(QueuedMail.Kind.MAIL, "a.example", STS, EXPIRED);
        count(QueuedMail.Kind.MAIL, "a.example", Route.Verdict.none("a.example"), GOOD);
        reports.look(); // a kill behind this forgets nothing
        reports = fresh(Optional.of(signer()));
        count(QueuedMail.Kind.MAIL, "a.example", STS, EXPIRED);
        webWorks = false;
        queueWorks = false;
        nextDay();
        webWorks = true;
        queueWorks = true;
        reports = fresh(Optional.of(signer()));
        now = now.plus(Duration.ofMinutes(6));
        reports.look();
        assertEquals(1, posted.size(), "what could not be handed over is not lost with the process either");
        var json = json(posted.get(0));
        assertTrue(json.contains("{\"total-successful-session-count\":1,\"total-failure-session-count\":2}"), json);
        assertTrue(json.contains("\"policy-string\":[\"version: STSv1\",\"mode: testing\"]"), json);
        assertTrue(json.contains("\"failed-session-count\":2,\"failure-reason-code\":\"it expired\""), json);
        assertTrue(json.contains("\"policy-type\":\"no-policy-found\""), json);
        assertEquals(1, uploaded.size());
        assertEquals(json + "\n", Files.readString(folder.resolve("tls-reports/2026-11-23!a.example.json")));
    }

    @Test
    void aDayThatEndedWhileNobodyLookedIsTold() throws Exception {
        count(QueuedMail.Kind.MAIL, "a.example", STS, GOOD);
        reports.write();
        now = now.plus(Duration.ofHours(20));
        reports = fresh(Optional.of(signer()));
        reports.look();
        now = now.plus(Duration.ofHours(4));
        reports.look();
        assertEquals(1, posted.size());
        assertTrue(json(posted.get(0)).contains("\"start-datetime\":\"2026-11-23T00:00:00Z\""));
    }

    @Test
    void whatNobodyWroteIsForgotten() throws Exception {
        OwnersFolder.open(folder).write("tls-counts", "letterlock-tls-counts 1\nday\npolicy x\n");
        reports = fresh(Optional.of(signer()));
        count(QueuedMail.Kind.MAIL, "a.example", STS, GOOD);
        nextDay();
        assertEquals(1, posted.size());
    }

    @Test
    @DisplayName("S-Q6 a domain's name leads nowhere in the folder")
    void s_Q6_names() throws Exception {
        dns.txt("_smtp._tls.../../x y", "v=TLSRPTv1; rua=https://r.example/x");
        count(QueuedMail.Kind.MAIL, "../../x y", STS, GOOD);
        nextDay();
        assertEquals(1, uploaded.size());
        assertTrue(Files.exists(folder.resolve("tls-reports/2026-11-23!.._.._x_y.json")));
    }

    @Test
    @DisplayName("RFC 8461, 5: mode testing delivers, and the domain hears what enforce would have refused")
    void testing() throws Exception {
        var peer = new TlsPeer(List.of(), TlsPeer.Verdict.WRONG_NAME);
        var facts = new TlsFacts(
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_128_GCM_SHA256",
                128,
                "x25519",
                Optional.empty(),
                Optional.empty(),
                false,
                peer,
                binding -> Optional.empty(),
                TlsDecision.NONE);
        var reached = new Protection(TlsLevel.ENCRYPT, Optional.of(facts), Optional.empty());
        count(QueuedMail.Kind.MAIL, "a.example", STS, reached);
        nextDay();
        assertTrue(json(posted.get(0)).contains("{\"result-type\":\"certificate-host-mismatch\""), json(posted.get(0)));
    }

    @Test
    void onlyOneRecordAndOnlyUrisThatAreUnderstood() {
        assertEquals(List.of(), TlsReports.destinations(List.of(), true));
        assertEquals(
                List.of(),
                TlsReports.destinations(List.of("v=TLSRPTv1; rua=mailto:a@b.c", "v=TLSRPTv1;rua=mailto:d@e.f"), true));
        assertEquals(List.of(), TlsReports.destinations(List.of("v=TLSRPTv1; rua=mailto:no address"), true));
        assertEquals(List.of(), TlsReports.destinations(List.of("v=spf1 -all"), true));
        assertEquals(
                "[mailto:a@b.c, MAILTO:d@e.f?x=y, https://w.x/y]",
                TlsReports.destinations(
                                List.of(
                                        "x",
                                        "v=TLSRPTv1;rua=mailto:a@b.c, MAILTO:d@e.f?x=y, ftp://x.y/z, https://w.x/y, https:nothing ; new=1"),
                                true)
                        .toString());
    }
}
