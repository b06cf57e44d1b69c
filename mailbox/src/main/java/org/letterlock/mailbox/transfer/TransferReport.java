package org.letterlock.mailbox.transfer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an import or export did, and what it could not keep: all of it counted, the first of each named. Not thread-safe. */
public final class TransferReport {
    /** So many places are remembered of each kind. */
    public static final int REMEMBERED = 20;

    /** What a message or mailbox may lose on the way. */
    public enum Loss {
        MAILBOX_LEFT_OUT("mailboxes left out"),
        LEFT_OUT("messages left out"),
        GONE_SINCE("messages that came with an earlier import and were removed since", true),
        UID_VALIDITY("mailboxes that got another UIDVALIDITY, and so messages other UIDs"),
        UID("messages that got another UID"),
        KEYWORDS("messages that lost keywords"),
        LINE_ENDS("messages whose line ends cannot be told back"),
        QUOTING("messages with lines whose quoting cannot be told back"),
        FIELDS("messages that lost fields an mbox has for itself, or do not get them"),
        UNSEPARATED("lines like the first of a message, with no empty line before them: read as text"),
        SPECIAL_USE("mailboxes that lost what they are for"),
        SUBSCRIPTION("subscriptions left out"),
        OTHER_FILE("files and folders that are no mail", true);

        private final String text;

        private final boolean harmless;

        Loss(String text) {
            this(text, false);
        }

        Loss(String text, boolean harmless) {
            this.text = text;
            this.harmless = harmless;
        }

        /** It is said, but nothing was lost by it. */
        public boolean harmless() {
            return harmless;
        }

        public String text() {
            return text;
        }
    }

    /** How often, and the first places. */
    public record Lost(long count, List<String> places) {
        public Lost {
            places = List.copyOf(places);
        }
    }

    private final Map<Loss, Long> counts = new EnumMap<>(Loss.class);
    private final Map<Loss, List<String>> places = new EnumMap<>(Loss.class);
    private long mailboxes;
    private long messages;
    private long octets;
    private long there;

    void mailbox() {
        mailboxes++;
    }

    void message(long size) {
        messages++;
        octets += size;
    }

    /** An earlier run brought it. */
    void alreadyThere() {
        there++;
    }

    void lost(Loss what, String where) {
        counts.merge(what, 1L, Long::sum);
        var known = places.computeIfAbsent(what, w -> new ArrayList<>());
        if (known.size() < REMEMBERED) known.add(visible(where));
    }

    public long mailboxes() {
        return mailboxes;
    }

    public long messages() {
        return messages;
    }

    /** Of these messages, as the store counts them. */
    public long octets() {
        return octets;
    }

    /** Messages that an earlier run had brought. */
    public long there() {
        return there;
    }

    public Map<Loss, Lost> losses() {
        var losses = new EnumMap<Loss, Lost>(Loss.class);
        counts.forEach((what, n) -> losses.put(what, new Lost(n, places.getOrDefault(what, List.of()))));
        return losses;
    }

    /** Names of files are anybody's words: without control characters. */
    static String visible(String text) {
        var visible = new StringBuilder();
        text.codePoints()
                .limit(1000)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(visible::appendCodePoint);
        return visible.toString();
    }
}
