package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.server.queue.Attempt;
import org.letterlock.server.queue.OutboundQueue;
import org.letterlock.server.queue.QueuedMail;
import org.letterlock.server.report.DkimSigner;
import org.letterlock.server.report.TlsReports;
import org.letterlock.server.route.Route;
import org.letterlock.server.route.StubDns;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;

/** RFC 8460, 3: reports that go by mail are signed so that somebody else's verifier (dkimpy, Debian's python3-dkim) believes them. */
class DkimTest {
    private static final String VERIFIER =
            "import sys, dkim; record = sys.argv[1].encode(); print(dkim.verify(sys.stdin.buffer.read(), tlsrpt='strict',"
                    + " dnsfunc=lambda name, timeout=5: record if name == b'sel._domainkey.mail.example.org.' else None))";

    @TempDir
    Path folder;

    private static KeyPair keys(String algorithm) throws Exception {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** As the domain publishes it. RFC 8463, 4: of an Ed25519 key the 32 octets alone. */
    private static String published(KeyPair keys) {
        var encoded = keys.getPublic().getEncoded();
        boolean rsa = keys.getPublic().getAlgorithm().equals("RSA");
        var octets = rsa ? encoded : java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return "v=DKIM1; k=" + (rsa ? "rsa" : "ed25519") + "; s=tlsrpt; p="
                + Base64.getEncoder().encodeToString(octets);
    }

    /** A report as the queue gets it, for a day with one delivery. */
    private static String report(KeyPair keys) {
        var time = new Instant[] {Instant.parse("2025-11-23T12:00:00Z")};
        var clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return time[0];
            }
        };
        var posted = new ArrayList<String>();
        var reports = new TlsReports(
                "mail.example.org",
                Optional.of(new DkimSigner("mail.example.org", "sel", keys.getPrivate())),
                new StubDns().txt("_smtp._tls.a.example", "v=TLSRPTv1; rua=mailto:tls@a.example"),
                (id, to, message) -> {
                    posted.add(new String(message, StandardCharsets.UTF_8));
                    return CompletableFuture.completedStage(true);
                },
                (uri, type, octets) -> CompletableFuture.completedStage(false),
                Optional.empty(),
                clock,
                new Random(1));
        var hop = Hop.smtp(new InetSocketAddress("127.0.0.1", 25), "mx.a.example");
        var tried = List.of(new Attempt.Tried(
                new Route.Step(hop, TlsDemand.MAY, Route.Verdict.none("a.example")),
                new Protection(TlsLevel.ENCRYPT, Optional.empty(), Optional.empty())));
        reports.count(new OutboundQueue.Attempted(
                QueuedMail.Kind.MAIL,
                "a.example",
                tried,
                new Attempt.Result(List.of(), false, tried, Set.of(), Optional.empty(), Optional.empty())));
        for (int i = 0; i < 2; i++) {
            time[0] = time[0].plus(Duration.ofDays(1));
            reports.look();
        }
        assertEquals(1, posted.size());
        return posted.get(0).substring("Return-Path: <>\r\n".length()); // it stays here: RFC 5321, 4.4
    }

    private String verified(String message, String record) {
        RealProgram.of("dkimverify", folder); // of the same package: it is here, or the test is skipped
        return RealProgram.at(Path.of("/usr/bin/python3"), folder)
                .reading(message)
                .run("-c", VERIFIER, record)
                .succeeded()
                .text()
                .strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "Ed25519"})
    @DisplayName("RFC 6376, RFC 8463: a real verifier believes the signature, and nothing that was changed behind it")
    void aRealVerifier(String algorithm) throws Exception {
        var keys = keys(algorithm);
        var message = report(keys);
        assertEquals("True", verified(message, published(keys)));
        assertEquals(
                "True", verified(message.replace("Subject: Report", "subject:  Report"), published(keys)), "relaxed");
        assertEquals("False", verified(message.replace("is attached", "is appended"), published(keys)));
        assertEquals("False", verified(message.replace("From: TLS", "From: SSL"), published(keys)));
        assertEquals(
                "False", verified(message.replace("TLS-Report-Domain: a.", "TLS-Report-Domain: b."), published(keys)));
        assertEquals("False", verified(message, published(keys(algorithm))));
    }

    @Test
    void aKeyThatNobodyBelievesIsRefused() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var weak = generator.generateKeyPair().getPrivate();
        assertThrows(IllegalArgumentException.class, () -> new DkimSigner("mail.example.org", "sel", weak));
        var curve = keys("EC").getPrivate();
        assertThrows(IllegalArgumentException.class, () -> new DkimSigner("mail.example.org", "sel", curve));
        var good = keys("Ed25519").getPrivate();
        assertThrows(IllegalArgumentException.class, () -> new DkimSigner("mail.example.org", "s;x=", good));
    }
}
