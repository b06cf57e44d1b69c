package org.letterlock.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.server.ListenerPlan.Protection;

/** conf/letterlock.conf as an operator uses it: a line is switched on by taking its mark away. */
class ShippedFileTest {
    private static final Path SHIPPED = Path.of("../conf/letterlock.conf");
    private static final Pattern KEY = Pattern.compile("^ +# (?:([a-z0-9-]+)(?: = .*| \\{.*})|\\{ .*})$");
    private static final Pattern UNSAID = Pattern.compile("^ +# ([a-z0-9-]+): .* unless said$");
    private static final Pattern READ = Pattern.compile(
            "\\b(?:size|smallSize|count|duration|text|texts|strings|flag|choice|choices|section|sections|list)\\(\\s*\"([a-z0-9-]+)\"");

    /** What an operator could say where the file shows no default. */
    private static final Map<String, String> SAID = Map.ofEntries(
            Map.entry("roots", "ecdsa-chain.pem"),
            Map.entry("client-authorities", "ecdsa-chain.pem"),
            Map.entry("client-crls", "[ ]"),
            Map.entry("versions", "[ TLSv1.2, TLSv1.3 ]"),
            Map.entry("ciphers", "\"EECDH+AESGCM:!aNULL\""),
            Map.entry("ciphersuites", "[ TLS_AES_128_GCM_SHA256 ]"),
            Map.entry("imitate", "cyrus-2.4, legacy = true"),
            Map.entry("tls-file", "tls.log"),
            Map.entry("key-log", "keys"),
            Map.entry("socket", "admin.sock"),
            Map.entry("hello-name", "mail.example.org"),
            Map.entry("names", "a.example, level = secure"),
            Map.entry("via", "smtp.example"),
            Map.entry("user", "ann, password-file = secret, level = encrypt"),
            Map.entry("password-file", "secret, user = ann, level = encrypt"),
            Map.entry("authorities", "ecdsa-chain.pem"),
            Map.entry("trust-anchors", "anchors"),
            Map.entry("dkim-key", "dkim.pem, dkim-selector = tls"),
            Map.entry("dkim-selector", "tls, dkim-key = dkim.pem"),
            Map.entry("dkim-domain", "example.org"),
            Map.entry("state", "."),
            Map.entry("max-account-messages", "100000"),
            Map.entry("max-domain-messages", "1000000"),
            Map.entry("max-domain-bytes", "100 GiB"),
            Map.entry("max-account-bytes", "10 GiB"),
            Map.entry("max-spooled-bytes", "64 MiB"),
            Map.entry("index-bytes", "64 MiB"));

    @TempDir
    Path path;

    private ConfigFolder folder;
    private List<String> lines;

    @BeforeEach
    void files() throws Exception {
        folder = new ConfigFolder(path);
        folder.rsa();
        folder.write("secret", "secret\n");
        folder.ed25519("dkim.pem");
        folder.write("anchors", ". IN DS 20326 8 2 " + "00".repeat(32) + "\n");
        lines = Files.readAllLines(SHIPPED).stream()
                .map(line -> line.replace(
                        "# { chain = rsa-chain.pem", "{ chain = rsa-chain.pem")) // ECDSA alone imitates nobody
                .toList();
        assertTrue(lines.stream().anyMatch(line -> line.strip().startsWith("{ chain = rsa-chain.pem")));
    }

    @Test
    void theShippedFileIsRead() throws Exception {
        var config = folder.read(Files.readString(SHIPPED));
        assertEquals(7, config.plan().listeners().size());
        assertEquals(
                List.of("mx", "submissions", "submission", "imap", "imaps", "pop3", "pop3s"),
                config.plan().listeners().stream().map(l -> l.name()).toList());
        assertInstanceOf(
                Protection.Implicit.class, config.plan().listeners().get(4).protection());
        assertEquals(993, config.plan().listeners().get(4).address().getPort());
        assertTrue(config.plan().listeners().get(0).owner().matches(".*letterlock.conf:\\d+"));
        assertEquals(
                Set.of(SaslMechanism.EXTERNAL, SaslMechanism.PLAIN, SaslMechanism.LOGIN),
                config.plan().mechanisms(),
                "ann cannot use SCRAM");
    }

    @Test
    @DisplayName("the shipped file shows every key with its default: with all of them switched on, nothing changes")
    void theShippedFileShowsTheDefaults() throws Exception {
        var text = Files.readString(SHIPPED);
        var defaults = folder.read(text);
        var all = Pattern.compile("^  # ([a-z0-9-]+ = .*)$", Pattern.MULTILINE)
                .matcher(text)
                .replaceAll(m -> m.group(1).startsWith("postmaster")
                                || m.group(1).startsWith("bare-newlines")
                                || m.group(1).startsWith("mechanisms")
                                || m.group(1).matches("(event-loops|workers|handshakes) = .*")
                        ? m.group()
                        : "  " + m.group(1));
        assertNotEquals(text, all);
        var spelled = folder.read(all);
        assertEquals(defaults.storage(), spelled.storage());
        assertEquals(defaults.plan().throttle(), spelled.plan().throttle());
        assertEquals(defaults.plan().hashing(), spelled.plan().hashing());
        assertEquals(defaults.plan().connections(), spelled.plan().connections());
        assertEquals(defaults.plan().addresses(), spelled.plan().addresses());
        assertEquals(defaults.plan().mimeCache(), spelled.plan().mimeCache());
        for (int i = 0; i < 7; i++) {
            assertEquals(
                    defaults.plan().listeners().get(i).service(),
                    spelled.plan().listeners().get(i).service());
        }
        folder.read(text.replace("# internal  {", "internal  {")
                .replaceAll(
                        "# (postmaster|bare-newlines|mechanisms|event-loops|workers|handshakes|aliases|catch-all)",
                        "$1")
                .replaceFirst("aliases \\{.*", "aliases { sales = [ ann, bob ], info = sales }"));
    }

    @Test
    @DisplayName("the file is accepted with each of its keys switched on, one by one")
    void eachLineSwitchedOn() throws Exception {
        var unsaid = new TreeSet<String>();
        int tried = 0;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var withoutDefault = UNSAID.matcher(line);
            if (withoutDefault.matches()) {
                var key = withoutDefault.group(1);
                unsaid.add(key);
                isRead(i, key + " = " + SAID.get(key));
                tried++;
            } else if (KEY.matcher(line).matches()) {
                isRead(i, line.replaceFirst("# ", ""));
                tried++;
            }
        }
        assertEquals(new TreeSet<>(SAID.keySet()), unsaid);
        assertTrue(tried > 90, () -> "few keys were found");
    }

    @Test
    @DisplayName("the rules that the file shows are rules")
    void theRulesShown() throws Exception {
        int first = 0;
        while (!lines.get(first).strip().equals("#   such as rules = [")) first++;
        int last = first;
        while (!lines.get(last).strip().equals("#   ]")) last++;
        var changed = new ArrayList<>(lines);
        for (int i = first; i <= last; i++)
            changed.set(i, lines.get(i).replace("#   such as", "").replace("#", ""));
        var config = folder.read(String.join("\n", changed));
        assertEquals(3, config.plan().tls().get("mx").rules().size());
    }

    @Test
    @DisplayName("every key that is read stands in the file")
    void everyKeyIsThere() throws Exception {
        var text = String.join("\n", lines);
        var missing = new TreeSet<String>();
        try (var files = Files.list(Path.of("src/main/java/org/letterlock/server/config"))) {
            for (var file : files.toList()) {
                var key = READ.matcher(Files.readString(file));
                while (key.find())
                    if (!Pattern.compile("(?<![a-z0-9-])" + key.group(1) + "(?![a-z0-9-])")
                            .matcher(text)
                            .find()) missing.add(key.group(1));
            }
        }
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    @DisplayName("a comment explains each group of keys")
    void everyGroupIsExplained() {
        var bare = new HashSet<String>();
        for (int i = 1; i < lines.size(); i++) {
            var before = lines.get(i - 1);
            boolean opens = before.isEmpty() || before.endsWith(" {");
            boolean sectionIsExplained =
                    before.endsWith(" {") && i > 1 && lines.get(i - 2).startsWith("# ");
            if (KEY.matcher(lines.get(i)).matches() && opens && !sectionIsExplained)
                bare.add(i + 1 + ": " + lines.get(i));
        }
        assertEquals(new HashSet<>(), bare);
    }

    private void isRead(int number, String switchedOn) throws Exception {
        var changed = new ArrayList<>(lines);
        changed.set(number, switchedOn);
        try {
            folder.read(String.join("\n", changed));
        } catch (ConfigProblems e) {
            fail("with line " + (number + 1) + " as " + switchedOn + ": " + e.lines());
        }
    }
}
