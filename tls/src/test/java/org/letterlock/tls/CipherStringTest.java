package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cipher strings beside the real {@code openssl ciphers -V}. */
class CipherStringTest {
    private static final Pattern LINE = Pattern.compile("0x([0-9A-F]{2}),0x([0-9A-F]{2}) - .*");
    private static final int STRINGS = 300;
    private static final String A = "EDH+aRSA+AES256:EECDH+aRSA+AES256:!SSLv3";
    private static final String B_2021 = "EDH+CAMELLIA:EDH+aRSA:EECDH+aRSA+AESGCM:EECDH+aRSA+SHA256:EECDH:+CAMELLIA128:"
            + "+AES128:+SSLv3:!aNULL:!eNULL:!LOW:!3DES:!MD5:!EXP:!PSK:!DSS:!RC4:!SEED:!IDEA:!ECDSA:kEDH:CAMELLIA128-SHA:AES128-SHA";
    private static final String B_2014 = "EDH+CAMELLIA:EDH+aRSA:EECDH+aRSA+AESGCM:EECDH+aRSA+SHA384:EECDH+aRSA+SHA256:"
            + "EECDH:+CAMELLIA256:+AES256:+CAMELLIA128:+AES128:+SSLv3:!aNULL:!eNULL:!LOW:!3DES:!MD5:!EXP:!PSK:!DSS:!RC4:"
            + "!SEED:!ECDSA:CAMELLIA256-SHA:AES256-SHA:CAMELLIA128-SHA:AES128-SHA";

    /** What this OpenSSL says, of what we can speak; nothing where it says that no cipher matches. */
    private static Optional<List<TlsSuite>> openSsl(String string) throws Exception {
        var said = OpenSsl.run("", List.of("ciphers", "-V", string));
        if (said.contains("no cipher match")) return Optional.empty();
        var suites = new ArrayList<TlsSuite>();
        for (var line : said.split("\n")) {
            var m = LINE.matcher(line.strip());
            if (!m.matches()) throw new AssertionError(string + ": " + said);
            TlsSuite.of(Integer.parseInt(m.group(1) + m.group(2), 16))
                    .filter(s -> !s.isTls13())
                    .ifPresent(suites::add);
        }
        return Optional.of(suites);
    }

    /** Our expansion, without what this build of OpenSSL lacks. */
    private static List<TlsSuite> ours(String string, EnumSet<TlsSuite> known) {
        try {
            return CipherString.expand(string).stream().filter(known::contains).toList();
        } catch (CipherString.UnknownWord e) {
            throw e;
        } catch (IllegalArgumentException e) {
            assertEquals("this cipher string leaves no cipher suite", e.getMessage());
            return List.of();
        }
    }

    private static EnumSet<TlsSuite> knownToOpenSsl() throws Exception {
        OpenSsl.needed();
        return EnumSet.copyOf(openSsl("ALL:COMPLEMENTOFALL").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                A,
                B_2021,
                B_2014,
                "DEFAULT",
                "DEFAULT:-CHACHA20:+AES256",
                "DEFAULT@SECLEVEL=1",
                "ALL:!COMPLEMENTOFDEFAULT:!eNULL",
                "HIGH:!aNULL:!MD5",
                "ALL:@STRENGTH",
                "AES128:AES256:@STRENGTH:+ECDHE",
                "EECDH+AESGCM:!aNULL",
                "ECDHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES256-SHA;AES128-SHA,AES256-SHA",
                "ALL:-AES:AES128",
                "FIPS+HIGH",
                "COMPLEMENTOFDEFAULT+HIGH",
                "HIGH+COMPLEMENTOFDEFAULT",
                "AES128-SHA+HIGH:kRSA+AES256-SHA"
            })
    void theStringsPeopleHave(String string) throws Exception {
        var known = knownToOpenSsl();
        assertEquals(openSsl(string).orElse(List.of()), ours(string, known));
    }

    @Test
    void anyStringMeansWhatItMeansThere() throws Exception {
        var known = knownToOpenSsl();
        var words = CipherString.knownWords().stream()
                .filter(w -> !w.equals("DEFAULT"))
                .collect(Collectors.toList());
        known.forEach(s -> words.add(s.openSslName()));
        for (int i = 0; i < 3; i++)
            words.addAll(List.of("ALL", "HIGH", "AES", "ECDHE", "kRSA", "AESGCM", "SHA1", "aRSA"));
        int matched = 0;
        for (int seed = 0; seed < STRINGS; seed++) {
            var string = string(new Random(seed), words);
            var theirs = openSsl(string);
            if (theirs.isPresent() && !theirs.get().isEmpty()) matched++;
            assertEquals(theirs.orElse(List.of()), ours(string, known), "seed " + seed + ": " + string);
        }
        assertTrue(matched > STRINGS / 2, matched + " strings meant something");
    }

    private static String string(Random random, List<String> words) {
        var string = new StringBuilder(random.nextInt(10) == 0 ? "DEFAULT" : "");
        int rules = 1 + random.nextInt(8);
        for (int i = 0; i < rules; i++) {
            if (!string.isEmpty()) string.append(":, ;".charAt(random.nextInt(10) == 0 ? random.nextInt(4) : 0));
            if (random.nextInt(12) == 0) {
                string.append(random.nextBoolean() ? "@STRENGTH" : "@SECLEVEL=" + random.nextInt(6));
                continue;
            }
            if (i > 0) string.append(List.of("", "", "", "+", "-", "!").get(random.nextInt(6)));
            string.append(words.get(random.nextInt(words.size())));
            while (random.nextInt(3) == 0) string.append('+').append(words.get(random.nextInt(words.size())));
        }
        return string.toString();
    }

    @Test
    void whatOpenSslPassesOverInSilenceIsAnErrorHere() {
        var unknown = assertThrows(CipherString.UnknownWord.class, () -> CipherString.expand("EECDH+AESGMC:!aNULL"));
        assertEquals("AESGMC", unknown.word());
        assertTrue(CipherString.knownWords().contains("AESGCM"));
        assertThrows(CipherString.UnknownWord.class, () -> CipherString.expand("aNULL+FOO:AES"));
        assertThrows(CipherString.UnknownWord.class, () -> CipherString.expand("TLS_AES_128_GCM_SHA256"));
        assertEquals(CipherString.expand("AES256-SHA"), CipherString.expand("TLS_RSA_WITH_AES_256_CBC_SHA"));
        refused("this cipher string leaves no cipher suite", "ALL:!ALL");
        refused("this cipher string leaves no cipher suite", "PSK-AES128-CBC-SHA:RC4-SHA");
        refused("this cipher string leaves no cipher suite", "");
        refused("@STRONG is neither @STRENGTH nor @SECLEVEL=0 to 5", "ALL:@STRONG");
        refused("\"AES++SHA\" is no rule: words joined by +", "AES++SHA");
        refused("\"\" is no rule: words joined by +", "ALL:!");
        refused("a cipher string has at most 4096 characters", "A".repeat(5000));
    }

    private static void refused(String why, String string) {
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> CipherString.expand(string))
                        .getMessage());
    }
}
