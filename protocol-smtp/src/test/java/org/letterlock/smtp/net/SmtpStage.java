package org.letterlock.smtp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.Stage;
import org.letterlock.protocol.transcript.TestChannel;
import org.letterlock.smtp.BareNewlines;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.SmtpLimits;
import org.letterlock.smtp.SmtpTimes;

/**
 * An SMTP server in memory at noon on 23 November 2026. What {@code given} may say, several divided by {@code ;}:
 * {@code mx} (also when nothing is said), {@code msa}, {@code implicit TLS}, {@code no TLS}, {@code from loopback},
 * {@code newlines normalised}, {@code newlines refused}, {@code small limits}, {@code held greeting}; and what was done
 * already: {@code greeted}, {@code over TLS}, {@code ann logged in}, {@code mail from ann}, {@code mail to bob}.
 */
final class SmtpStage implements Stage {
    static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    final Letterbox letterbox = new Letterbox();
    final Accounts accounts = new Accounts();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private SmtpConfig config = SmtpConfig.mx("mail.example.test");
    private boolean implicit;
    private boolean tls = true;
    private String client = "192.0.2.1";

    @Override
    public List<String> given(String text) {
        var steps = new ArrayList<String>();
        for (var part : text.split(";")) given(part.strip(), steps);
        return steps;
    }

    private void given(String what, List<String> steps) {
        switch (what) {
            case "mx" -> config = SmtpConfig.mx("mail.example.test");
            case "msa" -> config = SmtpConfig.msa("mail.example.test");
            case "implicit TLS" -> implicit = true;
            case "no TLS" -> tls = false;
            case "from loopback" -> client = "127.0.0.1";
            case "newlines normalised" -> config = config.with(BareNewlines.NORMALISE);
            case "newlines refused" -> config = config.with(BareNewlines.REFUSE);
            case "small limits" -> config = config.with(new SmtpLimits(64 << 10, 100, 2048, 12_286, 100, 998, 4000));
            case "held greeting" -> config = config.with(SmtpTimes.DEFAULT.withGreetingDelay(Duration.ofSeconds(2)));
            case "the store is full" -> letterbox.acceptance = Letterbox.Acceptance.NO_ROOM;
            case "the disk is full" -> letterbox.room = Letterbox.Acceptance.NO_ROOM;
            case "the disk is broken" -> letterbox.room = Letterbox.Acceptance.TRY_LATER;
            case "the mailbox is full" -> letterbox.acceptance = Letterbox.Acceptance.OVER_QUOTA;
            case "the store is busy" -> letterbox.acceptance = Letterbox.Acceptance.TRY_LATER;
            case "the store is broken" -> letterbox.broken = true;
            case "credentials cannot be checked" -> accounts.unavailable = true;
            case "greeted" -> {
                steps.add("S: 220 mail.example.test ESMTP Letterlock");
                ehlo(steps);
            }
            case "over TLS" -> {
                given("greeted", steps);
                if (!implicit) {
                    steps.addAll(List.of("C: STARTTLS", "S: 220 2.0.0 Ready to start TLS", "TLS"));
                    ehlo(steps);
                }
            }
            case "ann logged in" -> {
                given("over TLS", steps);
                steps.add("C: AUTH PLAIN AGFubgBzZWNyZXQ=");
                steps.add("S: 235 2.7.0 Authentication successful");
            }
            case "mail from ann" -> {
                if (steps.isEmpty()) given("greeted", steps);
                steps.add("C: MAIL FROM:<ann@example.test>");
                steps.add("S: 250 2.1.0 Sender ok");
            }
            case "mail to bob" -> {
                given("mail from ann", steps);
                steps.add("C: RCPT TO:<bob@example.test>");
                steps.add("S: 250 2.1.5 Recipient ok");
            }
            default -> throw new IllegalArgumentException("given " + what + "?");
        }
    }

    private static void ehlo(List<String> steps) {
        steps.addAll(List.of("C: EHLO client.example", "S: …*", "S: 250 LIMITS …"));
    }

    void configure(SmtpConfig config) {
        this.config = config;
    }

    @Override
    public EmbeddedChannel open(int connection) {
        var channel = new TestChannel(
                new InetSocketAddress(client, 40_000 + connection),
                new InetSocketAddress("192.0.2.25", config.isSubmission() ? 587 : 25));
        channels.add(channel);
        var fake = new FakeTls();
        if (implicit) channel.pipeline().addLast(fake.newHandler());
        new SmtpProtocol(
                        config,
                        letterbox,
                        config.isSubmission()
                                ? Optional.of(new SaslServer(accounts, new SecureRandom()))
                                : Optional.empty(),
                        implicit || !tls ? Optional.empty() : Optional.of(fake),
                        Runnable::run,
                        Runnable::run,
                        NOON,
                        () -> "s" + ids.incrementAndGet())
                .addTo(channel.pipeline());
        if (implicit) FakeTls.finishHandshake(channel);
        return channel;
    }

    /** Whatever happened, nothing is left open. */
    @Override
    public void close() {
        for (var channel : channels) channel.finishAndReleaseAll();
        assertEquals(0, letterbox.open, "receptions left open");
    }
}
