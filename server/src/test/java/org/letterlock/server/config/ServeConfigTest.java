package org.letterlock.server.config;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.server.ListenerPlan.Protection;
import org.letterlock.server.ListenerPlan.Service;
import org.letterlock.server.StoragePlan;
import org.letterlock.server.log.TlsLogFormat;
import org.letterlock.smtp.BareNewlines;
import org.letterlock.tls.TlsVersion;

class ServeConfigTest {
    private static final String GOOD = """
            hostname = mail.example.org
            domains = example.org
            accounts { file = users }
            tls { certificates = [ { chain = ecdsa-chain.pem, key = ecdsa-key.pem } ] }
            listeners {
              mx { service = mx, security = starttls, port = 0 }
            }
            """;

    @TempDir
    Path folder;

    private ConfigFolder files;

    @BeforeEach
    void certificateAndAccounts() throws Exception {
        files = new ConfigFolder(folder);
    }

    private static String withRule(String rule) {
        return GOOD.replace("ecdsa-key.pem } ] }", "ecdsa-key.pem } ], rules = [\n" + rule + "\n] }");
    }

    @Test
    @DisplayName("E18: a rule that cannot be read is named with file, line and character")
    void aRuleThatCannotBeRead() {
        refuses(
                withRule("{ when = \"remote in 10.0.0.0/8 and prot = 25\" }"),
                "letterlock.conf:5: when, character 26: unknown word \"prot\"; did you mean port?");
        refuses(
                withRule("{ when = \"port = 25\", profile = curent }"),
                "letterlock.conf:5: tls.rules: profile is \"curent\"; it takes one of ach-2014, ach, current, perhaps"
                        + " with /mx, /msa, /mda or /client; did you mean current?");
        refuses(
                withRule("{ when = \"\", client-certificates = require }"),
                "letterlock.conf:5: when, character 1: expected one of remote,");
        refuses(withRule("{ wen = \"port = 25\" }"), "letterlock.conf:5: unknown key tls.rules.wen; did you mean");
    }

    @Test
    void aCertificateThatCannotBeReadDoesNotMakeItsOtherKeysUnknown() {
        var e = assertThrows(
                ConfigProblems.class,
                () -> read(GOOD.replace("chain = ecdsa-chain.pem,", "chain = users, names = [ a.example ],")));
        assertTrue(e.lines().get(0).contains("users: holds no certificate"), () -> String.join("\n", e.lines()));
        assertTrue(e.lines().stream().noneMatch(l -> l.contains("unknown key")), () -> String.join("\n", e.lines()));
    }

    @Test
    @DisplayName("E18: a policy that the certificates cannot keep stops the start, with its rule")
    void aRuleThatContradictsTheKeys() {
        refuses(
                withRule("{ when = \"port = 25\", profile = ach-2014/msa }"),
                "letterlock.conf:5: tls.rules: policy ach-2014/msa has no cipher suite for TLSv1.2 and earlier that works"
                        + " with an ECDSA certificate alone");
    }

    @Test
    void aRuleChangesThePolicyOfTheListenerItIsFor() throws Exception {
        var plan = read(withRule("{ when = \"port = 25\", versions = [ TLSv1.3 ], starttls = false }"))
                .plan();
        var tls = ((Protection.StartTls) plan.listeners().get(0).protection()).tls();
        var rule = tls.rules().get(0);
        assertTrue(rule.name().endsWith("letterlock.conf:5"), rule.name());
        assertEquals(tls.policy().withVersions(Set.of(TlsVersion.TLS_1_3)), rule.policy());
        assertFalse(rule.offersStartTls());
    }

    @Test
    @DisplayName(
            "P2, P4: what cannot be spoken is named with file, line and the nearest that can, in tls, tls.may and rules")
    void listsOfPolicies() throws Exception {
        var conf = folder.resolve("letterlock.conf");
        var wrong = Map.of(
                "ciphers = \"AES128+AESGMC\"",
                "ciphers: AESGMC is neither a word of a cipher string nor a suite of TLS 1.2 and earlier; did you mean AESGCM?",
                "ciphers = tabel-b",
                "ciphers: tabel-b is neither a word of a cipher string nor a suite of TLS 1.2 and earlier; did you mean table-b?",
                "ciphers = \"\"",
                "ciphers: ",
                "ciphers = \"AESGCM:!ALL\"",
                "ciphers: this cipher string leaves no cipher suite",
                "ciphersuites = TLS_AES_128_GMC_SHA256",
                "ciphersuites: there is no \"TLS_AES_128_GMC_SHA256\"; did you mean TLS_AES_128_GCM_SHA256?",
                "ciphersuites = [ ]",
                "ciphersuites: none is left",
                "groups = [ x25591 ]",
                "groups: there is no \"x25591\"; did you mean x25519?",
                "groups = [ ]",
                "groups: none is left",
                "versions = [ TLSv1.2, TLS1.3 ]",
                "versions: there is no \"TLS1.3\"; did you mean TLSv1.3?",
                "versions = [ ]",
                "versions: none is left, so nobody could connect");
        for (var entry : wrong.entrySet()) {
            says(GOOD.replace("tls { ", "tls { " + entry.getKey() + ", "), conf + ":4: " + entry.getValue());
            says(withRule("{ when = \"port = 25\", " + entry.getKey() + " }"), conf + ":5: " + entry.getValue());
            if (!entry.getKey().startsWith("groups"))
                says(
                        GOOD.replace("tls { ", "tls { may { " + entry.getKey() + " }, "),
                        conf + ":4: " + entry.getValue());
        }
    }

    @Test
    @DisplayName("E18, C9: a rule takes the words of a listener: cipher strings, and imitations where legacy = true")
    void rulesTakeCipherStringsAndImitations() throws Exception {
        files.rsa();
        var rules = read(withRule("{ when = \"port = 25\", ciphers = \"ECDHE+AESGCM\" }, "
                                + "{ when = \"sni = old.example.org\", imitate = exim-4.82, versions = TLSv1.2 }")
                        .replace("tls {", "tls { legacy = true,")
                        .replace("certificates = [", "certificates = [ { chain = rsa-chain.pem, key = rsa-key.pem },"))
                .plan()
                .tls()
                .get("mx")
                .rules();
        assertTrue(rules.get(0).policy().suites().stream()
                .filter(s -> !s.isTls13())
                .allMatch(s -> s.openSslName().matches("ECDHE-.*GCM.*")));
        assertEquals("rfc5114-23", rules.get(1).policy().dhGroup().text());
        assertEquals(Set.of(TlsVersion.TLS_1_2), rules.get(1).policy().versions());
        assertFalse(rules.get(1).policy().serverPreference());
        says(
                withRule("{ when = \"port = 25\", imitate = exim-4.82 }"),
                ":5: imitate = exim-4.82 brings back what nobody should use any more; with legacy = true it is allowed");
        says(withRule("{ when = \"port = 25\", imitate = exmi-4.82 }"), "did you mean exim-4.82?");
    }

    @Test
    void whatIsWrittenDownOfTls() throws Exception {
        var usual = read(GOOD).plan().tlsRecording();
        assertEquals(TlsLogFormat.POSTFIX, usual.format());
        assertTrue(usual.everything());
        assertTrue(usual.file().isEmpty() && usual.keyLog().isEmpty());
        var other = read(GOOD + "log { tls = json, tls-lines = failures, tls-file = tls.log, key-log = keys }")
                .plan()
                .tlsRecording();
        assertEquals(TlsLogFormat.JSON, other.format());
        assertFalse(other.everything());
        assertEquals(folder.resolve("tls.log"), other.file().orElseThrow());
        assertEquals(folder.resolve("keys"), other.keyLog().orElseThrow());
        refuses(GOOD + "log { tls-file = nowhere/tls.log }", ": log.tls-file: there is no folder");
    }

    @Test
    void aListenersOwnSettingsGoFirst() throws Exception {
        var config = read(GOOD.replace(
                        "port = 0 }",
                        "port = 0, smtp { max-recipients = 200, bare-newlines = normalise } }\n"
                                + "  other { service = mx, security = starttls, port = 0 }")
                + "smtp { max-recipients = 300, max-message-size = 1 MiB }\n");
        var mx = ((Service.Smtp) config.plan().listeners().get(0).service()).config();
        var other = ((Service.Smtp) config.plan().listeners().get(1).service()).config();
        assertEquals(200, mx.limits().recipients());
        assertEquals(1 << 20, mx.limits().messageSize());
        assertEquals(BareNewlines.NORMALISE, mx.bareNewlines());
        assertEquals(300, other.limits().recipients());
        assertEquals(BareNewlines.REFUSE, other.bareNewlines());
    }

    @Test
    @DisplayName("G5: a listener has TLS, or says that it has none")
    void policyG5() throws Exception {
        says(
                GOOD.replace("security = starttls, ", ""),
                ":6: listeners.mx has neither TLS nor plaintext-only = true; say security = starttls or implicit");
        assertInstanceOf(
                Protection.PlaintextOnly.class,
                read(GOOD.replace("security = starttls", "plaintext-only = true"))
                        .plan()
                        .listeners()
                        .get(0)
                        .protection());
        says(
                GOOD.replace("port = 0", "plaintext-only = true, port = 0"),
                ":6: listeners.mx: security and plaintext-only contradict each other");
        says(
                GOOD.replace("service = mx, security = starttls", "service = imap, plaintext-only = true"),
                ":6: listeners.mx: without TLS nobody can log in, so imap needs it");
        says(
                GOOD.replace("starttls", "implicit"),
                ":6: listeners.mx: other servers speak SMTP with STARTTLS only (RFC 3207); mx takes security = starttls");
    }

    @Test
    @DisplayName("G16: who may speak for others is listed, by ranges of addresses")
    void policyG16() throws Exception {
        var proxies = read(GOOD.replace(
                        "port = 0", "port = 0, proxy-from = [ \"192.0.2.0/24\", \"::1\" ], proxy-time = 9 s"))
                .plan()
                .listeners()
                .get(0)
                .proxies();
        assertEquals(2, proxies.from().size());
        assertEquals(java.time.Duration.ofSeconds(9), proxies.time());
        says(
                GOOD.replace("port = 0", "port = 0, proxy-from = [ \"192.0.2.1/24\" ]"),
                ":6: listeners.mx.proxy-from: 192.0.2.1/24 has bits behind its first 24; the network is 192.0.2.0/24");
        says(
                GOOD.replace("port = 0", "port = 0, proxy-from = [ \"proxy.example.test\" ]"),
                ":6: listeners.mx.proxy-from: proxy.example.test is no address; expected one such as 192.0.2.7 or 2001:db8::7, or a network such as 192.0.2.0/24");
        says(
                GOOD.replace("port = 0", "port = 0, proxy-tls = true"),
                ":6: listeners.mx: proxy-tls needs proxy-from: whose word counts");
        says(
                GOOD.replace(
                        "service = mx, security = starttls, port = 0",
                        "service = imap, security = implicit, port = 0, proxy-from = [ \"::1\" ], proxy-tls = true"),
                ":6: listeners.mx: with security = implicit TLS ends here; behind a proxy that ends it take security = starttls");
        says(
                GOOD.replace("port = 0", "port = 0, proxy-from = [ \"::1\" ], proxy-time = 2 minutes"),
                ":6: listeners.mx: proxy-time 120000 ms is not between 100 ms and 1 min");
    }

    @Test
    @DisplayName("two listeners at one place: both lines are named")
    void oneListenerAPort() throws Exception {
        var two = GOOD.replace(
                "port = 0 }",
                "port = 2525, address = \"127.0.0.1\" }\n  other { service = mx, security = starttls, port = 2525, address = HERE }");
        var conf = folder.resolve("letterlock.conf");
        for (var address : List.of("\"127.0.0.1\"", "\"0.0.0.0\"", "\"::\""))
            says(
                    two.replace("HERE", address),
                    conf + ":7: listeners.other listens where listeners.mx (" + conf + ":6) does: port 2525");
        assertEquals(
                2, read(two.replace("HERE", "\"127.0.0.2\"")).plan().listeners().size());
        says(
                GOOD.replace(", port = 0 }", " }\n  other { service = mx, security = starttls }"),
                ":7: listeners.other listens where listeners.mx (" + conf + ":6) does: port 25");
    }

    @Test
    void certificates() throws Exception {
        says(
                GOOD.replaceFirst("tls \\{.*", ""),
                ":6: listeners.mx: TLS needs a certificate; name its files in tls.certificates");
        says(
                GOOD.replaceFirst("certificates = .*", "certificates = [ ] }"),
                ":6: listeners.mx: TLS needs a certificate; name its files in tls.certificates");
        says(GOOD.replace("ecdsa-chain", "no"), ":4: " + folder.resolve("no.pem") + ": ");
        says(GOOD.replace("ecdsa-key.pem", "ecdsa-chain.pem"), ":4: ");
        var warnings =
                read(GOOD.replace("mail.example.org", "other.example.org")).warnings();
        assertTrue(
                warnings.stream()
                        .anyMatch(
                                w -> w.endsWith(
                                        ":4: no certificate has the name other.example.org, so clients that ask for it will not accept any (cert.name)")),
                warnings.toString());
    }

    @Test
    @DisplayName("a certificate out of its time is warned of, with file and date")
    void certificatesOutOfTime() throws Exception {
        assertFalse(read(GOOD).warnings().toString().contains("the certificate of"));
        for (var said : List.of("1 expired on 20", "-1 is not valid before 20")) {
            var years = Duration.ofDays(365 * Long.parseLong(said.substring(0, said.indexOf(' '))));
            var file = files.write("letterlock.conf", GOOD);
            var warnings = ServeConfig.read(file, Clock.offset(Clock.systemUTC(), years), new SecureRandom())
                    .warnings();
            var start = file + ":4: " + folder.resolve("ecdsa-chain.pem") + ": the certificate of ";
            assertTrue(
                    warnings.stream()
                            .anyMatch(w -> w.startsWith(start) && w.contains(said.substring(said.indexOf(' ')))),
                    warnings.toString());
        }
    }

    @Test
    @DisplayName("a policy that the certificate's key cannot keep is named")
    void policyAndKey() throws Exception {
        says(
                GOOD.replace("tls {", "tls { profile = ach-2014,").replace("service = mx", "service = imap"),
                "listeners.mx: policy ach-2014/mda has no cipher suite for TLSv1.2 and earlier that works with an ECDSA"
                        + " certificate alone: give an RSA certificate as well, or choose another profile, or allow TLSv1.3 only"
                        + " (certificates: " + folder.resolve("ecdsa-chain.pem") + ")");
    }

    @Test
    @DisplayName("S-G6 a key or password file everybody can read stops the start")
    void s_G6_worldReadable() throws Exception {
        for (var name : List.of("ecdsa-key.pem", "users")) {
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
            says(GOOD, folder.resolve(name) + ": everybody on this machine can read th");
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-r-----"));
        }
        assertFalse(read(GOOD).warnings().isEmpty());
    }

    @Test
    @DisplayName("S-G6 unknown and doubled keys stop the start, with the line")
    void s_G6_strict() throws Exception {
        says("hostnme = x\n" + GOOD, ":1: unknown key hostnme; did you mean hostname?");
        says(
                GOOD.replace("port = 0", "prot = 0"),
                ":6: unknown key listeners.mx.prot; did you mean listeners.mx.port?");
        says(GOOD + "imap { max-lien = 9 KiB }\n", ":8: unknown key imap.max-lien; did you mean imap.max-line?");
        says(
                GOOD.replace("port = 0", "port = 0, smtp { max-recipient = 200 }"),
                ":6: unknown key listeners.mx.smtp.max-recipient; did you mean listeners.mx.smtp.max-recipients?");
        says(GOOD + "hostname = y\n", ":8: hostname is already set in line 1");
        says(GOOD + "include \"/etc/passwd\"\n", "include is not allowed");
        says(GOOD + "x = ${HOME}\n", ":8: ");
        says(GOOD + "x = {\n", ":9: ");
    }

    @Test
    void valuesOutOfBounds() throws Exception {
        says(
                GOOD + "smtp { max-recipients = 5 }\n",
                ":8: smtp: recipients is 5, must be at least 100 (RFC 5321, 4.5.3.1.8)");
        says(GOOD + "imap { idle-timeout = 5 s }\n", ":8: imap: idle-timeout below 30 minutes (RFC 9051, 5.4)");
        says(GOOD + "pop3 { max-line = 1 }\n", ":8: pop3: max-line: 1 is not from 255 to 65536");
        says(
                GOOD.replace("port = 0", "port = 70000"),
                ":6: listeners.mx.port is 70000; it takes a whole number from 0 to 65535");
        says(
                GOOD.replace("= mx,", "= mxx,"),
                ":6: listeners.mx.service is \"mxx\"; it takes one of mx, submission, imap, pop3; did you mean mx?");
        var unknown = GOOD.replace("= mx,", "= imaap,").replace("= starttls", "= implicit");
        var lines = assertThrows(ConfigProblems.class, () -> read(unknown)).lines();
        assertEquals(1, lines.size(), () -> "one mistake, one complaint: " + lines);
        assertTrue(lines.get(0).endsWith("did you mean imap?"), lines.get(0));
    }

    @Test
    void accountsAndAddresses() throws Exception {
        says(
                GOOD.replace("file = users", "file = none"),
                ":3: " + folder.resolve("none") + ": cannot be read: no such file");
        says(
                GOOD.replace("file = users", "file = users, postmaster = eve"),
                ":3: accounts: postmaster: there is no account eve");
        says(
                GOOD.replace("file = users", "file = users, aliases { x = eve }"),
                "accounts: alias x@example.org: eve@example.org is not an address here");
    }

    @Test
    @DisplayName(
            "S-A11 passwords in the clear are refused unless asked for, then warned of; cheap hashes are warned of")
    void s_A11_howPasswordsAreKept() throws Exception {
        files.write("users", """
                ann:{PLAIN}hidden
                a10:{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$/VFeTwzK4Cd0zYg5u0/unQ$Bey66WYqa1l4bRYKpmU5QV4e1OicBO92yroRvBTJg3U
                b05:{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK
                b10:{BLF-CRYPT}$2y$10$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK
                p5k:{PBKDF2}$1$R/qOzLwLoW8oBjPV$5000$d8188849391995a6a2a51a7996fd73dae196acae
                """);
        refuses(
                GOOD,
                ":3: " + folder.resolve("users") + ": passwords in the clear ({PLAIN}): ann@example.org;"
                        + " `letterlock user add` hashes them, accounts.clear-passwords = true takes them all the same");
        var warnings = read(GOOD.replace("file = users", "file = users, clear-passwords = true"))
                .warnings();
        assertEquals(4, warnings.size(), () -> "and one of the chain: " + warnings);
        assertTrue(warnings.get(0).contains("in the clear ({PLAIN}): ann@example.org"), warnings.toString());
        assertTrue(
                warnings.get(1).contains("(bcrypt with a cost below 10): b05@example.org; `letterlock user add`"),
                warnings.toString());
        assertTrue(
                warnings.get(2).contains("(PBKDF2 with fewer than 600000 rounds): p5k@example.org;"),
                warnings.toString());
        assertFalse(warnings.toString().contains("hidden"));
    }

    @Test
    void whereMailIsKept() throws Exception {
        var defaults = read(GOOD).storage();
        assertEquals(Optional.of(folder.resolve("store")), defaults.directory());
        assertEquals(StoragePlan.OnDisk.DEFAULT, defaults.disk());
        assertEquals(
                Optional.empty(),
                read(GOOD + "storage.kind = memory\n").storage().directory());
        var storage = read(GOOD + """
                storage {
                  directory = /var/lib/letterlock
                  min-free = 1 GiB
                  max-account-bytes = 10 GiB
                  quotas { ann { messages = 5 }, "bob@example.org" { bytes = 1 MiB }, "Example.org" { bytes = 1 TiB } }
                }
                """).storage();
        assertEquals(Optional.of(Path.of("/var/lib/letterlock")), storage.directory());
        assertEquals(1L << 30, storage.disk().minFree());
        var quotas = storage.quotas();
        assertEquals(new QuotaLimits(5, 10L << 30), quotas.ofAccount(new AccountId("ann@example.org")));
        assertEquals(new QuotaLimits(Long.MAX_VALUE, 1 << 20), quotas.ofAccount(new AccountId("bob@example.org")));
        assertEquals(new QuotaLimits(Long.MAX_VALUE, 10L << 30), quotas.ofAccount(new AccountId("eve@example.org")));
        assertEquals(new QuotaLimits(Long.MAX_VALUE, 1L << 40), quotas.ofDomain("example.org"));
        says(GOOD + "storage.quotas.eve.bytes = 1 MiB\n", ":8: storage.quotas: eve is no account and no domain here");
        says(GOOD + "storage.quotas.ann.byte = 1 MiB\n", "unknown key storage.quotas.ann.byte; did you mean");
        says(
                GOOD + "storage.kind = disc\n",
                "storage.kind is \"disc\"; it takes one of disk, memory; did you mean disk?");
        says(GOOD + "storage.checkpoint-bytes = 1 KiB\n", "checkpoint-bytes: from 1 MiB to 1 TiB");
    }

    @Test
    @DisplayName("reports are signed with an RSA or Ed25519 key; what is known of other domains lies beside the mail")
    void deliveries() throws Exception {
        files.rsa();
        files.ed25519("ed.pem");
        for (var key : List.of("rsa-key.pem", "ed.pem")) {
            var plan = read(GOOD + "delivery { dkim-key = " + key + ", dkim-selector = tls }\n")
                    .plan()
                    .outbound()
                    .orElseThrow();
            assertEquals("mail.example.org", plan.dkim().orElseThrow().domain());
            assertEquals(Optional.of(folder.resolve("store/delivery")), plan.state());
        }
        assertEquals(
                Optional.empty(),
                read(GOOD + "storage.kind = memory\n")
                        .plan()
                        .outbound()
                        .orElseThrow()
                        .state());
        says(GOOD + "delivery.dkim-key = ed.pem\n", "dkim-key and dkim-selector go together");
        says(GOOD + "delivery { dkim-key = ecdsa-key.pem, dkim-selector = tls }\n", "an RSA key or one for Ed25519");
        says(GOOD + "delivery { dkim-key = nowhere, dkim-selector = tls }\n", "nowhere");
        says(GOOD + "delivery { dkim-key = ed.pem, dkim-selector = \"a;b\" }\n", "dkim-selector: letters");
    }

    @Test
    void allProblemsAreSaidAtOnce() {
        var lines = assertThrows(ConfigProblems.class, () -> read("hostname = a b\nlisteners { x { } }\nfoo = 1\n"))
                .lines();
        assertTrue(lines.size() >= 5, lines.toString());
        assertTrue(
                lines.stream()
                        .allMatch(l ->
                                l.startsWith(folder.resolve("letterlock.conf").toString())),
                lines.toString());
    }

    private void says(String text, String expected) throws Exception {
        var lines = assertThrows(ConfigProblems.class, () -> read(text)).lines();
        assertTrue(lines.stream().anyMatch(l -> l.contains(expected)), () -> expected + "\nnot in " + lines);
    }

    private void refuses(String text, String problem) {
        var e = assertThrows(ConfigProblems.class, () -> read(text));
        assertTrue(e.lines().stream().anyMatch(l -> l.contains(problem)), () -> String.join("\n", e.lines()));
    }

    private ServeConfig read(String text) throws Exception {
        return files.read(text);
    }
}
