package org.letterlock.imap.response;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a command ended: all of its tagged response but the tag, ready to be sent. RFC 3501, 7.1. */
public final class Completion {
    /** OK, NO or BAD. */
    public enum Condition {
        OK,
        NO,
        BAD
    }

    private final Condition condition;
    private final byte[] octets;

    private Completion(Condition condition, String code, String text) {
        this.condition = condition;
        var all = new StringBuilder(" ").append(condition).append(' ');
        if (!code.isEmpty()) all.append('[').append(code).append("] ");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            all.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        octets = all.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    public static Completion ok(String text) {
        return new Completion(Condition.OK, "", text);
    }

    /** OK with a response code: its inside, without brackets. */
    public static Completion ok(String code, String text) {
        return new Completion(Condition.OK, code, text);
    }

    public static Completion no(Code code, String text) {
        return new Completion(Condition.NO, code.name(), text);
    }

    /** NO with a response code that has arguments: its inside, without brackets. */
    public static Completion no(String code, String text) {
        return new Completion(Condition.NO, code, text);
    }

    public static Completion no(String text) {
        return new Completion(Condition.NO, "", text);
    }

    public static Completion bad(Code code, String text) {
        return new Completion(Condition.BAD, code.name(), text);
    }

    public static Completion bad(String text) {
        return new Completion(Condition.BAD, "", text);
    }

    public Condition condition() {
        return condition;
    }

    /** The whole response; the tag is the first {@code tagLength} octets of {@code line}. */
    public byte[] tagged(byte[] line, int tagLength) {
        var all = Arrays.copyOf(line, tagLength + octets.length);
        System.arraycopy(octets, 0, all, tagLength, octets.length);
        return all;
    }

    /** From the space behind the tag to CRLF; not to be changed. */
    byte[] octets() {
        return octets;
    }

    @Override
    public String toString() {
        return new String(octets, StandardCharsets.US_ASCII).strip();
    }
}
