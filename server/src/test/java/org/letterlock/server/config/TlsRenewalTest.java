package org.letterlock.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.server.NamedQuotas;
import org.letterlock.server.OutboundPlan;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.DhGroup;
import org.letterlock.tls.DhParameters;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.Pem;
import org.letterlock.tls.TlsServerSettings;

/** Files of TLS that change while the server runs. */
class TlsRenewalTest {
    private static final String CONFIGURATION = """
            hostname = mail.example.org
            domains = example.org
            accounts { file = users }
            tls { certificates = [ { chain = chain.pem, key = key.pem } ], roots = ca.pem }
            listeners { mx { service = mx, security = starttls, port = 0 } }
            """;

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final List<Map<String, TlsServerSettings>> renewed = new ArrayList<>();
    private final List<OutboundPlan> deliveries = new ArrayList<>();
    private final List<NamedQuotas> quotas = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private CertificateAuthority authority;
    private TlsRenewal renewal;

    @BeforeEach
    void start() throws Exception {
        authority = CertificateAuthority.create("test", random, Instant.now(), Duration.ofDays(90));
        write("ca.pem", authority.pem());
        write("users", "ann@example.org:{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK\n");
        write("letterlock.conf", CONFIGURATION);
        var pair = pair();
        write("chain.pem", pair.get(0));
        write("key.pem", pair.get(1));
        begin();
    }

    private void begin() throws Exception {
        begin(Clock.systemUTC());
    }

    private void begin(Clock clock) throws Exception {
        var config = ServeConfig.read(folder.resolve("letterlock.conf"), clock, random);
        renewal = new TlsRenewal(config, this::renewed, quotas::add, said::add);
    }

    private void renewed(Map<String, TlsServerSettings> listeners, Optional<OutboundPlan> delivering) {
        renewed.add(listeners);
        deliveries.add(delivering.orElseThrow());
    }

    /** A new certificate, and its key. */
    private List<String> pair() throws Exception {
        var keys = CertificateAuthority.newKeys(KeyType.EC, random);
        return List.of(
                Pem.text(authority.issue(keys, List.of("mail.example.org")).chain()),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private void write(String name, String text) throws Exception {
        var file = folder.resolve(name);
        Files.deleteIfExists(file); // another file each time, whatever the clock says
        Files.writeString(folder.resolve(name + ".new"), text);
        Files.setPosixFilePermissions(folder.resolve(name + ".new"), PosixFilePermissions.fromString("rw-------"));
        Files.move(folder.resolve(name + ".new"), file);
    }

    @Test
    void aNewPairIsTakenWhenItStandsStill() throws Exception {
        renewal.look();
        renewal.look();
        assertEquals(List.of(), renewed, "nothing has changed");
        var pair = pair();
        write("key.pem", pair.get(1));
        renewal.look();
        write("chain.pem", pair.get(0));
        renewal.look();
        assertEquals(List.of(), renewed, "somebody is still writing");
        renewal.look();
        renewal.look();
        assertEquals(1, renewed.size());
        assertEquals("TLS has new certificates", said.get(0));
        var shown = deliveries.get(0).identities().get(0).leaf();
        assertEquals(Pem.certificates(folder.resolve("chain.pem")).get(0), shown, "deliveries show it too");
    }

    @Test
    void halfAPairIsNotTakenAndTheWholeOneIs() throws Exception {
        var pair = pair();
        write("key.pem", pair.get(1));
        for (int i = 0; i < 4; i++) renewal.look();
        assertEquals(List.of(), renewed);
        assertEquals(2, said.size(), said::toString);
        assertTrue(said.get(0).contains("key.pem: the private key is not the certificate's"), said::toString);
        assertTrue(said.get(1).startsWith("TLS stays as it was"), said::toString);
        write("chain.pem", pair.get(0));
        renewal.look();
        renewal.look();
        assertEquals(1, renewed.size());
        write("chain.pem", pair.get(0).substring(0, 200));
        renewal.look();
        renewal.look();
        assertEquals(1, renewed.size(), "cut off in the middle");
    }

    @Test
    void onCommandTheWholeTlsChangesAndWhatElseChangedIsSaid() throws Exception {
        write(
                "letterlock.conf",
                CONFIGURATION.replace("roots =", "profile = ach, prefer-server-order = false, roots =")
                        + "smtp { max-recipients = 500 }, login { forget = 5 minutes }\n");
        renewal.look();
        renewal.look();
        assertEquals(List.of(), renewed, "the configuration itself waits for the command");
        renewal.reload();
        assertEquals(false, renewed.get(0).get("mx").policy().serverPreference());
        assertEquals("ach/mx", renewed.get(0).get("mx").policy().name());
        assertTrue(said.contains("listeners changed: that needs a restart"), said::toString);
        assertTrue(said.contains("login changed: that needs a restart"), said::toString);
        said.clear();
        write("letterlock.conf", "nonsense = 1");
        renewal.reload();
        assertEquals(1, renewed.size());
        assertTrue(said.get(0).contains("letterlock.conf:1"), said::toString);
    }

    @Test
    @DisplayName("the end of a certificate is warned of once a day while the server runs, until there is a new one")
    void aRunningServerWarnsOfTheEnd() throws Exception {
        var now = new AtomicReference<>(Instant.now());
        begin(new Clock() {
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
                return now.get();
            }
        });
        for (int day = 0; day < 75; day++) {
            now.updateAndGet(t -> t.plus(Duration.ofDays(1)));
            renewal.remind();
        }
        assertEquals(List.of(), said, "fifteen days are left, and it is warned of from the fourteenth on");
        for (int hour = 0; hour < 48; hour++) {
            now.updateAndGet(t -> t.plus(Duration.ofHours(1)));
            renewal.remind();
        }
        var leaf = said.stream().filter(l -> l.contains("CN=mail.example.org")).toList();
        assertEquals(2, leaf.size(), said::toString);
        assertTrue(
                leaf.get(0)
                        .matches("warning: .*letterlock.conf:4: .*chain.pem: the certificate of CN=mail.example.org"
                                + " expires on .* \\(cert.expires-soon\\)"),
                said::toString);
        now.updateAndGet(t -> t.plus(Duration.ofDays(20)));
        renewal.remind();
        assertTrue(said.stream().anyMatch(l -> l.contains("(cert.expired)")), said::toString);
        authority = CertificateAuthority.create("new", random, now.get(), Duration.ofDays(90));
        var pair = pair();
        write("ca.pem", authority.pem());
        write("chain.pem", pair.get(0));
        write("key.pem", pair.get(1));
        renewal.look();
        renewal.look();
        said.clear();
        now.updateAndGet(t -> t.plus(Duration.ofDays(2)));
        renewal.remind();
        assertEquals(List.of(), said);
    }

    @Test
    void aNewPairWaitsUntilWhatStandsInItsWayIsMended() throws Exception {
        var pair = pair();
        write("key.pem", pair.get(1));
        write("chain.pem", pair.get(0));
        write("users", "nonsense\n");
        for (int i = 0; i < 4; i++) renewal.look();
        assertEquals(List.of(), renewed);
        assertEquals(2, said.size(), "once: " + said);
        assertTrue(said.get(0).contains("users:1"), said::toString);
        write("users", "ann@example.org:{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK\n");
        renewal.look();
        assertEquals(1, renewed.size());
    }

    @Test
    void aGroupForDheInAFileOfItsOwnIsWatchedToo() throws Exception {
        write("dh.pem", DhParameters.text(DhGroup.MODP15));
        write("letterlock.conf", CONFIGURATION.replace("roots =", "dh-group = \"file:dh.pem\", roots ="));
        begin();
        write("dh.pem", DhParameters.text(DhGroup.MODP16));
        renewal.look();
        renewal.look();
        assertEquals("modp16", renewed.get(0).get("mx").policy().dhGroup().text());
    }

    @Test
    void quotasHoldFromTheReloadOn() throws Exception {
        write(
                "letterlock.conf",
                CONFIGURATION
                        + "storage { max-account-bytes = 1 MiB, max-domain-messages = 70, quotas { ann { messages = 7 } } }\n");
        renewal.reload();
        var ann = new AccountId("ann@example.org");
        assertEquals(new QuotaLimits(7, 1 << 20), quotas.get(0).ofAccount(ann));
        assertEquals(70, quotas.get(0).ofDomain("example.org").messages());
        assertEquals(
                List.of("TLS is as the configuration has it now", "quotas are as the configuration has them now"),
                said);
        renewal.reload();
        assertEquals(1, quotas.size(), "nothing has changed since");
        write("letterlock.conf", CONFIGURATION + "storage { quotas { nobody { messages = 7 } } }\n");
        renewal.reload();
        assertEquals(1, quotas.size(), "what cannot be used changes nothing");
        write("letterlock.conf", CONFIGURATION);
        renewal.reload();
        assertEquals(QuotaLimits.UNLIMITED, quotas.get(1).ofAccount(ann));
    }

    @Test
    void whatElseChangedIsSaidOfEveryPart() throws Exception {
        write(
                "letterlock.conf",
                CONFIGURATION.replace("port = 0", "port = 0, proxy-from = [ 192.0.2.0/24 ]")
                        + "log { key-log = keys }, storage { max-mailboxes = 3 }\n");
        renewal.reload();
        assertTrue(said.contains("listeners changed: that needs a restart"), said::toString);
        assertTrue(said.contains("log changed: that needs a restart"), said::toString);
        assertTrue(said.contains("storage changed: that needs a restart"), said::toString);
        said.clear();
        write("letterlock.conf", CONFIGURATION.replace("port = 0", "port = 0, proxy-from = [ 192.0.2.0/24 ]"));
        begin();
        renewal.reload();
        assertEquals(List.of("TLS is as the configuration has it now"), said);
    }

    @Test
    void whatNobodyExpectedDoesNotEndTheWatching() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var config = ServeConfig.read(folder.resolve("letterlock.conf"), Clock.systemUTC(), random);
        var once = new AtomicBoolean();
        try (var watching = new TlsRenewal(
                config,
                (all, deliveries) -> {
                    if (!once.getAndSet(true)) throw new IllegalStateException("of somebody else");
                },
                next -> {},
                heard::add)) {
            watching.start(task -> new Thread(task, "renewal"));
            watching.ask();
            assertEquals("java.lang.IllegalStateException: of somebody else", heard.poll(30, TimeUnit.SECONDS));
            assertTrue(String.valueOf(heard.poll(30, TimeUnit.SECONDS)).startsWith("TLS stays as it was"));
            watching.ask();
            assertEquals("TLS is as the configuration has it now", heard.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName(
            "C5 DH parameters behind the certificate are the listener's group; when a renewal loses them it is said")
    void c5_lost() throws Exception {
        var pair = pair();
        write("chain.pem", pair.get(0) + DhParameters.text(DhGroup.MODP15));
        write("key.pem", pair.get(1));
        begin();
        renewal.reload();
        assertEquals("modp15", renewed.get(0).get("mx").policy().dhGroup().text());
        write("letterlock.conf", CONFIGURATION.replace("roots =", "dh-group = ffdhe3072, roots ="));
        renewal.reload();
        assertEquals("ffdhe3072", renewed.get(1).get("mx").policy().dhGroup().text(), "what is said goes first");
        write("letterlock.conf", CONFIGURATION.replace("port = 0 }", "port = 0, tls { dh-group = ffdhe4096 } }"));
        renewal.reload();
        assertEquals("ffdhe4096", renewed.get(2).get("mx").policy().dhGroup().text(), "also by the listener");
        write("letterlock.conf", CONFIGURATION);
        begin();
        said.clear();
        write("chain.pem", pair.get(0));
        renewal.look();
        renewal.look();
        assertEquals("ffdhe2048", renewed.get(3).get("mx").policy().dhGroup().text());
        assertTrue(
                said.stream().anyMatch(l -> l.contains("chain.pem") && l.contains("dh-params-lost")), said::toString);
    }
}
