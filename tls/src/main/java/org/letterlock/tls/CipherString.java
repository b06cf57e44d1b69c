package org.letterlock.tls;

import static org.letterlock.tls.TlsSuite.KeyExchange.DHE_RSA;
import static org.letterlock.tls.TlsSuite.KeyExchange.ECDHE_ECDSA;
import static org.letterlock.tls.TlsSuite.KeyExchange.ECDHE_RSA;
import static org.letterlock.tls.TlsSuite.KeyExchange.RSA;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cipher string in OpenSSL's notation, such as {@code EECDH+AESGCM:!aNULL}, expanded to suites of TLS 1.2 and earlier as OpenSSL 3.0
 * does for the suites that both know. TLS 1.3 has a list of its own, there as here. docs/decisions/0107.
 *
 * <p>A list of all suites is in OpenSSL's own order, none chosen. Each rule of the string looks at the suites that have all
 * of its words, joined by {@code +}: without a sign it chooses those not chosen yet and puts them last; {@code +} puts the chosen ones
 * last; {@code -} takes them back, to the front, where a later rule finds them first; {@code !} strikes them out for good. {@code
 * @STRENGTH} sorts the chosen ones by key length.
 */
public final class CipherString {
    private static final int LARGEST = 4096;
    private static final Pattern SEPARATOR = Pattern.compile("[:;, ]+");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9._=-]+(\\+[A-Za-z0-9._=-]+)*");

    /** Suites of OpenSSL's, past or present, that are not spoken here in any policy. */
    private static final Pattern NEVER_SPOKEN = Pattern.compile("(EXP1024|EXP|ADH|AECDH|PSK|RSA-PSK|DHE-PSK|ECDHE-PSK"
            + "|SRP|RC4|RC2|DES-CBC|IDEA|NULL|GOST[0-9]*|DHE-DSS|EDH-DSS|DH-RSA|DH-DSS|ECDH-RSA|ECDH-ECDSA|KRB5"
            + "|ECDHE-RSA-RC4|ECDHE-ECDSA-RC4|ECDHE-RSA-NULL|ECDHE-ECDSA-NULL)-[A-Z0-9-]+");

    /** Words for what is not spoken here: they choose nothing. */
    private static final Set<String> NOTHING = Set.of(
            "COMPLEMENTOFALL",
            "aNULL",
            "eNULL",
            "NULL",
            "ADH",
            "AECDH",
            "aDSS",
            "DSS",
            "PSK",
            "kPSK",
            "aPSK",
            "kRSAPSK",
            "kECDHEPSK",
            "kDHEPSK",
            "SRP",
            "kSRP",
            "aSRP",
            "GOST",
            "kGOST",
            "kGOST18",
            "aGOST",
            "aGOST01",
            "aGOST12",
            "GOST94",
            "GOST89",
            "GOST89MAC",
            "GOST12",
            "GOST2012",
            "MD5",
            "RC4",
            "RC2",
            "IDEA",
            "DES",
            "LOW",
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "kDH",
            "kDHr",
            "kDHd",
            "aDH",
            "kECDH",
            "kECDHr",
            "kECDHe",
            "aECDH",
            "SSLv2",
            "KRB5",
            "kKRB5",
            "aKRB5",
            "FZA",
            "kFZA",
            "aFZA",
            "eFZA");

    /** All suites that OpenSSL has too, in its order. */
    private static final List<TlsSuite> ALL = IntStream.of(
                    0xC02C, 0xC030, 0x009F, 0xCCA9, 0xCCA8, 0xCCAA, 0xC0AF, 0xC0AD, 0xC0A3, 0xC09F, 0xC05D, 0xC061,
                    0xC053, 0xC02B, 0xC02F, 0x009E, 0xC0AE, 0xC0AC, 0xC0A2, 0xC09E, 0xC05C, 0xC060, 0xC052, 0xC024,
                    0xC028, 0x006B, 0xC073, 0xC077, 0x00C4, 0xC023, 0xC027, 0x0067, 0xC072, 0xC076, 0x00BE, 0xC00A,
                    0xC014, 0x0039, 0x0088, 0xC009, 0xC013, 0x0033, 0x0045, 0x009A, 0xC008, 0xC012, 0x0016, 0x009D,
                    0xC0A1, 0xC09D, 0xC051, 0x009C, 0xC0A0, 0xC09C, 0xC050, 0x003D, 0x00C0, 0x003C, 0x00BA, 0x0035,
                    0x0084, 0x002F, 0x0041, 0x0096, 0x000A)
            .mapToObj(id -> TlsSuite.of(id).orElseThrow())
            .collect(Collectors.toUnmodifiableList());

    private static final Set<String> STRENGTHS = Set.of("HIGH", "MEDIUM", "FIPS");
    private static final Map<String, Predicate<TlsSuite>> WORD = words();

    private final List<TlsSuite> order = new ArrayList<>(ALL);
    private final Set<TlsSuite> chosen = EnumSet.noneOf(TlsSuite.class);

    private CipherString() {}

    /** A word nobody knows; {@link CipherString#knownWords} has those that could be meant. */
    public static final class UnknownWord extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final String word;

        UnknownWord(String word) {
            super("unknown word " + word + " in a cipher string");
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * The suites a string stands for, the best first.
     *
     * @throws UnknownWord where OpenSSL would pass the rule over in silence
     * @throws IllegalArgumentException saying what is wrong with the string
     */
    public static List<TlsSuite> expand(String text) {
        if (text.length() > LARGEST) throw new IllegalArgumentException("a cipher string has at most 4096 characters");
        var string = new CipherString();
        var rest = text;
        if (rest.startsWith("DEFAULT")) { // only there it means something; elsewhere OpenSSL does not know it
            string.apply("ALL:!COMPLEMENTOFDEFAULT");
            rest = rest.substring("DEFAULT".length());
        }
        string.apply(rest);
        var suites = string.order.stream().filter(string.chosen::contains).collect(Collectors.toUnmodifiableList());
        if (suites.isEmpty()) throw new IllegalArgumentException("this cipher string leaves no cipher suite");
        return suites;
    }

    /** The words a rule may have, without the names of suites. */
    public static Set<String> knownWords() {
        var all = new java.util.TreeSet<>(WORD.keySet());
        all.addAll(NOTHING);
        all.addAll(STRENGTHS);
        all.add("COMPLEMENTOFDEFAULT");
        all.add("DEFAULT");
        return all;
    }

    private void apply(String rules) {
        for (var rule : SEPARATOR.split(rules)) {
            if (rule.isEmpty()) continue;
            if (rule.charAt(0) == '@') special(rule);
            else if ("+-!".indexOf(rule.charAt(0)) >= 0) apply(rule.charAt(0), rule.substring(1));
            else apply('=', rule);
        }
    }

    private void special(String rule) {
        if (rule.equals("@STRENGTH")) {
            var sorted = order.stream()
                    .filter(chosen::contains)
                    .sorted(Comparator.comparingInt(CipherString::strength).reversed())
                    .toList();
            order.removeAll(sorted);
            order.addAll(sorted);
        } else if (!rule.matches("@SECLEVEL=[0-5]")) { // a level says what OpenSSL accepts later, not what is listed
            throw new IllegalArgumentException(rule + " is neither @STRENGTH nor @SECLEVEL=0 to 5");
        }
    }

    private void apply(char sign, String words) {
        if (!WORDS.matcher(words).matches())
            throw new IllegalArgumentException("\"" + words + "\" is no rule: words joined by +");
        var found = order.stream().filter(selection(words)).toList();
        switch (sign) {
            case '!':
                order.removeAll(found);
                chosen.removeAll(found);
                break;
            case '-':
                var taken = found.stream().filter(chosen::contains).toList();
                order.removeAll(taken);
                order.addAll(0, taken);
                taken.forEach(chosen::remove);
                break;
            case '+':
                var moved = found.stream().filter(chosen::contains).toList();
                order.removeAll(moved);
                order.addAll(moved);
                break;
            default:
                var added = found.stream().filter(s -> !chosen.contains(s)).toList();
                order.removeAll(added);
                order.addAll(added);
                chosen.addAll(added);
        }
    }

    /**
     * What has all of the words. Two things OpenSSL does that are not obvious: a strength makes it forget COMPLEMENTOFDEFAULT before it, and
     * two strengths together, such as FIPS+HIGH, choose nothing.
     */
    private static Predicate<TlsSuite> selection(String words) {
        Predicate<TlsSuite> all = s -> true;
        @Nullable Set<String> strength = null;
        boolean notDefault = false;
        for (var word : words.split("\\+")) {
            Set<String> own = Set.of();
            boolean alsoNotDefault = word.equals("COMPLEMENTOFDEFAULT");
            var predicate = WORD.get(word);
            if (STRENGTHS.contains(word)) {
                own = Set.of(word);
            } else if (predicate != null) {
                all = all.and(predicate);
            } else if (NOTHING.contains(word) || NEVER_SPOKEN.matcher(word).matches()) {
                all = s -> false;
            } else if (!alsoNotDefault) {
                var suite = TlsSuite.named(word).filter(ALL::contains).orElseThrow(() -> new UnknownWord(word));
                all = all.and(s -> s == suite);
                own = strengths(suite);
                alsoNotDefault = !inDefault(suite);
            }
            if (!own.isEmpty()) {
                if (strength == null) {
                    strength = own;
                    notDefault = false;
                } else {
                    strength = strength.stream().filter(own::contains).collect(Collectors.toSet());
                    if (strength.isEmpty()) all = s -> false;
                }
            }
            notDefault |= alsoNotDefault;
        }
        if (notDefault) all = all.and(s -> !inDefault(s));
        var asked = strength;
        return asked == null ? all : all.and(s -> strengths(s).stream().anyMatch(asked::contains));
    }

    // ---------------------------------------------------------------- what OpenSSL knows of a suite

    private static Map<String, Predicate<TlsSuite>> words() {
        var words = new HashMap<String, Predicate<TlsSuite>>();
        words.put("ALL", s -> true);
        exchange(words, Set.of(RSA), "kRSA", "RSA");
        exchange(words, Set.of(DHE_RSA), "kEDH", "kDHE", "DH", "EDH", "DHE");
        exchange(words, Set.of(ECDHE_RSA, ECDHE_ECDSA), "kEECDH", "kECDHE", "ECDH", "EECDH", "ECDHE");
        exchange(words, Set.of(ECDHE_ECDSA), "aECDSA", "ECDSA");
        exchange(words, Set.of(RSA, DHE_RSA, ECDHE_RSA), "aRSA");
        words.put("AES", s -> s.name().contains("_AES_"));
        words.put("AES128", s -> s.name().contains("_AES_128_"));
        words.put("AES256", s -> s.name().contains("_AES_256_"));
        words.put("AESGCM", s -> s.name().matches(".*_AES_\\d+_GCM.*"));
        words.put("AESCCM", s -> s.name().contains("_CCM"));
        words.put("AESCCM8", s -> s.name().endsWith("_CCM_8"));
        words.put("CHACHA20", TlsSuite::isChaCha20);
        words.put("ARIA", s -> s.name().contains("_ARIA_"));
        words.put("ARIAGCM", s -> s.name().contains("_ARIA_"));
        words.put("ARIA128", s -> s.name().contains("_ARIA_128_"));
        words.put("ARIA256", s -> s.name().contains("_ARIA_256_"));
        words.put("CAMELLIA", s -> s.name().contains("_CAMELLIA_"));
        words.put("CAMELLIA128", s -> s.name().contains("_CAMELLIA_128_"));
        words.put("CAMELLIA256", s -> s.name().contains("_CAMELLIA_256_"));
        words.put("SEED", s -> s.name().contains("_SEED_"));
        words.put("3DES", s -> s.name().contains("_3DES_"));
        words.put("CBC", s -> !s.isAead());
        words.put("SHA", s -> s.name().endsWith("_SHA"));
        words.put("SHA1", s -> s.name().endsWith("_SHA"));
        words.put("SHA256", s -> !s.isAead() && s.name().endsWith("_SHA256"));
        words.put("SHA384", s -> !s.isAead() && s.name().endsWith("_SHA384"));
        words.put("SSLv3", s -> s.name().endsWith("_SHA") && !s.name().contains("_ECDHE_"));
        words.put("TLSv1", s -> s.name().endsWith("_SHA") && s.name().contains("_ECDHE_"));
        words.put("TLSv1.0", s -> s.name().endsWith("_SHA") && s.name().contains("_ECDHE_"));
        words.put("TLSv1.2", s -> !s.name().endsWith("_SHA"));
        words.put("EDH-RSA-DES-CBC3-SHA", s -> s == TlsSuite.TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA);
        return Map.copyOf(words);
    }

    private static void exchange(
            Map<String, Predicate<TlsSuite>> words, Set<TlsSuite.KeyExchange> exchanges, String... names) {
        for (var name : names) words.put(name, s -> exchanges.contains(s.keyExchange()));
    }

    private static boolean weak(TlsSuite s) {
        return s.name().contains("_3DES_") || s.name().contains("_SEED_");
    }

    private static boolean inDefault(TlsSuite s) {
        return s.isChaCha20() || (s.name().contains("_AES_") && !s.name().contains("_CCM"));
    }

    private static Set<String> strengths(TlsSuite s) {
        boolean fips = s.name().contains("_3DES_")
                || (s.name().contains("_AES_") && !s.name().contains("_CCM"));
        var own = weak(s) ? "MEDIUM" : "HIGH";
        return fips ? Set.of(own, "FIPS") : Set.of(own);
    }

    private static int strength(TlsSuite s) {
        return s.name().contains("_3DES_") ? 112 : s.bits();
    }
}
