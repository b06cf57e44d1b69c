package org.letterlock.server.log;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.letterlock.server.log.Seen.Kind;
import org.letterlock.tls.TlsPolicy;

/** Counts who uses which protocol and suite, from logs: the data from which to decide whether to restrict them. The guide's G14. */
public final class Census {
    private static final int ROWS = 100_000;
    private static final String OTHERS = "others";
    private static final int PROCESSES = 65_536;
    private static final int LONGEST = 16_384; // characters of a line that are looked at

    private final Map<Row, Integer> counts = new HashMap<>();
    private final Map<String, Seen> latest = new LinkedHashMap<>() { // of each process of Postfix
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
                    return size() > PROCESSES;
                }
            };
    private final int most;
    private int connections;
    private int logIns;
    private int failures;

    public Census() {
        this(ROWS);
    }

    /** @param most how many different rows are kept apart */
    Census(int most) {
        this.most = most;
    }

    /**
     * What is counted together.
     *
     * @param logIn whether {@code client} is who logged in, which counts a connection again
     */
    public record Row(String protocol, String cipher, String client, boolean logIn) {
        /** What {@code policy} would have said; empty: nothing against it. */
        public Optional<String> refusal(TlsPolicy policy) {
            if (policy.versions().stream().noneMatch(v -> v.text().equals(protocol)))
                return Optional.of(protocol + " is not allowed");
            var suite = new Seen(Kind.CONNECTION, protocol, cipher, client, "").suite();
            if (suite.isEmpty()) return Optional.of("the suite " + cipher + " is not known");
            return policy.suites().contains(suite.get())
                    ? Optional.empty()
                    : Optional.of("the suite " + cipher + " is not allowed");
        }
    }

    /** Reads a log to its end; gzip is noticed. */
    public void read(InputStream log) throws IOException {
        var buffered = new BufferedInputStream(log);
        buffered.mark(2);
        boolean packed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        var reader = new BufferedReader(
                new InputStreamReader(packed ? new GZIPInputStream(buffered) : buffered, StandardCharsets.ISO_8859_1));
        var line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n') {
                take(line.toString());
                line.setLength(0);
            } else if (line.length() < LONGEST) {
                line.append((char) c);
            }
        }
        take(line.toString());
    }

    void take(String line) {
        var read = LogLine.read(line);
        if (read.isEmpty()) return;
        var seen = read.get();
        if (seen.kind() == Kind.FAILURE) {
            failures++;
            return;
        }
        if (seen.kind() == Kind.CONNECTION) {
            connections++;
            if (!seen.process().isEmpty()) latest.put(seen.process(), seen);
        } else {
            if (!seen.process().isEmpty()) {
                var earlier = latest.get(seen.process());
                if (earlier == null) return;
                seen = new Seen(Kind.LOG_IN, earlier.protocol(), earlier.cipher(), seen.client(), "");
            }
            logIns++;
        }
        counts.merge(
                row(new Row(seen.protocol(), seen.cipher(), seen.client(), seen.kind() == Kind.LOG_IN)),
                1,
                Integer::sum);
    }

    /** Where {@code row} is counted: when there are too many, with the others of its kind. */
    private Row row(Row row) {
        if (counts.size() < most || counts.containsKey(row)) return row;
        var others = new Row(row.protocol(), row.cipher(), OTHERS, row.logIn());
        return counts.size() < 2 * most || counts.containsKey(others)
                ? others
                : new Row(OTHERS, OTHERS, OTHERS, row.logIn());
    }

    /** What was counted, the most first. */
    public List<Map.Entry<Row, Integer>> rows() {
        var rows = new ArrayList<>(counts.entrySet());
        rows.sort(Map.Entry.<Row, Integer>comparingByValue()
                .reversed()
                .thenComparing(
                        Map.Entry::getKey,
                        Comparator.comparing(Row::protocol)
                                .thenComparing(Row::cipher)
                                .thenComparing(Row::client)));
        return rows;
    }

    public int connections() {
        return connections;
    }

    public int logIns() {
        return logIns;
    }

    public int failures() {
        return failures;
    }
}
