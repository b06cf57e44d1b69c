package org.letterlock.imap.response;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.grammar.ImapDate;
import org.letterlock.imap.grammar.Octets;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.ModifiedUtf7;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.protocol.Output;

/**
 * Writes responses so that they are valid whatever they contain: what does not fit an atom is quoted, what does not fit a
 * quoted string becomes a literal. Belongs to one session. RFC 3501, 4.3 and 9.
 */
public final class ResponseWriter {
    private static final byte[][] SYSTEM_FLAGS = new byte[64][]; // by systemBits, + 32 for \Recent; no parentheses
    private static final byte[] NIL = ascii("NIL");
    private static final int MAX_QUOTED = 1024;

    static {
        for (int bits = 0; bits < SYSTEM_FLAGS.length; bits++) {
            var s = new StringBuilder();
            for (var flag : SystemFlag.values())
                if ((bits & 1 << flag.ordinal()) != 0) s.append(' ').append(flag.wire());
            if ((bits & 32) != 0) s.append(" \\Recent");
            SYSTEM_FLAGS[bits] = ascii(s.isEmpty() ? "" : s.substring(1));
        }
    }

    private final Output out;
    private boolean utf8;

    public ResponseWriter(Output out) {
        this.out = out;
    }

    public Output out() {
        return out;
    }

    /** Constants and text of our own: never what came from a client or a message. */
    public ResponseWriter text(CharSequence text) {
        out.ascii(text);
        return this;
    }

    public ResponseWriter octets(byte[] constant) {
        out.bytes(constant);
        return this;
    }

    public ResponseWriter number(long number) {
        out.number(number);
        return this;
    }

    public ResponseWriter space() {
        out.octet(' ');
        return this;
    }

    public ResponseWriter crlf() {
        out.crlf();
        return this;
    }

    // ---------------------------------------------------------------- whole responses

    /** {@code * OK text}, or NO, BAD, BYE, PREAUTH. */
    public void untagged(String condition, String text) {
        text("* ").text(condition).text(" ").text(printable(text)).crlf();
    }

    /** The tagged response; {@code tag} is octets of {@code line}. */
    public void tagged(byte[] line, int tagLength, Completion completion) {
        out.bytes(line, 0, tagLength);
        out.bytes(completion.octets());
    }

    /** {@code + text}. */
    public void continuation(String text) {
        text("+ ").text(printable(text)).crlf();
    }

    private static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > 0x7e) return text.replaceAll("[^ -~]", "?");
        }
        return text;
    }

    // ---------------------------------------------------------------- strings

    /** As a string. */
    public ResponseWriter string(byte[] octets) {
        if (quotable(octets)) quoted(octets);
        else literal(octets);
        return this;
    }

    public ResponseWriter string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As a string, its characters as octets; NIL for null. What comes out of a message's header. */
    public ResponseWriter nstring(@Nullable String octets) {
        return octets == null ? nil() : string(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** As an atom where it is one, else as a string. */
    public ResponseWriter astring(String text) {
        var octets = text.getBytes(StandardCharsets.UTF_8);
        if (octets.length == 0 || octets.length > MAX_QUOTED || text.equalsIgnoreCase("NIL")) return string(octets);
        for (byte octet : octets) if (!Octets.isAstring(octet)) return string(octets);
        out.bytes(octets);
        return this;
    }

    public ResponseWriter nil() {
        out.bytes(NIL);
        return this;
    }

    /** Mailbox names are written in UTF-8 from now on. RFC 9051, 5.1. */
    public void useUtf8() {
        utf8 = true;
    }

    /** A mailbox name, in modified UTF-7 as long as the client has not asked for UTF-8. */
    public ResponseWriter mailbox(MailboxName name) {
        return mailbox(name.value());
    }

    /** What may be a mailbox name or the beginning of one. */
    public ResponseWriter mailbox(String name) {
        if (!utf8) return astring(ModifiedUtf7.encode(name));
        var octets = name.getBytes(StandardCharsets.UTF_8);
        boolean ascii = octets.length == name.length();
        if (ascii || octets.length > MAX_QUOTED) return astring(name);
        quoted(octets); // no control character is in a name
        return this;
    }

    private static boolean quotable(byte[] octets) {
        if (octets.length > MAX_QUOTED) return false;
        for (byte octet : octets) {
            if (!Octets.isQuoted(octet) && octet != '"' && octet != '\\') return false;
            if (octet < ' ' && octet != '\t') return false; // allowed, and of no use but mischief
        }
        return true;
    }

    private void quoted(byte[] octets) {
        out.octet('"');
        int from = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '"' || octets[i] == '\\') {
                out.bytes(octets, from, i - from).octet('\\');
                from = i;
            }
        }
        out.bytes(octets, from, octets.length - from).octet('"');
    }

    private void literal(byte[] octets) {
        literalHeader(octets.length);
        for (int from = 0; from < octets.length; from += 8192)
            out.bytes(octets, from, Math.min(8192, octets.length - from));
    }

    /** What stands before the octets of a literal. */
    public ResponseWriter literalHeader(long size) {
        out.octet('{').number(size).ascii("}\r\n");
        return this;
    }

    // ---------------------------------------------------------------- IMAP's own

    /** Flags in parentheses. */
    public ResponseWriter flags(Flags flags, boolean recent) {
        out.octet('(');
        var system = SYSTEM_FLAGS[(flags.systemBits() & 31) | (recent ? 32 : 0)];
        out.bytes(system);
        keywords(flags.keywords(), system.length == 0);
        out.octet(')');
        return this;
    }

    /** Keywords with a space before each, but for the first when {@code first}. They came in as atoms. */
    public ResponseWriter keywords(List<String> keywords, boolean first) {
        for (int i = 0; i < keywords.size(); i++) {
            if (!first || i > 0) out.octet(' ');
            out.ascii(keywords.get(i));
        }
        return this;
    }

    /** A set of UIDs, as ranges. */
    public ResponseWriter uids(UidSet uids) {
        boolean first = true;
        for (var range : uids.ranges()) {
            if (!first) out.octet(',');
            first = false;
            out.number(range.first());
            if (range.last() != range.first()) out.octet(':').number(range.last());
        }
        return this;
    }

    public ResponseWriter dateTime(InternalDate date) {
        out.octet('"').ascii(ImapDate.text(date)).octet('"');
        return this;
    }

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }
}
