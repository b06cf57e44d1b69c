package org.letterlock.mailbox.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a message's header the fields in which an mbox keeps what belongs to the mailbox: flags, keywords, UIDs. They
 * have values of at most 64 KiB here; a longer one ends there.
 */
final class OwnFields implements Octets {
    static final List<String> NAMES = List.of("status", "x-status", "x-keywords", "x-uid", "x-imap", "x-imapbase");
    private static final int LONGEST_NAME = 10;
    private static final int LONGEST_VALUE = 64 * 1024;
    private final Octets next;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final byte[] held = new byte[LONGEST_NAME + 1]; // the start of a line, until it is known what it is
    private int holds;
    private Where where = Where.LINE_START;
    private @Nullable String field; // whose value this is
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();

    private enum Where {
        LINE_START,
        OTHER_LINE,
        OWN_LINE,
        BODY
    }

    OwnFields(Octets next) {
        this.next = next;
    }

    /** What they say, by name in small letters; of one that comes twice, the first. */
    Map<String, String> values() {
        return values;
    }

    @Override
    public void write(byte[] octets, int from, int to) throws IOException {
        int start = from;
        for (int i = from; i < to && where != Where.BODY; i++) {
            byte octet = octets[i];
            if (where == Where.LINE_START) {
                if (holds == 0 && (octet == ' ' || octet == '\t')) {
                    where = field == null ? Where.OTHER_LINE : Where.OWN_LINE;
                    start = i;
                } else {
                    held[holds++] = octet;
                    start = i + 1;
                    decide(octet);
                    continue;
                }
            }
            if (where == Where.OWN_LINE) {
                if (value.size() < LONGEST_VALUE) value.write(octet);
                start = i + 1;
            }
            if (octet == '\n') {
                if (where == Where.OTHER_LINE) next.write(octets, start, i + 1);
                start = i + 1;
                where = Where.LINE_START;
            }
        }
        if (to > start) next.write(octets, start, to);
    }

    private void decide(byte last) throws IOException {
        boolean ends = last == '\n';
        if (ends && (holds == 1 || (holds == 2 && held[0] == '\r'))) {
            close();
            where = Where.BODY;
            release();
        } else if (last == ':') {
            close();
            var name = new String(held, 0, holds - 1, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            if (NAMES.contains(name)) {
                field = name;
                holds = 0;
                where = Where.OWN_LINE;
            } else {
                where = Where.OTHER_LINE;
                release();
            }
        } else if (ends || holds == held.length) {
            close();
            where = ends ? Where.LINE_START : Where.OTHER_LINE;
            release();
        }
    }

    private void release() throws IOException {
        int n = holds;
        holds = 0;
        if (n > 0) next.write(held, 0, n);
    }

    /** The field before is whole. */
    private void close() {
        if (field != null)
            values.putIfAbsent(field, value.toString(StandardCharsets.UTF_8).strip());
        field = null;
        value.reset();
    }

    @Override
    public void end() throws IOException {
        close();
        release();
        next.end();
    }
}
