package org.letterlock.smtp.client.reply;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server offers in its reply to EHLO or LHLO. RFC 5321, 4.1.1.1.
 *
 * @param keywords upper case, with what stands behind each; the first of several of the same name counts
 */
public record Offer(Map<String, String> keywords) {
    /** What a server offers that was greeted with HELO. */
    public static final Offer NOTHING = new Offer(Map.of());

    public Offer {
        keywords = Map.copyOf(keywords);
    }

    /** What {@code reply} offers: each line but the first is a keyword. */
    public static Offer of(ServerReply reply) {
        var found = new HashMap<String, String>();
        for (var line : reply.lines().subList(1, reply.lines().size())) {
            var words = line.strip().split(" +", 2);
            var keyword = words[0].toUpperCase(Locale.ROOT);
            var parameters = words.length > 1 ? words[1] : "";
            // as servers of the last century wrote it
            if (keyword.startsWith("AUTH=")) {
                parameters = (keyword.substring(5) + " " + parameters).strip();
                keyword = "AUTH";
            }
            found.putIfAbsent(keyword, parameters);
        }
        return new Offer(found);
    }

    public boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /** How large a message may be; {@link Long#MAX_VALUE} where that is not said. RFC 1870, 3. */
    public long size() {
        var said = keywords.getOrDefault("SIZE", "");
        if (!said.matches("[0-9]{1,18}") || said.matches("0+")) return Long.MAX_VALUE;
        return Long.parseLong(said);
    }

    /** The mechanisms by which one may log in. RFC 4954, 3. */
    public List<String> mechanisms() {
        return Arrays.stream(keywords.getOrDefault("AUTH", "").split(" +", -1))
                .filter(m -> !m.isEmpty())
                .map(m -> m.toUpperCase(Locale.ROOT))
                .toList();
    }
}
