package org.letterlock.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
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
    private final TlsReports reports = new TlsReports(
            "mail.example.org",
            dns,
            (id, to, message, due) -> {
                assertFalse(due.isBefore(now));
                assertTrue(due.isBefore(now.plus(Duration.ofHours(4))), "spread over four hours");
                posted.add(to + "\n" + new String(message, StandardCharsets.UTF_8));
            },
            clock,
            new Random(1));

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
        try (var in = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(encoded)))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
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
        now = now.plus(Duration.ofHours(3));
        reports.look();
        reports.look();
        assertEquals(1, posted.size());
        var message = posted.get(0);
        assertTrue(message.startsWith("tls@r.example\nReturn-Path: <>\r\n"), message);
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
    void onlyOneRecordAndOnlyAddressesCount() {
        assertEquals(List.of(), TlsReports.addresses(List.of()));
        assertEquals(
                List.of(),
                TlsReports.addresses(List.of("v=TLSRPTv1; rua=mailto:a@b.c", "v=TLSRPTv1;rua=mailto:d@e.f")));
        assertEquals(List.of(), TlsReports.addresses(List.of("v=TLSRPTv1; rua=mailto:no address")));
        assertEquals(List.of(), TlsReports.addresses(List.of("v=spf1 -all")));
        assertEquals(
                "[a@b.c, d@e.f]",
                TlsReports.addresses(List.of("x", "v=TLSRPTv1;rua=mailto:a@b.c, MAILTO:d@e.f?x=y ; new=1"))
                        .toString());
    }
}
